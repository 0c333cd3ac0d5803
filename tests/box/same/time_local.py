import time
print(time.localtime(), time.tzname, time.strftime('%c %Z'), time.ctime())
