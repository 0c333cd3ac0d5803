import zipfile
open('a.txt', 'w').write('text')
with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    z.write('a.txt')
    z.writestr('b.txt', 'more')
