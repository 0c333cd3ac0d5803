#!/usr/bin/env python3
"""Tables into the sandbox and back, beside what pandas does there with the same file:
    handover.py FETTLE [CSV] [--rows N] [--runs N]
Each step is a run of its own with 4 GiB; what it costs is the run's CPU time, fettle's own included, less
that of the same run without the step. The steps take turns; the least of each counts."""
import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

READ = 'pd.read_csv(ctx.path, dtype={c: str for c in TEXT}, parse_dates=DATES, keep_default_na=False,' \
       ' na_values={c: [""] for c in NAMES})'
HEAD = "import io, os, pickle\nimport pandas as pd\n%s\ndef transform(df, ctx):\n    "
STEPS = {  # name: (body, the run that it is compared with)
    "nothing": ("return pd.DataFrame({'a': [1]})", None),
    "read typed": ("d = ctx.read(typed=True); return d.head(1)", "nothing"),
    "read_csv": ("d = " + READ + "; return d.head(1)", "nothing"),
    "give back": ("d = ctx.read(typed=True); return d", "read typed"),
    "to_csv": ("d = ctx.read(typed=True); d.to_csv(open(os.devnull, 'w'), index=False); return d.head(1)",
               "read typed"),
    "pickle 5": ("d = ctx.read(typed=True); kept = []; "
                 "x = pickle.dumps(d, protocol=5, buffer_callback=lambda b: kept.append(bytes(b.raw()))); "
                 "return d.head(1)", "read typed"),
}
SAME = "a, b = ctx.read(typed=True).reset_index(drop=True), " + READ + "; " \
       "pd.testing.assert_frame_equal(a, b); return a.head(1)"
RATIOS = (("read typed", "read_csv", 4), ("give back", "to_csv", 10), ("give back", "pickle 5", 4))
COLUMNS = "order_id order_date customer address amount qty status email country notes".split()


def make(path, rows):
    r = random.Random(1)
    names = ["%s %s" % (a, b) for a in ("Olga", "Quinn", "Carla", "Ivo", "Mina") for b in ("Weber", "Ivanov", "Diaz", "Ng")]
    with open(path, "w", encoding="utf-8") as f:
        f.write(",".join(COLUMNS) + "\n")
        for i in range(rows):
            n, street = r.choice(names), r.choice(("Elm St", "Mill St, Bexley", "Church St"))
            f.write('%d,20%02d-%02d-%02d,%s,"%d %s",%.2f,%d,%s,%s%d@example.org,%s,%s\n' % (
                10**6 + i, r.randrange(30), r.randint(1, 12), r.randint(1, 28), n, r.randrange(9999), street, r.random() * 999,
                r.randrange(50), r.choice(("PAID", "NEW", "SHIPPED")), n.lower().replace(" ", "."), r.randrange(9999),
                r.choice(("BR", "PL", "")), "" if i % 9 else "call again"))


def run(fettle, folder, source, body, lists):
    code = os.path.join(folder, "code.py")
    with open(code, "w") as f:
        f.write(HEAD % lists + body + "\n")
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    p = subprocess.run([fettle, "exec", "--json", "--memory", "4096", "--timeout", "300", code, source],
                       capture_output=True, text=True)
    wall, use = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if p.returncode != 0:
        sys.exit("%s\n%s%s" % (body, p.stderr, p.stdout[-2000:]))
    return use.ru_utime + use.ru_stime - before.ru_utime - before.ru_stime, wall, p.stdout


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("fettle")
    p.add_argument("csv", nargs="?")
    p.add_argument("--rows", type=int, default=1000000)
    p.add_argument("--runs", type=int, default=3)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = a.csv or os.path.join(folder, "source.csv")
        if not a.csv:
            make(source, a.rows)
        # what the table's columns are is told to read_csv as well
        _, _, out = run(a.fettle, folder, source, "d = ctx.read(typed=True); print('KINDS', [[c for c in d if d[c].dtype == "
                        "object], [c for c in d if d[c].dtype.kind == 'M'], list(d)]); return d.head(1)", "")
        text, dates, names = eval(out.split("KINDS ")[1].split("]]")[0] + "]]")
        lists = "TEXT, DATES, NAMES = %r, %r, %r" % (text, dates, names)
        run(a.fettle, folder, source, SAME, lists)
        cost = {name: (1e9, 1e9) for name in STEPS}
        for _ in range(a.runs):
            for name, (body, _) in STEPS.items():
                cpu, wall, _ = run(a.fettle, folder, source, body, lists)
                cost[name] = min(cost[name][0], cpu), min(cost[name][1], wall)
    step = {n: tuple(cost[n][i] - (cost[less][i] if less else 0) for i in (0, 1)) for n, (_, less) in STEPS.items()}
    for name, (cpu, wall) in step.items():
        print("%-12s CPU %6.2f s   wall %6.2f s" % (name, cpu, wall))
    for fast, slow, bar in RATIOS:
        print("%s against %s: CPU %.1f times, wall %.1f times (bar %d)" % (
            fast, slow, step[slow][0] / step[fast][0], step[slow][1] / step[fast][1], bar))


if __name__ == "__main__":
    main()
