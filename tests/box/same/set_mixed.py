print(set(map(str, range(60))), frozenset([('a', 1), ('b', 2), ('c', 3)]), {b'x', b'y', b'z'})
