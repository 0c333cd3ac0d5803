# prints: True
# files: data.zip plot.png
import zipfile
import matplotlib.pyplot as plt
with zipfile.ZipFile("data.zip", "w") as z:
    z.writestr("a", "b" * 1000)
plt.plot([1, 2, 3])
plt.savefig("plot.png")
print(open("plot.png", "rb").read(4) == b"\x89PNG")
