# ends: timeout
# wall: 300
import atexit, threading
atexit.register(lambda: threading.Event().wait())
