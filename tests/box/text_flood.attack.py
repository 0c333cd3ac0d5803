# Text is cut and a flood ends the run.
# ends: output timeout
print("RAN", flush=True)
import sys
while True:
    sys.stdout.write("x" * 65536)
