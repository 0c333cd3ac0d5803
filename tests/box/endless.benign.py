# prints: 0.1
import time
t = time.monotonic()
time.sleep(0.1)
print(round(time.monotonic() - t, 3))
