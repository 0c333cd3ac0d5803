#!/usr/bin/env python3
"""Writes cases for the built-in author: tidy tables made messy by running ops backwards, so that the
right plan is known. Seeded; standard library only.

    draftgen.py OUT [-n N] [--seed S] [--tables DIR]

OUT/OP/CASE/{data.csv,gt.csv,info.json}; the label in info.json lists steps as the positions of
draft/1, zero-based. `none` cases are tidy as they are. --tables adds tidy CSV files of your own
(NAME.csv, any depth) as material for ops that can be undone on any table.
"""
import argparse
import csv
import json
import pathlib
import random

FIRST = "Anna Ben Chiara David Elif Farid Greta Hugo Ines Jonas Kira Liam Mona Nils Olga Paul Rosa Sven Tara Uwe".split()
LAST = "Berg Costa Diaz Evans Fischer Garcia Haddad Ivanov Jansen Kim Lopez Meyer Novak Olsen Petit Rossi Silva Tanaka".split()
CITY = "Berlin Lyon Porto Riga Turin Graz Leeds Cork Ghent Malmo Basel Brno Split Pisa Bonn Kiel Nantes York".split()
COUNTRY = "Austria Belgium Chile Denmark Egypt France Ghana Hungary India Japan Kenya Latvia Mexico Norway Oman Peru".split()
PRODUCT = "Filters Pumps Valves Seals Hoses Gauges Motors Bearings Clamps Belts Sensors Switches Relays Cables".split()
DEPT = "Finance Sales Logistics Research Legal Support Production Quality Marketing Purchasing".split()
COURSE = "Math English Chemistry Biology Physics History Art Music Latin Geography".split()
GRADE = ["A", "A-", "B+", "B", "B-", "C+", "C", "D"]
TAGS = "red green blue steel wood urgent fragile export local retail online heavy light vegan frozen dry".split()
MONTH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAY = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
WORDS = "the pump was late because of customs checks and a missing form so we sent it again by truck".split()


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)

    # ---- columns: (name, cells)
    def name(self):
        return f"{self.r.choice(FIRST)} {self.r.choice(LAST)}"

    def entity(self, n):
        """A key column of n distinct texts."""
        kind = self.r.choice(["person", "city", "country", "code", "product", "id"])
        if kind == "person":
            head, pool = self.r.choice(["Name", "Employee", "Player", "Teacher", "Person"]), {self.name() for _ in range(n * 3)}
        elif kind == "city":
            head, pool = self.r.choice(["City", "Site", "Branch", "Location"]), set(CITY)
        elif kind == "country":
            head, pool = self.r.choice(["Country", "Country Name", "Market"]), set(COUNTRY)
        elif kind == "code":
            head, pool = self.r.choice(["Code", "SKU", "Account", "Part no"]), {f"{self.r.choice('ABCKX')}-{self.r.randint(100, 9999)}" for _ in range(n * 2)}
        elif kind == "product":
            head, pool = self.r.choice(["Product", "Item", "Article"]), {f"{p} {s}" for p in PRODUCT for s in ("S", "M", "L")}
        else:
            start = self.r.randint(1, 5000)
            return self.r.choice(["id", "ID", "No.", "order_id"]), [str(start + i) for i in range(n)]
        pool = sorted(pool)
        self.r.shuffle(pool)
        while len(pool) < n:
            pool += [f"{p} {len(pool)}" for p in pool]
        return head, pool[:n]

    def group(self, n, k):
        head, pool = self.r.choice([("Department", DEPT), ("Region", ["North", "South", "East", "West", "Centre"]),
                                    ("Category", PRODUCT), ("Country", COUNTRY), ("City", CITY)])
        pool = self.r.sample(pool, min(k, len(pool)))
        cuts = sorted(self.r.sample(range(1, n), min(len(pool) - 1, n - 1)))
        out, g = [], 0
        for i in range(n):
            if g < len(cuts) and i == cuts[g]:
                g += 1
            out.append(pool[g])
        return head, out

    def number(self):
        """A generator of numbers of one measure."""
        r = self.r
        kind = r.choice(["count", "money", "ratio", "big", "score", "small", "decimal"])
        mid = {"count": 50, "money": 4000, "ratio": 0.5, "big": 3e6, "score": 70, "small": 4, "decimal": 25}[kind]
        spread = r.choice([0.1, 0.3, 0.5])

        def one(scale=1.0):
            x = abs(r.gauss(mid, mid * spread)) * scale
            if kind in ("count", "big", "score", "small"):
                return str(int(x) if kind != "small" else int(x) % 10)
            return f"{x:.{2 if kind == 'money' else 3 if kind == 'ratio' else 1}f}"
        return one

    MEASURES = ("Hours Cost Sales Units Price Profit Budget Visits Orders Revenue Weight Score Rating Age Population Area Temperature "
                "Rainfall Headcount Margin Returns Deaths Cases Points Goals Salary Stock Discount Votes").split()

    def measures(self, k):
        return self.r.sample(self.MEASURES, k)

    def date(self):
        return f"20{self.r.randint(10, 26)}-{self.r.randint(1, 12):02d}-{self.r.randint(1, 28):02d}"

    def variable(self):
        """(name, values in order, strong): what may run across."""
        r = self.r
        k = r.choice(["year", "month", "months", "weekday", "quarter", "n", "course", "city", "product", "dept", "country", "date", "week", "range"])
        y = r.randint(1990, 2020)
        return {
            "year": ("year", [str(y + i) for i in range(r.randint(3, 14))]),
            "month": ("month", MONTH[:r.randint(4, 12)]), "months": ("month", MONTHS[:r.randint(4, 12)]),
            "weekday": ("weekday", WEEKDAY[:r.choice([5, 7])]),
            "quarter": ("quarter", [f"Q{i}" for i in range(1, 5)]),
            "n": ("n", [str(i) for i in range(1, r.randint(5, 20))]),
            "course": ("course", r.sample(COURSE, r.randint(3, 8))), "city": ("city", r.sample(CITY, r.randint(3, 9))),
            "product": ("product", r.sample(PRODUCT, r.randint(3, 8))), "dept": ("dept", r.sample(DEPT, r.randint(3, 8))),
            "country": ("country", r.sample(COUNTRY, r.randint(3, 9))),
            "date": ("date", [f"{i}-{MONTH[y % 12]}" for i in range(1, r.randint(5, 20))]),
            "week": ("week", [f"Week {i}" for i in range(1, r.randint(4, 10))]),
            "range": ("range", ["<18", "18-24", "25-34", "35-49", "50-64", "65+"][:r.randint(3, 6)]),
        }[k]

    # ---- whole tables: rows with the header first
    def record(self, n=None):
        """A tidy table of records: different fields side by side."""
        r = self.r
        n = n or r.choice([4, 6, 9, 14, 25, 60, 150])
        cols = [self.entity(n)]
        if r.random() < 0.4:
            cols.append(self.group(n, r.randint(2, 6)))
        if r.random() < 0.4:
            cols.append((r.choice(["Date", "Start date", "Opened", "Released"]), [self.date() for _ in range(n)]))
        if r.random() < 0.3:
            cols.append((r.choice(["Contact", "Manager", "Author"]), [self.name() for _ in range(n)]))
        if r.random() < 0.25:
            cols.append((r.choice(["Active", "Paid"]), [r.choice(["yes", "no"]) for _ in range(n)]))
        if r.random() < 0.25:
            cols.append((r.choice(["Comment", "Notes"]), [" ".join(r.sample(WORDS, r.randint(3, 9))) if r.random() < 0.7 else "" for _ in range(n)]))
        for m in self.measures(r.randint(1, 5)):
            one = self.number()
            cols.append((self.style(m), [one() if r.random() < 0.96 else "" for _ in range(n)]))
        r.random()
        return self.table(cols)

    def style(self, m):
        return self.r.choice([m, m, m, m.lower(), m + " EUR" if m in ("Cost", "Sales", "Price", "Revenue", "Budget") else m, m.upper() if self.r.random() < 0.2 else m])

    def table(self, cols):
        return [[h for h, _ in cols]] + [list(row) for row in zip(*[c for _, c in cols])]

    def crossed(self):
        """An entity (and perhaps a second key) x a variable: wide already. first..last is the variable."""
        r = self.r
        n = r.choice([4, 7, 12, 20, 45])
        cols = [self.entity(n)]
        if r.random() < 0.4:
            cols.append(self.group(n, r.randint(2, 5)))
        if r.random() < 0.15:
            cols.reverse()
        _, values = self.variable()
        first = len(cols)
        text = r.random() < 0.15
        holes = r.choice([0, 0, 0.1, 0.3])
        one = self.number()
        scale = [r.choice([1, 1, 2, 0.5]) for _ in range(n)]
        for v in values:
            cells = [(r.choice(GRADE) if text else one(scale[i])) if r.random() >= holes else "" for i in range(n)]
            cols.append((v, cells))
        last = len(cols) - 1
        if r.random() < 0.12:
            m = self.number()
            cols.append((r.choice(["Age", "Comment", "Contact"]), [m() for _ in range(n)]))
        return self.table(cols), first, last

    def grid(self):
        r = self.r
        n = r.choice([3, 6, 10, 25])
        cols = [self.entity(n)]
        if r.random() < 0.4:
            cols.append(self.group(n, r.randint(2, 4)))
        _, values = self.variable()
        values = values[:r.randint(2, 6)]
        stubs = self.measures(r.randint(2, 3))
        sep = r.choice([" ", "_", " - ", "."])
        front = r.random() < 0.35
        first = len(cols)
        makers = {s: self.number() for s in stubs}
        pairs = [(s, v) for v in values for s in stubs] if r.random() < 0.5 else [(s, v) for s in stubs for v in values]
        for s, v in pairs:
            cols.append((v + sep + s if front else s + sep + v, [makers[s]() for _ in range(n)]))
        t = self.table(cols)
        at = {p: first + i for i, p in enumerate(pairs)}
        tidy = [t[0][:first] + ["var"] + stubs] + [row[:first] + [v] + [row[at[s, v]] for s in stubs] for row in t[1:] for v in values]
        return t, tidy, first, len(cols) - 1


