import queue, threading
q, out = queue.Queue(), []
def work():
    while (n := q.get()) is not None:
        out.append(n * 2)
t = threading.Thread(target=work)
t.start()
[q.put(i) for i in range(50)]
q.put(None)
t.join()
print(out)
