# Pipes and stream pairs filled to the brim.
# ends: exception
import os, socket
all = []
while True:
    r, w = os.pipe()
    os.set_blocking(w, False)
    try:
        while True:
            os.write(w, bytes(65536))
    except BlockingIOError:
        all.append((r, w))