def transpose(t):
    return [list(c) for c in zip(*t)]


def unpivot(t, first, last):
    ids = [c for c in range(len(t[0])) if c < first or c > last]
    return [[t[0][c] for c in ids] + ["var", "value"]] + [[row[c] for c in ids] + [t[0][v], row[v]] for v in range(first, last + 1) for row in t[1:]]


def blank_repeats(t, cols):
    out = [t[0]]
    last = None
    for row in t[1:]:
        row2 = list(row)
        same = last is not None
        for c in range(cols):
            same = same and row[c] == last[c]
            if same:
                row2[c] = ""
        out.append(row2)
        last = row
    return out


def titles(t):
    """First column into title rows."""
    out, last = [t[0][1:]], None
    for row in t[1:]:
        if row[0] != last:
            out.append([row[0]] + [""] * (len(row) - 2))
        last = row[0]
        out.append(row[1:])
    return out


def listed(m, t, c):
    """Cells of column c become lists of tags; returns (messy, tidy, mark)."""
    mark = m.r.choice([", ", ", ", "; ", ";", "|", "/"])
    pool = m.r.choice([TAGS, CITY, COUNTRY, [f"{a} {b}" for a in FIRST[:9] for b in LAST[:5]]])
    messy, tidy = [list(t[0])], [list(t[0])]
    for row in t[1:]:
        parts = m.r.sample(pool, m.r.choice([1, 1, 2, 2, 3, 4]))
        messy.append(row[:c] + [mark.join(parts)] + row[c + 1:])
        tidy += [row[:c] + [p] + row[c + 1:] for p in parts]
    return messy, tidy


