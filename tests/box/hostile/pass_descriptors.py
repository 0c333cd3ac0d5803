# Descriptors in flight, which no table of open files counts.
# ends: policy exception
import array, socket
a, b = socket.socketpair()
for _ in range(100000):
    a.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [a.fileno()] * 200))])
raise ValueError("nothing stopped it")
