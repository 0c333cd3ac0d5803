#!/usr/bin/python3
"""Compares how well-formed delimited text is cut with Python's csv: N random files (argv[2], default 1000), seed argv[3]. What
both can express: a delimiter and a quote of one character, doubled or backslashed quotes or none, LF and CR LF, line ends inside
quotes, blank lines, rows of one width or, without line ends inside, of any."""
import csv
import io
import random
import subprocess
import sys


def cell(r, delimiter, quote, escape):
    alphabet = ["a", "b", "7", "é", " ", ".", "\t", "'", '"', ",", ";", "|", delimiter, quote or "q"]
    return "".join(r.choice(alphabet) for _ in range(r.choice([0, 1, 1, 2, 3, 8, 40, 200])))


def case(r):
    delimiter = r.choice([",", ";", "\t", "|", "~", ":", "^"])
    quote = r.choice(['"', '"', '"', "'", ""])
    escape = "\\" if quote and r.random() < 0.2 else ""
    end = r.choice(["\n", "\r\n"])
    width, rows, lines = r.choice([1, 2, 3, 5, 17, 70]), r.choice([1, 2, 3, 10, 60]), r.random() < 0.4
    text = []
    for _ in range(rows):
        if r.random() < 0.03:
            text.append(end)
            continue
        out = []
        for _ in range(width if lines else r.choice([width, width, width, r.randint(1, 6)])):
            c = cell(r, delimiter, quote, escape)
            if not quote:
                c = c.replace(delimiter, "")
            elif any(x in c for x in (delimiter, quote)) or r.random() < 0.2 or c.startswith(" ") or c == "":
                if lines and r.random() < 0.2:
                    at = r.randint(0, len(c))
                    c = c[:at] + r.choice(["\n", "\r\n"]) + c[at:]
                c = quote + c.replace(quote, (escape or quote) + quote) + quote
            out.append(c)
        text.append(delimiter.join(out) + end)
    text = "".join(text)
    if r.random() < 0.3 and text.endswith(end):
        text = text[: -len(end)]
    return delimiter, quote, escape, width, text


def expected(delimiter, quote, escape, text):
    how = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, escapechar=escape or None, doublequote=not escape, **how))


def main():
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    left, rows_seen = n, 0
    while left > 0:
        cases = [case(r) for _ in range(min(left, 2000))]
        left -= len(cases)
        sent = b""
        for d, q, x, w, t in cases:
            raw = t.encode("utf-8")
            sent += b"%d %d %d %d %d\n" % (ord(d), ord(q) if q else 0, ord(x) if x else 0, w, len(raw)) + raw
        got = subprocess.run([sys.argv[1]], input=sent, capture_output=True, check=True).stdout.decode("utf-8").split("\x1d")[:-1]
        assert len(got) == 2 * len(cases), (len(got), len(cases))
        for k, (d, q, x, w, t) in enumerate(cases):
            want = expected(d, q, x, t)
            rows_seen += len(want)
            for way in (0, 1):
                have = [row.split("\x1f")[:-1] for row in got[2 * k + way].split("\x1e")[:-1]]
                if have != want:
                    i = next((i for i, (a, b) in enumerate(zip(have, want)) if a != b), min(len(have), len(want)))
                    print(f"csv: delimiter {d!r} quote {q!r} escape {x!r}, {'exact' if way else 'scanner'}: row {i + 1}:\n  python {want[i:i + 1]}\n  fettle {have[i:i + 1]}\n{t[:400]!r}")
                    return 1
    print(f"csv: {n} files, {rows_seen} rows as Python's csv cuts them, by the scanner and exactly")
    return 0


if __name__ == "__main__":
    sys.exit(main())
