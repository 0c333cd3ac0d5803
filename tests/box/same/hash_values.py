print(hash('text'), hash(b'bytes'), hash((1, 'a')), hash(frozenset('abc')), hash(1.5))
