import os, platform, socket, sys
print(platform.node(), platform.platform(), socket.gethostname(), os.uname(), os.getpid(), sys.flags.hash_randomization)
