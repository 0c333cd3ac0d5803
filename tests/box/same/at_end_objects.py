# What is called when an object goes, and threads that are still at work: at the end, in each kind of run.
import threading
import time
import weakref


class Kept:
    pass


kept = Kept()
weakref.finalize(kept, print, "the object went")


def work():
    time.sleep(0.05)
    print("the thread ended")


threading.Thread(target=work).start()
print("the code ended")
