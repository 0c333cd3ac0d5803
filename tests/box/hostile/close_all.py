# Lets go of everything, the way back as well.
# ends: contract
import os
os.closerange(0, 256)
