# A crash is told as one.
# ends: killed
import ctypes
print("RAN", flush=True)
ctypes.string_at(8)
