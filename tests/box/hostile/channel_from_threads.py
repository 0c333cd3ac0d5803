# Eight threads write results over each other.
# ends: contract
import os, struct, threading
def turn():
    while True:
        os.write(4, struct.pack("=IIQ", 0x31584246, 5, 1 << 30))
for _ in range(8):
    threading.Thread(target=turn).start()
