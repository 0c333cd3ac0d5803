#!/usr/bin/env python3
"""Writes sheets whose structure is known: each as a text grid (CSV) and as a styled workbook (XLSX).

    structgen.py OUT [-n N] [--seed S] [--genre NAME] [--no-xlsx]

N sheets of every genre. OUT/GENRE-i.{csv,xlsx,json}; the JSON holds what is true:
    lines   the class of every row: metadata header group data derived notes empty (null: tables beside each other)
    tables  [{"top","left","bottom","right","header_rows"}], 1-based, in reading order
Genres in HELD_OUT are for measuring only; nothing is tuned on them.
"""
import argparse
import csv
import json
import pathlib

from structgenres import EASY, WEIGHT
from structwild import WILD
from structsheet import Make

HELD_OUT = ("international", "budget", "survey", "season_report", "cost_model", "crime", "listing", "desk")
# ---- files
def text_of(v, grouped):
    if isinstance(v, float):
        return f"{v:,.{len(str(v).split('.')[1])}f}" if grouped else str(v)
    return f"{v:,}" if grouped and isinstance(v, int) else str(v)


def write_csv(path, s, r):
    wide = max((len(row) for row in s.rows), default=1)
    grouped = r.random() < 0.5
    with open(path, "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f)
        for i, row in enumerate(s.rows):
            head = s.line[i] == "header" if s.line else False
            year = lambda k, v: head or (isinstance(v, int) and 1900 <= v <= 2100 and (k == 0 or not s.line))
            w.writerow([text_of(v, grouped and not year(k, v)) for k, v in enumerate(list(row) + [""] * (wide - len(row)))])


def write_xlsx(path, s, r):
    import openpyxl
    from openpyxl.styles import Font, PatternFill
    book = openpyxl.Workbook()
    sheet = book.active
    styled, merged = r.random() < 0.7, r.random() < 0.6
    for i, row in enumerate(s.rows, 1):
        for k, v in enumerate(row, 1):
            if v in ("", None):
                continue
            c = sheet.cell(i, k, v)
            if styled and i in s.bold:
                c.font = Font(bold=True)
    if merged:
        for a, b, c, d in s.merge:
            if all(k >= len(s.rows[a - 1]) or s.rows[a - 1][k] == "" for k in range(b, d)):
                sheet.merge_cells(start_row=a, start_column=b, end_row=c, end_column=d)
    if styled and s.tables and r.random() < 0.4:
        for t in s.tables:
            for k in range(t["left"], t["right"] + 1):
                for i in range(t["top"], t["top"] + t["header_rows"]):
                    sheet.cell(i, k).fill = PatternFill("solid", fgColor="DDDDDD")
    if len(s.tables) == 1 and s.tables[0]["header_rows"] and r.random() < 0.4:
        keep_in_sight(sheet, s.tables[0], r)
    book.save(path)


def keep_in_sight(sheet, table, r):
    """Freezes the heading, or has it printed on every page; one time in six it is the wrong rows."""
    last = max(1, table["top"] + table["header_rows"] - 1 + (r.choice([-1, 1]) if r.random() < 1 / 6 else 0))
    if r.random() < 0.8:
        sheet.freeze_panes = "%s%d" % (r.choice("AAB"), last + 1)
    else:
        sheet.print_title_rows = "%d:%d" % (min(table["top"], last), last)


def make(genre, seed):
    m = Make(seed)
    s = genre(m)
    while s.rows and not any(v not in ("", None) for v in s.rows[-1]):
        s.rows.pop()
        s.line = s.line[:len(s.rows)]
    if any(x is None for x in s.line):
        s.line = None
    return s, m.r


def main():
    p = argparse.ArgumentParser()
    p.add_argument("out", type=pathlib.Path)
    p.add_argument("-n", type=int, default=24, help="sheets of each genre")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--genre", action="append")
    p.add_argument("--no-xlsx", action="store_true")
    o = p.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    for genre in EASY + WILD:
        name = genre.__name__
        if o.genre and name not in o.genre:
            continue
        for i in range(o.n * WEIGHT.get(name, 1)):
            s, r = make(genre, f"{o.seed}/{name}/{i}")
            base = o.out / f"{name}-{i}"
            write_csv(base.with_suffix(".csv"), s, r)
            if not o.no_xlsx:
                write_xlsx(base.with_suffix(".xlsx"), s, r)
            base.with_suffix(".json").write_text(json.dumps({"genre": name, "lines": s.line, "tables": s.tables}))


if __name__ == "__main__":
    main()