def grouped(m, n=None):
    t = m.record(n or m.r.choice([6, 12, 20, 40]))
    head, cells = m.group(len(t) - 1, m.r.randint(2, 5))
    if head in t[0]:
        head = "Area of " + head
    return [[head] + t[0]] + [[g] + row for g, row in zip(cells, t[1:])]


def op(name, **k):
    return {"operator": name, **k}


def layout(m):
    """A sheet as people lay it out: banner, one or two header rows, groups, subtotals, a note."""
    r = m.r
    n, k = r.choice([2, 3, 4]), r.choice([2, 3])
    head, pool = r.choice([("Region", ["North", "South", "East", "West"]), ("Department", DEPT), ("Country", COUNTRY)])
    groups = r.sample(pool, k)
    name, values = m.variable()
    values = values[:r.randint(2, 6)]
    two = r.random() < 0.5
    stubs = m.measures(2) if two else [""]
    keys = [f"{a} {b}" for a in FIRST for b in LAST[:3]]
    r.shuffle(keys)
    style = r.choice(["fill", "title", "plain"])
    totals = r.random() < 0.5
    ids = [head, r.choice(["Name", "Employee", "Site"])]
    rows, tidy, wide = [], [], []
    scale = {s: r.choice([10, 100, 1000]) for s in stubs}
    for g in groups:
        block = []
        for i in range(n + r.randint(0, 2)):
            block.append([g, keys.pop()] + [str(r.randint(scale[s], 9 * scale[s])) for v in values for s in stubs])
        wide += block
        if style == "title":
            rows.append([g] + [""] * (len(block[0]) - 2))
        for i, b in enumerate(block):
            rows.append(b[1:] if style == "title" else ([g if style == "plain" or i == 0 else ""] + b[1:]))
        if totals:
            sums = [str(sum(int(b[c]) for b in block)) for c in range(2, len(block[0]))]
            rows.append((["Total " + g] if style == "title" else ["Total " + g, ""]) + sums)
    names = ids[1:] if style == "title" else ids
    if two:
        top = [""] * len(names) + [v if j == 0 else "" for v in values for j in range(2)]
        header = [top, names + [s for _ in values for s in stubs]]
        if r.random() < 0.4:
            header = [names + top[len(names):], [""] * len(names) + header[1][len(names):]]
        gt = [ids + ["var"] + stubs] + [row[:2] + [v] + row[2 + 2 * j:4 + 2 * j] for row in wide for j, v in enumerate(values)]
    else:
        header = [names + values]
        gt = [ids + ["var", "value"]] + [row[:2] + [v, row[2 + j]] for j, v in enumerate(values) for row in wide]
    width = len(header[0])
    out = []
    if r.random() < 0.7:
        out.append([r.choice(["Quarterly report of the branches", "Staffing plan, internal", "Acme Ltd - figures"])] + [""] * (width - 1))
        if r.random() < 0.5:
            out.append(["As of 31 March 2026"] + [""] * (width - 1))
        out.append([""] * width)
    out += header + rows
    if r.random() < 0.4:
        out += [[""] * width, ["Source: own survey; figures are preliminary"] + [""] * (width - 1)]
    return out, gt, [op("layout")]


