import threading
total, lock = [0], threading.Lock()
def work(n):
    for i in range(1000):
        with lock:
            total[0] += n
all_ = [threading.Thread(target=work, args=(n,)) for n in range(8)]
[t.start() for t in all_]
[t.join() for t in all_]
print(total)
