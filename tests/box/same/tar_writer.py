import tarfile
open('a.txt', 'w').write('text')
with tarfile.open('a.tar.gz', 'w:gz') as t:
    t.add('a.txt')
