print({w for w in 'the order of a set of words follows their hashes'.split()})
