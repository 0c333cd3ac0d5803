# A result that is announced and never comes.
# ends: timeout
# wall: 300
import os, struct, threading
os.write(4, struct.pack("=IIQ", 0x31584246, 4, 1 << 19))
threading.Event().wait()
