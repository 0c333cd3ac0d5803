import matplotlib.pyplot as plt
plt.bar(['a', 'b'], [1, 2])
plt.savefig('a.svg')
plt.savefig('a.pdf')
