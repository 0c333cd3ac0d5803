# Nothing outside the box is changed.
# ends: none
import os, time
print("RAN", flush=True)
for path in ["@VICTIM@", "/usr/lib/python3/dist-packages/evil.py", "/etc/evil", "/var/tmp/@MARK@", "/dev/shm/@MARK@",
             "/usr/lib/python3.11/os.py"]:
    for act in (lambda: open(path, "a").write("evil"), lambda: os.truncate(path, 0), lambda: os.unlink(path),
                lambda: os.rename(path, path + ".gone"), lambda: os.mkdir(path + "_dir")):
        try:
            act()
            print("ESCAPED: changed", path)
        except OSError:
            pass
for act in (lambda: os.chmod("@VICTIM@", 0o777), lambda: os.utime("@VICTIM@", (1, 1))):
    try:
        act()
    except OSError:
        pass
