#!/usr/bin/env python3
"""Tables in the sandbox: ctx.read(typed=True) is what pandas.read_csv makes of the same file when it is
told the kinds; the other forms are the cells as text. On a small file and on one that stays on disk,
in both modes of isolation; FETTLE is the program."""
import csv
import os
import random
import subprocess
import sys
import tempfile

TYPED = '''
import numpy as np, pandas as pd
from pandas._libs.parsers import STR_NA_VALUES

def transform(df, ctx):
    table = ctx.read(typed=True)
    kinds = dict(zip(table.columns, ctx.kinds))
    text = [c for c in table if table[c].dtype == object and kinds[c] != "bool"]
    dates = [c for c in table if table[c].dtype.kind == "M"]
    want = pd.read_csv(ctx.path, dtype={c: str for c in text}, parse_dates=dates, float_precision="round_trip",
                       keep_default_na=False, na_values={c: [""] if c in text else STR_NA_VALUES for c in table})
    pd.testing.assert_frame_equal(table.reset_index(drop=True), want, check_exact=True)
    print("kinds", [table[c].dtype.str for c in table])
    assert ctx.read(typed=True).equals(table) and (table.index[0] > 1)
    table["whole"] += 1  # a vector that is mapped can be written
    table.iloc[0, 0] = 7
    assert table["whole"].iloc[0] == 7 and ctx.read(typed=True)["whole"].iloc[0] != 7
    return table.head(1)
'''
TEXT = '''
import csv
def transform(df, ctx):
    with open(ctx.path, newline="", encoding="utf-8") as f:
        want = [[c or None for c in row] for row in csv.reader(f)]
    table = ctx.read()
    assert list(table.columns) == want[0] and table.values.tolist() == want[1:]
    assert df.values.tolist() == want and list(df.columns) == list(range(len(want[0])))
    assert type(df).__name__ == "DataFrame" and df.index[0] == 1
    return table.head(1)
'''
DTYPES = ["<i8", "<f8", "<f8", "<f8", "|b1", "|O", "<M8[ns]", "<M8[ns]", "|O", "|O", "|O", "<f8", "<f8", "|O", "|O"]


def rows(n, seed):
    """One column for each way that a vector can come about."""
    r = random.Random(seed)
    yield ("whole", "gaps", "number", "digits", "truth", "truth_gaps", "day", "moment", "word", "text", "wide",
           "none", "late_number", "late_text", "large")
    for i in range(n):
        late = i == n * 2 // 3
        day = "20%02d-%02d-%02d" % (r.randrange(30), r.randint(1, 12), r.randint(1, 28))
        yield (r.randint(-10**9, 10**9), r.choice(["", "NA", 5, -17, 12345678901]), "%.2f" % r.uniform(-1e4, 1e4),
               repr(r.random() * 10**r.randint(-3, 6)), r.choice(["true", "false"]), r.choice(["true", "false", ""]),
               day if i % 50 else "", day + "T%02d:%02d:%02d" % (r.randrange(24), r.randrange(60), r.randrange(60)),
               r.choice(["PAID", "NEW", "", "n/a"]), 'a "%d", b\n%d' % (r.randrange(10**9), i) if i % 7 == 0 else str(i) + " Elm",
               r.choice("\u00e4\u20ac\U0001f600\u0436") * r.randint(1, 90), "", 1.25 if late else r.randrange(1000),
               "3 pcs" if late else r.randrange(1000), 10**18 + r.randrange(10**6) if i % 2 else 2**64 + i)


def check(folder, n, code, mode):
    source, script = os.path.join(folder, "source%d.csv" % n), os.path.join(folder, "code.py")
    if not os.path.exists(source):
        with open(source, "w", newline="", encoding="utf-8") as f:
            csv.writer(f, lineterminator="\n").writerows(rows(n, n))
    with open(script, "w") as f:
        f.write(code)
    p = subprocess.run([os.environ["FETTLE"], "exec", "--memory", "2048", "--isolation", mode, script, source],
                       capture_output=True, text=True)
    if p.returncode != 0 or code is TYPED and "kinds %s" % DTYPES not in p.stdout:
        print("handover: %s, %d rows, %s:\n%s%s" % ("typed" if code is TYPED else "text", n, mode, p.stdout[-2000:],
                                                   p.stderr[-2000:]))
        return False
    return True


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        modes = {"full": (300, 60000), "no-namespaces": (300,)}
        results = [check(folder, n, code, mode) for mode in modes for n in modes[mode] for code in (TYPED, TEXT)]
    print("handover: %d of %d" % (sum(results), len(results)))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
