# What the collector meets: links, pipes, names that are none, archives that explode.
# ends: none output
import os, zipfile
print("RAN", flush=True)
for act in (lambda: os.symlink("@SECRET@", "link.txt"), lambda: os.mkfifo("pipe"),
            lambda: os.link("@SECRET@", "hard.txt"), lambda: os.mknod("node", 0o60666, 0x800)):
    try:
        act()
        print("made one")
    except OSError:
        pass
for name in ("\x1b[31mred", "new\nline", "..hidden", "-rf", "\u202egpj.exe", b"\xff\xfe"):
    try:
        open(name, "w").write("x")
    except OSError:
        pass
path = "."
for i in range(200):
    path += "/d"
    try:
        os.mkdir(path)
    except OSError:
        break
with zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as z:
    for i in range(6):
        with z.open("%d" % i, "w") as f:
            for k in range(100):
                f.write(bytes(1 << 20))
with open("sparse", "wb") as f:
    try:
        f.truncate(1 << 40)
        print("ESCAPED: a file of a terabyte")
    except OSError:
        pass
