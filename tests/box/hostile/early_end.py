# Says that nothing follows, and goes on.
# ends: contract
import os, struct
os.write(4, struct.pack("=IIQ", 0x31584246, 6, 0))
while True:
    pass
