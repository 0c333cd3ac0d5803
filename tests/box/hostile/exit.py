# Leaves the interpreter without a result.
# ends: contract
import os
os._exit(3)
