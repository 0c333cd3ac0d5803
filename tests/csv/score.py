#!/usr/bin/env python3
"""How often fettle reads generated files right: delimiter, whole dialect (delimiter, quote, escape), header rows, preamble rows, and the
exact table. Every genre counts the same.
    score.py FETTLE [--seed S] [--each N] [--unseen | --wild] [--show] [--save DIR] [--quiet --least SHARE SHARE SHARE SHARE SHARE]
--unseen: tables that nothing is tuned on. --wild: whole files in habits of their own, no table judged. --least: fail when a share is lower. --sniffer: Python's csv.Sniffer
(delimiter and dialect only) in place of fettle. --save keeps the files and their truth as JSON."""
import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import tables
import unseen
import wild
import write

MEASURES = ["delimiter", "dialect", "header", "preamble", "table"]


def fettle(program, path):
    out = subprocess.run([program, "inspect", path, "--json"], capture_output=True, timeout=60)
    table = subprocess.run([program, "convert", path, "-o", "-", "--quiet"], capture_output=True, timeout=60)
    if out.returncode != 0:
        return None
    found = json.loads(out.stdout)
    d, region = found["dialect"], found["regions"][0] if found["regions"] else {"header_rows": 0, "top": 1}
    rows = list(csv.reader(io.StringIO(table.stdout.decode("utf-8"), newline=""))) if table.returncode == 0 else None
    return {"delimiter": d["delimiter"], "quote": d["quotechar"], "escape": d["escapechar"], "header": region["header_rows"],
            "preamble": region["top"] - 1, "rows": rows}


def sniffer(_, path):
    with open(path, newline="", encoding="utf-8") as f:
        text = f.read()
    try:
        d = csv.Sniffer().sniff(text[:65536])
    except csv.Error:
        return None
    seen = d.quotechar if d.quotechar and d.quotechar in text else ""
    return {"delimiter": d.delimiter, "quote": seen, "escape": d.escapechar or "", "header": None, "preamble": None, "rows": None}


def judge(case, got):
    if got is None:
        return {m: None if m == "table" and case.rows is None else 0 for m in MEASURES}
    delimiter = got["delimiter"] in case.delimiter
    return {"delimiter": int(delimiter),
            "dialect": int(delimiter and got["quote"] == case.quote and got["escape"] == case.escape),
            "header": int(got["header"] == case.header),
            "preamble": int(got["preamble"] in case.preamble),
            "table": None if case.rows is None else int(got["rows"] == [list(x) for x in case.rows])}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("program")
    p.add_argument("--seed", default="1")
    p.add_argument("--each", type=int, default=10)
    p.add_argument("--unseen", action="store_true")
    p.add_argument("--wild", action="store_true")
    p.add_argument("--show", action="store_true")
    p.add_argument("--sniffer", action="store_true")
    p.add_argument("--save")
    p.add_argument("--quiet", action="store_true")
    p.add_argument("--least", type=float, nargs=len(MEASURES))
    o = p.parse_args()
    kinds = unseen.KINDS if o.unseen else tables.KINDS
    with tempfile.TemporaryDirectory() as keep:
        root = o.save or keep
        os.makedirs(root, exist_ok=True)
        todo = []
        for name, genre, case in wild.cases(o.seed, o.each) if o.wild else write.cases(kinds, o.seed, o.each):
            path = os.path.join(root, name + ".csv")
            with open(path, "wb") as f:
                f.write(case.bytes())
            if o.save:
                with open(path[:-4] + ".json", "w", encoding="utf-8") as f:
                    json.dump({"delimiter": case.delimiter, "quote": case.quote, "escape": case.escape, "header": case.header,
                               "preamble": case.preamble, "rows": case.rows}, f, ensure_ascii=False)
            todo.append((genre, case, path))
        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(lambda x: (sniffer if o.sniffer else fettle)(o.program, x[2]), todo))
    by, wrong = {}, []
    for (genre, case, path), g in zip(todo, got):
        marks = judge(case, g)
        by.setdefault(genre, []).append(marks)
        if 0 in marks.values():
            wrong.append((os.path.basename(path), [m for m in MEASURES if marks[m] == 0], g, case))

    def mean(of, m):
        known = [x[m] for x in of if x[m] is not None]
        return sum(known) / len(known) if known else float("nan")
    if o.quiet:
        total = {m: sum(mean(of, m) for of in by.values()) / len(by) for m in MEASURES}
        print(f"csv{' wild' if o.wild else ''}: {len(todo)} files, " + ", ".join(f"{m} {total[m]:.3f}" for m in MEASURES if total[m] == total[m]))
        low = [m for m, x in zip(MEASURES, o.least or []) if total[m] < x]
        for name, what, g, case in wrong if low else []:
            print(f"  {name}: {' '.join(what)}")
        return bool(low)
    print(f"{'genre':20}{'files':>6}" + "".join(f"{m:>11}" for m in MEASURES))
    for genre, of in by.items():
        print(f"{genre:20}{len(of):6}" + "".join(f"{mean(of, m):11.3f}" for m in MEASURES))
    total = {m: sum(mean(of, m) for of in by.values()) / len(by) for m in MEASURES}
    print(f"{'mean of genres':20}{len(todo):6}" + "".join(f"{total[m]:11.3f}" for m in MEASURES))
    if o.show:
        for name, what, g, case in wrong:
            found = g and {k: v for k, v in g.items() if k != "rows"}
            print(f"{name}: {' '.join(what)}: found {found}; true {case.delimiter!r} {case.quote!r} {case.escape!r} header {case.header} preamble {case.preamble}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
