import time
end, turns = time.time() + 0.005, 0
while time.time() < end:
    turns += 1
print(turns)
