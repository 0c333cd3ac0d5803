# No other program, no child.
# ends: none
import ctypes, os, subprocess
print("RAN", flush=True)
def vfork_exec():
    subprocess.run(["/bin/sh", "-c", "echo ESCAPED: shell"])
def fork():
    if os.fork() == 0:
        print("ESCAPED: forked", flush=True)
        os._exit(0)
def execute():
    os.execv("/usr/bin/python3.11", ["python3", "-c", "print('ESCAPED: exec')"])
def spawn():
    os.posix_spawn("/bin/true", ["true"], {})
    print("ESCAPED: spawned")
for act in (vfork_exec, fork, execute, spawn):
    try:
        act()
    except OSError:
        pass
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(435, ctypes.create_string_buffer(88), 88) >= 0:
    print("ESCAPED: clone3")
if libc.memfd_create(b"x", 0) >= 0:
    print("ESCAPED: memfd")
