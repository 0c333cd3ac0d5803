# ends: memory
all = []
while True:
    all.append(bytearray(16 << 20))
