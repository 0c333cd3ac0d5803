# prints: UTC 0
import os, time
print(time.tzname[0], len([k for k in os.environ if "KEY" in k]))