def case(m, kind):
    """(data, gt, label)"""
    r = m.r
    if kind == "layout":
        return layout(m)
    if kind == "none":
        t = m.record()
        return t, t, []
    if kind == "unpivot":
        t, a, b = m.crossed()
        return t, unpivot(t, a, b), [op("stack", stack_start_idx=a, stack_end_idx=b)]
    if kind == "wide_to_long":
        t, tidy, a, b = m.grid()
        return t, tidy, [op("wide_to_long", wide_to_long_start_idx=a, wide_to_long_end_idx=b)]
    if kind == "transpose":
        t = m.record(r.choice([3, 5, 8, 15, 40]))
        return transpose(t), t, [op("transpose")]
    if kind == "fill":
        t = grouped(m)
        return blank_repeats(t, 1), t, [op("ffill", ffill_end_idx=0)]
    if kind == "subtitle":
        t = grouped(m)
        return titles(t), t, [op("subtitle")]
    if kind == "explode":
        t = m.record()
        c = r.randrange(1, len(t[0]) + 1)
        head = r.choice(["Tags", "Materials", "genres", "Members", "Countries", "codes", "Skills"])
        t = [t[0][:c] + [head] + t[0][c:]] + [row[:c] + [""] + row[c:] for row in t[1:]]
        messy, tidy = listed(m, t, c)
        return messy, tidy, [op("explode", explode_column_idx=c)]
    if kind == "pivot_blocks":
        t = m.record(r.choice([4, 8, 20]))
        data = [[h, v] for row in t[1:] for h, v in zip(t[0], row)]
        return data, t, [op("pivot", pivot_row_frequency=len(t[0]))]
    if kind == "fill+unpivot":
        t, a, b = m.crossed()
        head, cells = m.group(len(t) - 1, r.randint(2, 4))
        t = [["Group of " + head] + t[0]] + [[g] + row for g, row in zip(cells, t[1:])]
        return blank_repeats(t, 1), unpivot(t, a + 1, b + 1), [op("ffill", ffill_end_idx=0), op("stack", stack_start_idx=a + 1, stack_end_idx=b + 1)]
    if kind == "subtitle+unpivot":
        t, a, b = m.crossed()
        head, cells = m.group(len(t) - 1, r.randint(2, 4))
        t = [[head]+t[0]] + [[g] + row for g, row in zip(cells, t[1:])]
        return titles(t), unpivot(t, a + 1, b + 1), [op("subtitle"), op("stack", stack_start_idx=a + 1, stack_end_idx=b + 1)]
    if kind == "transpose+unpivot":
        t, a, b = m.crossed()
        while a < 2:  # with one key either reading is right
            t, a, b = m.crossed()
        return transpose(t), unpivot(t, a, b), [op("transpose"), op("stack", stack_start_idx=a, stack_end_idx=b)]
    if kind == "fill+explode":
        t = grouped(m)
        c = len(t[0])
        t = [t[0] + [r.choice(["Tags", "Members", "Materials"])]] + [row + [""] for row in t[1:]]
        messy, tidy = listed(m, t, c)
        return blank_repeats(messy, 1), tidy, [op("ffill", ffill_end_idx=0), op("explode", explode_column_idx=c)]
    if kind == "explode+unpivot":
        t, a, b = m.crossed()
        t = [t[0][:1] + ["Tags"] + t[0][1:]] + [row[:1] + [""] + row[1:] for row in t[1:]]
        messy, tidy = listed(m, t, 1)
        return messy, unpivot(tidy, a + 1, b + 1), [op("explode", explode_column_idx=1), op("stack", stack_start_idx=a + 1, stack_end_idx=b + 1)]
    if kind in ("subtitle+explode+unpivot", "fill+explode+unpivot"):
        t, a, b = m.crossed()
        head, cells = m.group(len(t) - 1, r.randint(2, 4))
        tags = r.choice(["Tags", "Members", "Materials"])
        t = [["Group of " + head, t[0][0], tags] + t[0][1:]] + [[g, row[0], ""] + row[1:] for g, row in zip(cells, t[1:])]
        messy, tidy = listed(m, t, 2)
        first = "subtitle" if kind.startswith("subtitle") else "ffill"
        start = op("subtitle") if first == "subtitle" else op("ffill", ffill_end_idx=0)
        return (titles(messy) if first == "subtitle" else blank_repeats(messy, 1), unpivot(tidy, a + 2, b + 2),
                [start, op("explode", explode_column_idx=2), op("stack", stack_start_idx=a + 2, stack_end_idx=b + 2)])
    if kind == "subtitle+fill+unpivot":
        t, a, b = m.crossed()
        outer, pool = r.choice([("Year", ["2023", "2024", "2025"]), ("Company", ["Acme Ltd", "Borg AG", "Corvid SA"])])
        head, cells = m.group(len(t) - 1, r.randint(2, 4))
        half = r.randint(2, len(t) - 2)
        t = [[outer, "Group of " + head] + t[0]] + [[pool[i > half], g] + row for i, (g, row) in enumerate(zip(cells, t[1:]), 1)]
        filled = blank_repeats([row[1:] for row in t], 1)
        gaps = [t[0]] + [row[:1] + cut for row, cut in zip(t[1:], filled[1:])]
        gaps[half + 1][1] = t[half + 1][1]
        return titles(gaps), unpivot(t, a + 2, b + 2), [op("subtitle"), op("ffill", ffill_start_idx=1, ffill_end_idx=1), op("stack", stack_start_idx=a + 2, stack_end_idx=b + 2)]
    raise ValueError(kind)


