# Threads that never end, behind a main thread that does.
# ends: none
import threading
def turn():
    while True:
        pass
for _ in range(8):
    threading.Thread(target=turn, daemon=True).start()
