# prints: bye
import atexit, sys
atexit.register(print, "bye")
sys.exit(0)
