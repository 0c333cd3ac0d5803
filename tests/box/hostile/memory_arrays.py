# ends: memory
import numpy
all = []
while True:
    all.append(numpy.ones(1 << 20))
