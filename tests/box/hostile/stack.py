# Recursion without a bound of the interpreter's own.
# ends: killed exception timeout memory
# wall: 2000
import sys
sys.setrecursionlimit(10**9)
def f(x):
    return [f(y) for y in (x,)]
f(1)
