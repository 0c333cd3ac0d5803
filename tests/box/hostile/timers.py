# Alarms until the end.
# The first process of a namespace does not hear its own unhandled signals.
# ends: killed none
import signal, time
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.raise_signal(signal.SIGSEGV)
