# Shared and private maps, without a page of them touched.
# ends: exception memory
import mmap
all = []
while True:
    all.append(mmap.mmap(-1, 32 << 20))
