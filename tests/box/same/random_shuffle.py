import random
a = list(range(40))
random.shuffle(a)
print(a)
