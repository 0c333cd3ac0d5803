#!/usr/bin/python3
"""Compares version.c with Python's packaging: N random versions and clauses (argv[2], default 30000), fixed seed."""
import random
import subprocess
import sys

try:
    from packaging.specifiers import InvalidSpecifier, Specifier
    from packaging.version import InvalidVersion, Version
except ImportError:
    sys.exit(print("check-version: skipped, python3-packaging is not here"))

r = random.Random(20261129)


def number():
    return str(r.choice((0, 0, 1, 1, 2, 3, 9, 10, 11, 2026)))


def version(local):
    text = r.choice(("", "", "", "", "1!")) + ".".join(number() for _ in range(r.choice((1, 2, 2, 3, 3, 4))))
    if r.random() < .3:
        text += r.choice(("", ".", "-", "_")) + r.choice("a b c rc alpha beta pre preview RC".split()) + \
            r.choice(("", ".", "-")) + r.choice(("", number()))
    if r.random() < .2:
        text += r.choice((".post", "post", "-r", "rev.")) + r.choice(("", number())) if r.random() < .8 else "-" + number()
    if r.random() < .2:
        text += r.choice((".dev", "dev", "-dev.")) + r.choice(("", number()))
    if local and r.random() < .2:
        text += "+" + r.choice((".", "-", "_")).join(r.choice((number(), "dfsg", "Ubuntu", "b2")) for _ in range(r.choice((1, 2))))
    return r.choice(("", "", "", "v")) + text


def near(text):
    """Often the same release, since far ones are easily told apart."""
    return r.choice((text.split("+")[0], text.split("+")[0] + ".0", text.rstrip("0123456789") + number())) if r.random() < .6 else version(False)


cases, want = [], []
while len(cases) < (int(sys.argv[2]) if len(sys.argv) > 2 else 30000):
    v = version(True)
    operator, other = r.choice("== != <= >= < > ~= ===".split()), near(v)
    if operator in ("==", "!="):
        other = v if r.random() < .2 else other + ".*" if r.random() < .3 else other
    try:
        if operator in ("~=", "==="):
            v, other = str(Version(v)), str(Version(other))  # of other forms packaging makes no sense there
        parsed, s = Version(v), Specifier(operator + other)
    except (InvalidVersion, InvalidSpecifier):
        continue
    if "!" in v + other and (operator == "~=" or other.endswith(".*")):
        continue  # packaging before 24 takes the epoch for a part of the release there
    if operator == ">" and parsed.local and Version(parsed.base_version) == Version(Version(other).base_version):
        continue  # packaging refuses local versions of later post releases too; PEP 440 does not
    cases.append("%s\t%s%s" % (v, operator, other))
    want.append(str(s.contains(parsed, prereleases=True)))
got = subprocess.run([sys.argv[1]], input="\n".join(cases) + "\n", text=True, capture_output=True, check=True).stdout.split()
bad = [(c, w, g) for c, w, g in zip(cases, want, got) if w != g]
for b in bad[:20]:
    print("%s: packaging says %s, version.c %s" % b)
print("version: %d cases, %d true, %d differ" % (len(cases), want.count("True"), len(bad)))
sys.exit(bool(bad) or len(got) != len(cases))
