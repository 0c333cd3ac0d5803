# ends: contract
import os
print("RAN", flush=True)
try:
    while True:
        os.write(4, b"\xff" * 4096)
except OSError:
    pass
while True:
    pass
