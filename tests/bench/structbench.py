#!/usr/bin/env python3
"""Scores `fettle inspect --json` on sheets from structgen.py: line classes, header depth, table boxes.

    structbench.py FETTLE DIR [--ext csv|xlsx] [--worst N] [--least LINES DEPTH BOXES]

Lines: macro-F1 over the six classes of rows that are not empty. Depth: tables whose number of heading rows is exact.
Boxes: tables that a region covers exactly, judged by filled cells; `found` is how many of the regions are a table.
Held-out genres are counted apart. --least makes it a test: exit status 1 below any of the three over all genres.
"""
import argparse
import collections
import csv
import json
import pathlib
import subprocess
import sys

from structgen import HELD_OUT

CLASSES = ("metadata", "header", "group", "data", "derived", "notes")


def inspect(fettle, path):
    p = subprocess.run([fettle, "inspect", str(path), "--json"], capture_output=True, timeout=60, check=False)
    if p.returncode not in (0, 1):
        sys.exit(f"{path}: exit {p.returncode}: {p.stderr.decode()[:300]}")
    return json.loads(p.stdout)


def lines_of(regions, n):
    """The class of each row: what any region says of it, data before notes; above all metadata, below notes."""
    out = [None] * n
    for r in sorted(regions, key=lambda r: r["top"]):
        for span in r["rows"]:
            for i in range(span["from"], min(span["to"], n) + 1):
                inside = r["top"] <= i <= r["bottom"]
                if out[i - 1] in (None, "empty") or inside:
                    out[i - 1] = span["class"]
    first = min((r["top"] for r in regions), default=n + 1)
    return [c or ("metadata" if i + 1 < first else "notes") for i, c in enumerate(out)]


class Score:
    def __init__(self):
        self.lines, self.depth, self.boxes, self.regions, self.right = collections.Counter(), [0, 0], [0, 0], 0, 0

    def f1(self):
        out = {}
        for c in CLASSES:
            hit = self.lines[c, c]
            said = sum(v for (_, b), v in self.lines.items() if b == c)
            true = sum(v for (a, _), v in self.lines.items() if a == c)
            if true:
                out[c] = 2 * hit / (said + true)
        return out

    def macro(self):
        f = self.f1()
        return sum(f.values()) / len(f) if f else 1.0

    def row(self, name):
        f = self.f1()
        part = " ".join(f"{c[:4]} {f[c]:.3f}" if c in f else f"{c[:4]}   -  " for c in CLASSES)
        return (f"{name:16} lines {self.macro():.3f}  depth {self.depth[0] / max(1, self.depth[1]):.3f}  boxes {self.boxes[0] / max(1, self.boxes[1]):.3f}"
                f" found {self.right / max(1, self.regions):.3f}  {part}")


def compare(truth, rows, regions, scores):
    """Adds one sheet to each of the scores; gives what was wrong, in words."""
    wrong = []
    filled = {(i + 1, k + 1) for i, row in enumerate(rows) for k, v in enumerate(row) if v.strip()}
    inside = lambda b: frozenset(c for c in filled if b["top"] <= c[0] <= b["bottom"] and b["left"] <= c[1] <= b["right"])
    mine = {inside(r): r for r in regions}
    for t in truth["tables"]:
        hit = mine.get(inside(t))
        near = hit or max(regions, key=lambda r: len(inside(r) & inside(t)), default=None)
        deep = near is not None and near["header_rows"] == t["header_rows"]
        for s in scores:
            s.boxes[0] += hit is not None
            s.boxes[1] += 1
            s.depth[0] += deep
            s.depth[1] += 1
        if hit is None:
            wrong.append(f"box {t['top']}:{t['left']}-{t['bottom']}:{t['right']} got " + " ".join(f"{r['top']}:{r['left']}-{r['bottom']}:{r['right']}" for r in regions[:6]))
        if not deep:
            wrong.append(f"depth {t['header_rows']} got {near['header_rows'] if near else None}")
    true = {inside(t) for t in truth["tables"]}
    for s in scores:
        s.regions += len(regions)
        s.right += sum(inside(r) in true for r in regions)
    if truth["lines"]:
        got = lines_of(regions, len(truth["lines"]))
        for i, (a, b) in enumerate(zip(truth["lines"], got)):
            if a == "empty":
                continue
            for s in scores:
                s.lines[a, b] += 1
            if a != b:
                wrong.append(f"row {i + 1} {a} got {b}: {[v for v in rows[i] if v][:4]}")
    return wrong


def main():
    p = argparse.ArgumentParser()
    p.add_argument("fettle")
    p.add_argument("dir", type=pathlib.Path)
    p.add_argument("--ext", action="append", choices=["csv", "xlsx"])
    p.add_argument("--genre", action="append")
    p.add_argument("--worst", type=int, default=0)
    p.add_argument("--quiet", action="store_true")
    p.add_argument("--least", type=float, nargs=3)
    o = p.parse_args()
    fell = False
    for ext in o.ext or ["csv", "xlsx"]:
        by = collections.defaultdict(Score)
        bad = []
        for path in sorted(o.dir.glob("*." + ext)):
            truth = json.loads(path.with_suffix(".json").read_text())
            if o.genre and truth["genre"] not in o.genre:
                continue
            with open(path.with_suffix(".csv"), newline="", encoding="utf-8") as f:
                rows = list(csv.reader(f))
            part = "held out" if truth["genre"] in HELD_OUT else "tuned on"
            wrong = compare(truth, rows, inspect(o.fettle, path)["regions"], [by[truth["genre"]], by[part], by["all"]])
            if wrong:
                bad.append((len(wrong), path.name, wrong))
        print(f"--- {ext}") if not o.quiet else None
        for name in sorted(by if not o.quiet else [], key=lambda n: (n in ("tuned on", "held out", "all"), n)):
            print(by[name].row(name))
        for n, name, wrong in sorted(bad, reverse=True)[:o.worst]:
            print(f"{name}: {n}\n    " + "\n    ".join(wrong[:6]))
        a = by["all"]
        got = (a.macro(), a.depth[0] / max(1, a.depth[1]), a.boxes[0] / max(1, a.boxes[1]))
        if o.least and any(x < y for x, y in zip(got, o.least)):
            print(f"structure of {ext}: lines, depth, boxes are {got[0]:.3f} {got[1]:.3f} {got[2]:.3f}; at least {o.least} is asked")
            fell = True
        elif o.quiet:
            print(f"structure of {ext}: lines {got[0]:.3f}, depth {got[1]:.3f}, boxes {got[2]:.3f}")
    sys.exit(fell)


if __name__ == "__main__":
    main()
