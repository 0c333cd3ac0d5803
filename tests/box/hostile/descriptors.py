# As many as there are.
# ends: exception
import os
while True:
    os.dup(1)
