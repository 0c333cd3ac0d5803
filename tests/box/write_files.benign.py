# prints: ['b', 'c.txt']
# files: b/n.txt c.txt
import os, shutil
os.mkdir("b")
open("b/n.txt", "w").write("n")
open("a.txt", "w").write("x" * 1000)
shutil.copy("a.txt", "c.txt")
os.chmod("c.txt", 0o600)
os.utime("c.txt", (1, 1))
os.remove("a.txt")
print(sorted(os.listdir(".")))
