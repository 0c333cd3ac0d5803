# Nothing of the caller's comes in: environment, arguments, descriptors.
# ends: none
import os
print("RAN", flush=True)
if any("@TOKEN@" in v for v in os.environ.values()):
    print("ESCAPED: environment")
for fd in range(0, 1024):
    if fd in (1, 2, 4):
        continue
    try:
        os.set_blocking(fd, False)
        data = os.read(fd, 100)
        if data:
            print("ESCAPED: descriptor", fd, data[:30])
    except OSError:
        pass
    try:
        os.listdir(fd)
        print("ESCAPED: directory", fd)
    except (OSError, NotADirectoryError):
        pass
for path in ("/proc/self/environ", "/proc/@PID@/environ", "/proc/@PID@/cmdline", "/sys/kernel", "/dev/mem", "/dev/tty"):
    try:
        open(path, "rb").read(10)
        print("ESCAPED: read", path)
    except OSError:
        pass