def undo_on(m, t):
    """Cases from any tidy table."""
    out = [("none", (t, t, []))]
    rows, cols = len(t) - 1, len(t[0])
    keys = [row[0] for row in t[1:]]
    if 3 <= cols and 2 <= rows <= 40 and len(set(keys)) == rows and all(keys):
        out.append(("transpose", (transpose(t), t, [op("transpose")])))
    for _ in range(3 if rows > 13 and cols >= 3 and "value" not in t[0] else 0):
        start = m.r.randrange(1, rows - 12)
        part = t[start:start + m.r.randint(4, 12)]
        keys_at = [c for c in range(cols) if t[0][c] and len({row[c] for row in part}) == len(part) and all(row[c] for row in part)]
        if keys_at:
            c = m.r.choice(keys_at)
            part = [[row[c]] + row[:c] + row[c + 1:] for row in [t[0]] + part]
            out.append((f"transpose_part{start}", (transpose(part), part, [op("transpose")])))
    if 6 <= rows <= 3000 and cols >= 3 and 2 <= len(set(keys)) < 0.5 * rows and all(keys):
        order = sorted(range(rows), key=lambda i: keys.index(keys[i]))
        s = [t[0]] + [t[i + 1] for i in order]
        out.append(("fill", (blank_repeats(s, 1), s, [op("ffill", ffill_end_idx=0)])))
        if all(row[1] for row in s[1:]):
            out.append(("subtitle", (titles(s), s, [op("subtitle")])))
    if 2 <= cols <= 12 and 3 <= rows <= 400 and len(set(t[0])) == cols and all(t[0]):
        out.append(("pivot_blocks", ([[h, v] for row in t[1:] for h, v in zip(t[0], row)], t, [op("pivot", pivot_row_frequency=cols)])))
    return out


