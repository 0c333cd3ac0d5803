import os, tempfile
f = tempfile.mkdtemp()
for n in 'dcbaxyz':
    open(os.path.join(f, n), 'w').close()
print(os.listdir(f), [e.name for e in os.scandir(f)])
