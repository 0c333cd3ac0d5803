"""How much memory a program takes that is running."""
import os


def high_water(pid, program):
    """The peak so far in KiB; 0 before it has begun (the image of Python is not it)."""
    try:
        if os.readlink("/proc/%d/exe" % pid) == os.path.realpath(program):
            with open("/proc/%d/status" % pid) as f:
                return max(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
    except (OSError, ValueError):
        pass
    return 0
