class A:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return hash("object %d" % self.n)


print([a.n for a in {A(i) for i in range(50)}])
