# What libraries and code do at the end of the interpreter: once, in order, also in a spare that
# rehearsed the former.
import atexit
import logging
import logging.handlers
import sys

held = logging.handlers.MemoryHandler(100, target=logging.StreamHandler(sys.stdout))
logging.getLogger().addHandler(held)
logging.getLogger().warning("held until the end")
logging.warning("lastResort %s", getattr(logging.lastResort, "_closed", None))
atexit.register(print, "second")
atexit.register(print, "first")
