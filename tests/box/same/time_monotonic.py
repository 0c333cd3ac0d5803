import time
print([time.monotonic_ns() for _ in range(3)], time.perf_counter(), time.process_time(), time.thread_time())
