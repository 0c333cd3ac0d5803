# Inside a pid namespace there is no parent: 0 is its own process group.
# ends: policy exception none
import os, signal
os.kill(os.getppid(), signal.SIGKILL)
