import random
r = random.Random()
print(r.random(), random.SystemRandom().random())
random.seed()
print(random.getrandbits(64))
