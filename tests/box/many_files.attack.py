# Files are bounded in number and size.
# ends: output exception timeout
import os
print("RAN", flush=True)
for i in range(200000):
    with open("f%d" % i, "w") as f:
        f.write("x")
print("ESCAPED: as many files as I like")
