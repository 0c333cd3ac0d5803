import os, locale
print(sorted(os.environ.items()), locale.getlocale(), os.getcwd(), os.umask(0))
