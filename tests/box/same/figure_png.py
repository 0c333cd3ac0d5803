import matplotlib.pyplot as plt
plt.plot([1, 3, 2], label='line')
plt.legend()
plt.title('A title')
plt.show()
