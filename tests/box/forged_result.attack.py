# A result that the code writes by itself is read as what it is: hostile bytes.
# ends: contract
import os, struct
print("RAN", flush=True)
meta = b'{"status":0,"versions":{}}'
table = struct.pack("=IIQII", 0x31525446, 0xffff, 1 << 40, 1, 0) + b"A" * 100
for kind, body in ((4, meta), (5, table), (6, b"")):
    os.write(4, struct.pack("=IIQ", 0x31584246, kind, len(body)) + body)
while True:
    pass
