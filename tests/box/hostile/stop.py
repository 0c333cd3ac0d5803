# Stops itself: as the first process of its namespace it cannot.
# ends: none timeout policy killed
# wall: 1000
import signal
signal.raise_signal(signal.SIGSTOP)
