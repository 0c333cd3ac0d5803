# prints: rang
import signal, time
signal.signal(signal.SIGALRM, lambda *a: print("rang"))
signal.setitimer(signal.ITIMER_REAL, 0.05)
time.sleep(0.2)
