# No memory that is both written and run.
# ends: none
import ctypes, mmap
print("RAN", flush=True)
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
bad = ctypes.c_void_p(-1).value
for prot in (7, 5, 4):
    at = libc.mmap(None, ctypes.c_size_t(4096), prot, 0x22, -1, 0)
    if at != bad:
        print("ESCAPED: executable memory", prot)
at = libc.mmap(None, ctypes.c_size_t(4096), 3, 0x22, -1, 0)
if libc.mprotect(ctypes.c_void_p(at), ctypes.c_size_t(4096), 5) == 0:
    print("ESCAPED: made executable")
open("code.so", "wb").write(open(ctypes.__file__, "rb").read(64) + b"\xc3" * 4096)
fd = open("code.so", "rb")
if libc.mmap(None, ctypes.c_size_t(4096), 5, 2, fd.fileno(), 0) != bad:
    print("ESCAPED: mapped an own file as code")
if libc.personality(0x0400000) >= 0 and libc.personality(0xffffffff) & 0x0400000:
    print("ESCAPED: READ_IMPLIES_EXEC")
