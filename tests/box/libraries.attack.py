# The interpreter's own doors: what is cached from before the confinement gives nothing away.
# ends: none
import ctypes, gc, os, sys
print("RAN", flush=True)
for name in ("LD_PRELOAD", "FETTLE_POOL", "FETTLE_BOX", "SECRET_KEY"):
    if name in os.environ:
        print("ESCAPED: environment has", name)
for module in ("ctypes.util", "webbrowser", "antigravity", "pty"):
    try:
        __import__(module)
    except Exception:
        pass
for text in gc.get_objects():
    if isinstance(text, dict) and any(isinstance(v, str) and "@TOKEN@" in v for v in list(text.values())[:200] if v is not text):
        if text.get("__name__") != "__main__":
            print("ESCAPED: the token was in memory")
if ctypes.CDLL(None).prctl(38, 0, 0, 0, 0) == 0:
    print("ESCAPED: no_new_privs was reset")
try:
    sys.modules["os"].setuid(0)
    print("ESCAPED: root")
except OSError:
    pass
