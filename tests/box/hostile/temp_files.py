# Files that have no name any more still take their space.
# Without namespaces the number of open files ends it: nobody sees what has no name.
# ends: output exception timeout
# wall: 3000
import os, tempfile
all = []
while True:
    f = tempfile.TemporaryFile()
    f.write(bytes(4 << 20))
    f.flush()
    all.append(f)
