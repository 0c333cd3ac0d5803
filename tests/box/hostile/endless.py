# ends: timeout
# wall: 300
while True:
    pass
