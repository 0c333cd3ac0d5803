import time
before = time.time()
time.sleep(0.02)
print(time.time() - before)
