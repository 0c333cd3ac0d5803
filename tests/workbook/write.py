#!/usr/bin/python3
"""What fettle writes as a workbook, read by openpyxl: kinds, frozen heading, column widths, memory.

  write.py FETTLE

Every kind of cell alone in a column and mixed with others, from a small workbook (held whole), a long
one (written while it is read), text files of both sizes, and the result of a plan.
"""
import csv
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import openpyxl

from memory import high_water

FETTLE = sys.argv[1]
WINDOW = 1000  # rows that the widths are taken from
DAY, TIME, STAMP = datetime.date, datetime.time, datetime.datetime
tmp = tempfile.TemporaryDirectory()
bad = cells = 0


def fail(*what):
    global bad
    bad += 1
    print(*what, file=sys.stderr)


def at(name):
    return os.path.join(tmp.name, name)


def fettle(*args):
    """Runs it; gives the peak of memory in KiB."""
    p = subprocess.Popen([FETTLE, *args, "--quiet"])
    peak = 0
    while p.poll() is None:
        peak = max(peak, high_water(p.pid, FETTLE))
        time.sleep(0.002)
    if p.returncode != 0:
        fail(" ".join(args), "ended with", p.returncode)
    return peak


def rows(n, seed):
    """A heading and n rows of every kind; the last column has a kind of its own in each row."""
    rnd = random.Random(seed)
    head = ["id", "amount", "day", "at", "clock", "spent", "paid", "code", "text", "mixed"]
    out = [head]
    for i in range(n):
        day = DAY(1990, 1, 1) + datetime.timedelta(rnd.randint(0, 20000))
        stamp = STAMP.combine(day, TIME(rnd.randint(0, 23), rnd.randint(0, 59), rnd.randint(0, 59)))
        mixed = [i, -0.5, day, True, "007", "n/a", "TRUE", "2024-01-31", "=1+1", stamp, datetime.timedelta(hours=30, minutes=i % 60), "1e5"]
        out.append([i + 1, rnd.randint(-10**9, 10**9) / 1000, day, stamp if i % 3 else STAMP.combine(day, TIME()), TIME(rnd.randint(1, 23), rnd.randint(0, 59)),
                    datetime.timedelta(hours=24 + rnd.randint(0, 90), seconds=rnd.randint(0, 3599)), rnd.random() < 0.5, "%03d" % (i % 1000),
                    rnd.choice(["Größe", "日本語", "a & <b>", "two\nlines", " lead", "a_b", "word " * rnd.randint(1, 20)]), mixed[i % len(mixed)]])
    return out


def save(path, table, pad=0):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("S")
    for row in table:
        line = []
        for v in row:
            c = openpyxl.cell.WriteOnlyCell(sheet, value=v)
            if isinstance(v, str):
                c.data_type = "s"
            line.append(c)
        sheet.append(line)
    book.save(path)
    if pad:  # long worksheets pass through from a size on
        import zipfile
        with zipfile.ZipFile(path, "a") as z:
            z.writestr("docProps/pad.bin", random.Random(1).randbytes(pad))


def same(got, want):
    if isinstance(want, bool) or isinstance(got, bool):
        return got is want
    if isinstance(want, str):
        return got == want
    if isinstance(want, datetime.timedelta):
        return isinstance(got, datetime.timedelta) and abs(got - want) < datetime.timedelta(milliseconds=1)
    if isinstance(want, TIME):
        return got == want
    if isinstance(want, DAY):
        want = want if isinstance(want, STAMP) else STAMP.combine(want, TIME())
        return isinstance(got, STAMP) and abs(got - want) < datetime.timedelta(milliseconds=1)
    return isinstance(got, (int, float)) and got == want


def width_of(text):
    import unicodedata
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text.replace("\n", ""))


def check(name, path, table, widths=True):
    global cells
    book = openpyxl.load_workbook(path)
    sheet = book.active
    if book.sheetnames != ["data"] or sheet.freeze_panes != "A2" or not all(c.font.b for c in sheet[1]) or any(c.font.b for c in sheet[2]):
        fail(name, "sheets", book.sheetnames, "frozen at", sheet.freeze_panes)
    if sheet.max_row != len(table) or sheet.max_column != len(table[0]):
        fail(name, "has", sheet.dimensions, "want", len(table), "rows")
    wrong = 0
    for r, (got, want) in enumerate(zip(sheet.iter_rows(), table), 1):
        for g, w in zip(got, want):
            cells += 1
            if w == "":
                w = None
            elif isinstance(w, str) and g.data_type != "s":
                wrong += 1
            if (g.value is not w) if w is None else not same(g.value, w):
                wrong += 1
                if wrong < 5:
                    fail(name, g.coordinate, repr(g.value), g.number_format, "want", repr(w))
    if wrong:
        fail(name, wrong, "cells are wrong")
    for c in range(len(table[0]) if widths else 0):
        need = max(width_of(str(row[c])) for row in table[:WINDOW] if isinstance(row[c], str))
        got = sheet.column_dimensions[openpyxl.utils.get_column_letter(c + 1)].width
        if not min(need, 60) <= got <= 61:
            fail(name, "column", c + 1, "is", got, "wide and needs", need)


def text(path, table):
    with open(path, "w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows(table)


def strings(n):
    return [["code", "amount", "when", "flag", "note"]] + [
        ["%05d" % i, "%d.50" % i, "2024-01-%02d" % (i % 28 + 1), "true", "row %d%s" % (i, " and some words" * 12)] for i in range(n)]


for name, n, pad in (("small", 300, 0), ("long", 9000, 3 << 20)):
    table = rows(n, name)
    save(at(name + ".xlsx"), table, pad)
    fettle("convert", at(name + ".xlsx"), "-o", at("out.xlsx"))
    check(name, at("out.xlsx"), table)
    for source, target in ((name + ".xlsx", "one.csv"), ("out.xlsx", "two.csv")):
        fettle("convert", at(source), "-o", at(target))
    if open(at("one.csv"), "rb").read() != open(at("two.csv"), "rb").read():
        fail(name, "comes back as other text")

# A text file says of no cell what it is: all stay the text that they are.
text(at("in.csv"), strings(2000))
fettle("convert", at("in.csv"), "-o", at("out.xlsx"))
check("text", at("out.xlsx"), strings(2000))

# Of twice as many rows nothing more is held.
peak = []
for n in (45000, 90000):
    text(at("in.csv"), strings(n))
    peak.append(fettle("convert", at("in.csv"), "-o", at("out.xlsx")))
if peak[0] == 0 or peak[1] > peak[0] * 1.1 + 2048 or peak[1] > 48 << 10:
    fail("a workbook of 45,000 and 90,000 rows took", peak, "KiB")

# A plan gives its columns their kinds, and 007 stays text.
with open(at("plan.json"), "w") as f:
    json.dump({"fettle": "plan/1", "steps": [
        {"op": "parse_number", "columns": ["amount"]}, {"op": "parse_date", "columns": ["when"], "pattern": "YYYY-MM-DD"},
        {"op": "parse_bool", "columns": ["flag"]}, {"op": "head", "rows": 3000}]}, f)
fettle("plan", "apply", at("plan.json"), at("in.csv"), "-o", at("out.xlsx"))
want = strings(3000)
for row in want[1:]:
    row[1:4] = float(row[1]), DAY.fromisoformat(row[2]), True
check("plan", at("out.xlsx"), want)

print("written workbooks: %d cells, %d wrong, peaks %s KiB" % (cells, bad, peak))
sys.exit(bad > 0)
