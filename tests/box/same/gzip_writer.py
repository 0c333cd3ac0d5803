import gzip
with gzip.open('a.gz', 'wt') as f:
    f.write('line\n' * 1000)
print(gzip.compress(b'abc').hex())
