# No way out by any socket.
# ends: none
import ctypes, socket
print("RAN", flush=True)
for family, address in ((socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_UNIX, "\0@MARK@"), (socket.AF_INET6, ("::1", @PORT@))):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            s = socket.socket(family, kind)
            s.settimeout(1)
            s.connect(address)
            print("ESCAPED: connected", address)
        except OSError:
            pass
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(425, 8, ctypes.create_string_buffer(256)) >= 0:
    print("ESCAPED: io_uring")
if libc.socket(16, 3, 0) >= 0:
    print("ESCAPED: netlink")
