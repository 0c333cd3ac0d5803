# prints: done
print("done")
