# Memory is bounded, however it is asked for.
# ends: memory
print("RAN", flush=True)
keep = []
while True:
    keep.append(bytearray(16 << 20))