KINDS = {"none": 4, "unpivot": 4, "wide_to_long": 2, "transpose": 3, "fill": 2, "subtitle": 2, "explode": 3, "pivot_blocks": 1,
         "fill+unpivot": 1, "subtitle+unpivot": 1, "transpose+unpivot": 1, "fill+explode": 1, "explode+unpivot": 1,
         "subtitle+explode+unpivot": 1, "fill+explode+unpivot": 1, "subtitle+fill+unpivot": 1}


def write(folder, data, gt, label):
    folder.mkdir(parents=True, exist_ok=True)
    for name, t in (("data.csv", data), ("gt.csv", gt)):
        with open(folder / name, "w", encoding="utf-8", newline="") as f:
            csv.writer(f, lineterminator="\n").writerows(t)
    (folder / "info.json").write_text(json.dumps({"label": label, "source": "generated"}))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=pathlib.Path)
    ap.add_argument("-n", type=int, default=300)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--tables", type=pathlib.Path)
    ap.add_argument("--kind", choices=[*KINDS, "layout"], help="cases of this kind only; layout: whole sheets, only the result counts")
    a = ap.parse_args()
    m = Maker(a.seed)
    for i in range(a.n):
        kind = a.kind or m.r.choices(list(KINDS), list(KINDS.values()))[0]
        data, gt, label = case(m, kind)
        while "fill" in kind.split("+") and all(row[0] for row in data):  # every group has one row
            data, gt, label = case(m, kind)
        write(a.out / kind / f"{kind}_{i:05d}", data, gt, label)
    if a.tables:
        csv.field_size_limit(1 << 30)
        for i, p in enumerate(sorted(a.tables.rglob("*.csv"))):
            t = list(csv.reader(open(p, encoding="utf-8-sig", newline="")))
            if len(t) < 3 or len({len(r) for r in t}) != 1:
                continue
            for kind, c in undo_on(m, t):
                write(a.out / kind.rstrip("0123456789") / f"{kind}_t{i:04d}", *c)


if __name__ == "__main__":
    main()
