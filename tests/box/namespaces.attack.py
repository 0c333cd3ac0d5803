# The kernel's doors: namespaces, mounts, keys, modules, tracing.
# ends: none
import ctypes
print("RAN", flush=True)
libc = ctypes.CDLL(None, use_errno=True)
calls = {"unshare": (272, 0x10000000), "setns": (308, 0, 0), "mount": (165, b"none", b"/tmp", b"tmpfs", 0, 0),
         "umount2": (166, b"/in", 2), "pivot_root": (155, b".", b"."), "chroot": (161, b"."), "bpf": (321, 0, 0, 0),
         "keyctl": (250, 0, -3, 0), "add_key": (248, b"user", b"k", b"v", 1, -5), "init_module": (175, 0, 0, 0),
         "perf_event_open": (298, 0, 0, -1, -1, 0), "userfaultfd": (323, 1), "open_by_handle_at": (304, 4, 0, 0),
         "fsopen": (430, b"tmpfs", 0), "open_tree": (428, -100, b"/", 1), "quotactl": (179, 0, 0, 0, 0),
         "reboot": (169, 0, 0, 0, 0), "swapon": (167, b"x", 0), "syslog": (103, 2, 0, 0), "shmget": (29, 1, 4096, 0o1600),
         "msgget": (68, 1, 0o1600), "mq_open": (240, b"q", 0o100, 0o600, 0), "setrlimit": (160, 7, ctypes.create_string_buffer(b"\xff" * 16)),
         "setuid": (105, 0), "capset": (126, 0, 0), "iopl": (172, 3), "pidfd_getfd": (438, 4, 0, 0)}
for name, (number, *args) in calls.items():
    if libc.syscall(number, *args) >= 0:
        print("ESCAPED:", name)
