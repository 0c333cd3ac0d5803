# ends: output
n = 0
while True:
    n += 1
    open("f%d" % n, "w").close()
