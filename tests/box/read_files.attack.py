# Files of the host are neither read nor listed.
# ends: none
import glob
print("RAN", flush=True)
paths = ["@SECRET@", "/proc/1/root@SECRET@", "/../../..@SECRET@", "/etc/shadow", "/etc/passwd", "/root/.bashrc"]
for path in paths:
    try:
        with open(path) as f:
            print("ESCAPED: read", path, f.read(20))
    except OSError:
        pass
if glob.glob("@SECRETDIR@/*"):
    print("ESCAPED: listed the host")
