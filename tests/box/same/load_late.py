import time, random
before = time.time_ns()
import logging, multiprocessing.process, openpyxl, uuid, asyncio, zipfile
print(before, time.time_ns(), random.SystemRandom().random(), uuid.uuid4())
