import os
open('a.txt', 'w').write('x')
st = os.stat('a.txt')
print(st.st_mtime, st.st_ctime, st.st_atime, st.st_size, oct(st.st_mode))
