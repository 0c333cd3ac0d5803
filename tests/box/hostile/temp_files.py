# Files that have no name any more still take their space.
# ends: output
import os, tempfile
all = []
while True:
    f = tempfile.TemporaryFile()
    f.write(bytes(4 << 20))
    f.flush()
    all.append(f)
