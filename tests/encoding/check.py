#!/usr/bin/env python3
"""Is the text of files in every encoding read right? Makes seeded tables of the cells in cases.txt, in each
encoding that is natural to their language, and compares what `fettle convert --raw` writes with the text.
    check.py FETTLE [--seeds N] [--all]     --all lists every case that is read wrong
Sizes: 1 to 5 characters beyond ASCII in a table of 40 rows; 20 and more. Fails when fewer than 97 of 100
of the latter are right. What iconv cannot write in an encoding is left out."""
import argparse
import collections
import concurrent.futures as cf
import json
import os
import pathlib
import random
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WEST, CENTRE = "windows-1252 iso-8859-15 iso-8859-1 macintosh ibm850", "windows-1250 iso-8859-2 ibm852"
BALTIC, CYRILLIC = "windows-1257 iso-8859-13 iso-8859-4 ibm775", "windows-1251 iso-8859-5 ibm866 mac-cyrillic"
WIDE = "utf-8 utf-16le utf-16be utf-32le"
NATURAL = {
    "da": WEST + " ibm865", "de": WEST + " ibm437 windows-1250", "es": WEST, "et": BALTIC + " iso-8859-15", "fi": WEST + " ibm437",
    "fr": WEST, "hu": CENTRE, "is": WEST + " ibm861", "it": WEST, "lt": BALTIC, "lv": BALTIC, "no": WEST + " ibm865",
    "pl": CENTRE + " iso-8859-16", "pt": WEST + " ibm860", "ro": "windows-1250 iso-8859-2 ibm852", "sk": CENTRE,
    "cs": CENTRE, "sl": CENTRE, "hr": CENTRE, "tr": "windows-1254 iso-8859-9 ibm857", "ru": CYRILLIC + " koi8-r ibm855",
    "uk": "windows-1251 koi8-u mac-cyrillic iso-8859-5", "bg": CYRILLIC, "sr": "windows-1251 iso-8859-5 ibm855", "el": "windows-1253 iso-8859-7 ibm737 ibm869",
    "he": "windows-1255 iso-8859-8 ibm862", "ar": "windows-1256 iso-8859-6", "fa": "windows-1256", "th": "windows-874", "vi": "windows-1258",
    "ja": "shift_jis euc-jp iso-2022-jp", "jk": "shift_jis", "ko": "euc-kr", "zh": "gb18030", "zt": "big5 gb18030"}
ICONV = {"shift_jis": "CP932", "euc-kr": "CP949", "windows-874": "CP874", "big5": "BIG5", "euc-jp": "EUC-JP"}
ICONV.update({"ibm" + n: "CP" + n for n in "437 850 852 855 857 860 861 862 865 866 869 775 737".split()})


def encode(text, name):
    """glibc's tables, which know more sets than Python."""
    r = subprocess.run(["iconv", "-f", "UTF-8", "-t", ICONV.get(name, name).upper()], input=text.encode(), capture_output=True)
    return r.stdout if r.returncode == 0 else None


def high(text):
    return sum(ord(c) > 127 for c in text)


def table(rng, cells, want):
    """40 rows and `want` characters beyond ASCII, or a few more; want 0: as they come."""
    plain = ["ok", "transport", "A-17", "standard", "material", "import", "test", "total"]
    rows, left = ["id,name,place,amount,date"], want
    for i in range(1, 41):
        a, b = rng.choice(cells), rng.choice(cells)
        if want:
            a = a if 0 < high(a) <= left else rng.choice(plain)
            left -= high(a)
            b = b if 0 < high(b) <= left else rng.choice(plain)
            left -= high(b)
        rows.append("%d,%s,%s,%d.%02d,2025-%02d-%02d" % (1000 + i, a, b, rng.randint(1, 9999), rng.randint(0, 99), rng.randint(1, 12), rng.randint(1, 28)))
    return "\n".join(rows) + "\n"


def cases(seeds):
    cells = dict(line.split(": ", 1) for line in (HERE / "cases.txt").read_text().splitlines() if line[:1] != "#")
    for language, names in NATURAL.items():
        own = cells[language].split("|")
        for name in (names + (" " + WIDE if language in ("de", "ru", "zh", "ja", "ar") else "")).split():
            fit = [c for c in own if encode(c, name) is not None]
            if len(fit) * 2 < len(own):
                continue
            for seed in range(seeds):
                for want in (0, 20, random.Random("%s %s %d" % (language, name, seed)).randint(1, 5)):
                    text = table(random.Random("%s %s %d %d" % (language, name, seed, want)), fit, want)
                    if high(text) > 0:
                        yield language, name, "few" if high(text) < 20 else "many", text


def one(job):
    fettle, sure, (language, name, size, text) = job
    data = encode(text, name)
    fd, path = tempfile.mkstemp(suffix=".csv")
    os.write(fd, data)
    os.close(fd)
    env = dict(os.environ, LC_ALL="C.UTF-8")
    out = subprocess.run([fettle, "convert", path, "--raw", "--delimiter", ",", "-o", "-"], capture_output=True, env=env).stdout
    said = {"name": "", "confidence": 0}
    if sure:
        told = subprocess.run([fettle, "inspect", path, "--json"], capture_output=True, env=env)
        said = json.loads(told.stdout)["encoding"] if told.returncode == 0 else {"name": told.stderr.decode(), "confidence": 0}
    os.unlink(path)
    return language, name, size, out.decode().splitlines() == text.splitlines(), said["name"], said["confidence"], high(text), text


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("fettle")
    ap.add_argument("--seeds", type=int, default=1)
    ap.add_argument("--all", action="store_true")
    arg = ap.parse_args()
    with cf.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(one, ((arg.fettle, arg.all, c) for c in cases(arg.seeds))))
    right = collections.Counter((r[2], r[3]) for r in results)
    sure = collections.defaultdict(list)
    for r in results:
        sure[min(9, int(r[5] * 10))].append(r[3])
        if arg.all and not r[3]:
            print("wrong: %s in %s, %d characters: read as %s, %.2f" % (r[0], r[1], r[6], r[4], r[5]))
    for size in ("many", "few"):
        n = right[size, True] + right[size, False]
        print("encoding, %s: %d of %d right, %.4f" % (size, right[size, True], n, right[size, True] / n))
    if arg.all:
        for k in sorted(sure):
            print("said %.1f to %.1f: %d of %d right" % (k / 10, k / 10 + 0.1, sum(sure[k]), len(sure[k])))
    if right["many", True] < 0.97 * (right["many", True] + right["many", False]):
        raise SystemExit("too many are read wrong; see check.py --all")


main()
