# ends: contract
import os, struct
while True:
    os.write(4, struct.pack("=IIQ", 0x31584246, 4, 2) + b"{}")
