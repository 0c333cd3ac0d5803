# ends: timeout
# wall: 300
import threading
threading.Event().wait()
