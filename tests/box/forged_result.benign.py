# prints: 4
print(2 + 2)
