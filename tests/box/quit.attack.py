# Leaving without a result is no success.
# ends: contract
import os
print("RAN", flush=True)
os._exit(0)
