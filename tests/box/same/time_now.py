import time, datetime
print(time.time(), time.time_ns(), datetime.datetime.now(), datetime.date.today())
