# The deadline is enforced from outside.
# ends: timeout
import signal
print("RAN", flush=True)
for s in range(1, 32):
    try:
        signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
