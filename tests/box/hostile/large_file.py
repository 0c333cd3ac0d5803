# ends: output
with open("large", "wb") as f:
    while True:
        f.write(bytes(1 << 20))
