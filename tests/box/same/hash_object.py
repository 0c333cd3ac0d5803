print(hash(object()) == 0, id(object()) == 0)
