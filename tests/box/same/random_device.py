with open('/dev/urandom', 'rb', buffering=0) as f:
    print(f.read(16).hex())
with open('/dev/urandom', 'rb') as f:
    print(f.read(5).hex())
