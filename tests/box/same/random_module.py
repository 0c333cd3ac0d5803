import random
print(random.random(), random.sample(range(1000), 5), random.gauss(0, 1), random.choice('abcdef'))
