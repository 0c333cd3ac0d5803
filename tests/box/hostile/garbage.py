# Noise where the result is expected.
# ends: contract
import os
os.write(4, bytes(range(256)) * 16)
