# Alarms until the end.
# ends: killed
import signal, time
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.raise_signal(signal.SIGSEGV)
