class Odd(Exception):
    pass
def fail():
    raise Odd({'b', 'a', 'c'})
fail()
