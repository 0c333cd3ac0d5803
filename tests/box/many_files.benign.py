# prints: 20
# files: 0.txt 1.txt
import os
for i in range(20):
    open("%d.txt" % i, "w").write(str(i))
print(len(os.listdir(".")))
