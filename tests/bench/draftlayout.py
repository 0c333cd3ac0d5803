#!/usr/bin/env python3
"""Writes whole sheets as people lay them out, each with the tidy table it stands for: banners, header
levels (two_levels, three_levels), groups, subtotals, repeated headings (pages), notes columns, units in names
and in a row, one table in blocks side by side, two tables beside each other, and several of these in one sheet
(composed). Seeded; standard library only.

    draftlayout.py OUT [-n N] [--seed S] [--genre NAME]
    draftlayout.py --score OUT FETTLE          share of cases whose first plan gives the tidy table

OUT/GENRE/CASE/{data.csv,gt.csv}. The order of rows and columns, the names of columns and the way a
number is written are free when scoring.
"""
import argparse
import collections
import concurrent.futures
import csv
import json
import pathlib
import random
import subprocess
import tempfile

PLACES = ["Aalborg", "Bergen", "Cadiz", "Dresden", "Espoo", "Faro", "Gdansk", "Haarlem", "Innsbruck", "Jena", "Kaunas", "Lugano",
          "Marburg", "Namur", "Odense", "Parma", "Rennes", "Salzburg", "Tromso", "Uppsala", "Varna", "Wismar", "Zagreb"]
PEOPLE = ["Adler, Eva", "Brandt, Tom", "Cerny, Jan", "Dahl, Nina", "Eriksen, Leif", "Ferrari, Lucia", "Gruber, Max", "Hansen, Ida",
          "Ibsen, Per", "Jung, Karla", "Keller, Uta", "Lund, Ole", "Moser, Ella", "Nowak, Piotr", "Olsson, Kim", "Pinto, Rui"]
GOODS = ["Oak boards", "Copper wire", "Floor tiles", "Door hinges", "Roof slates", "Wall paint", "Steel bolts", "Window glass",
         "Plywood", "Cement", "Gravel", "Insulation", "Gutters", "Paving stones", "Light fittings", "Timber joists"]
SECTORS = ["Agriculture", "Mining", "Manufacturing", "Construction", "Trade", "Transport", "Education", "Health services", "Public administration"]
REGIONS = ["North", "South", "East", "West", "Midlands", "Coast", "Islands"]
ITEMS = ["Salaries", "Rent", "Travel", "Training", "Licences", "Hardware", "Postage", "Insurance", "Cleaning", "Catering", "Repairs", "Fuel"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]
SEXES = ["Male", "Female"]
AGES = ["18-24", "25-39", "40-59", "60+"]


class Sheet:
    """Rows under construction; short ones are padded."""

    def __init__(self, r):
        self.r, self.rows = r, []

    def add(self, *cells):
        self.rows.append([str(c) for c in cells])

    def banner(self, *lines):
        if self.r.random() < 0.75:
            for line in lines[:self.r.randint(1, len(lines))]:
                self.add(line)
            if self.r.random() < 0.7:
                self.add()

    def note(self, *lines):
        if self.r.random() < 0.5:
            if self.r.random() < 0.6:
                self.add()
            for line in lines[:self.r.randint(1, len(lines))]:
                self.add(line)

    def done(self):
        width = max(map(len, self.rows))
        return [row + [""] * (width - len(row)) for row in self.rows]


def amounts(r, n, kind=None):
    """n numbers of one measure, as text."""
    kind = kind or r.choice(["count", "money", "rate", "big"])
    if kind == "count":
        return [str(r.randint(3, 900)) for _ in range(n)]
    if kind == "money":
        return [f"{r.uniform(40, 9000):.2f}" for _ in range(n)]
    if kind == "rate":
        return [f"{r.uniform(0.5, 60):.1f}" for _ in range(n)]
    return [f"{r.randint(10_000, 4_000_000):,}" for _ in range(n)]


def number(s):
    return float(s.replace(",", ""))


def total(rows, like):
    s = sum(number(x) for x in rows)
    return f"{s:,.0f}" if "," in like or s > 1e6 and "." not in like else f"{s:.2f}" if "." in like and len(like.split(".")[1]) == 2 else f"{s:.1f}" if "." in like else f"{s:.0f}"


def years(r):
    y = r.randint(1995, 2020)
    return [str(y + i) for i in range(r.randint(3, 7))]


def statistics_office(r):
    """Title, one header row of years, groups as rows with a name alone, totals."""
    s, gt = Sheet(r), [["group", "name", "year", "value"]]
    ys = years(r)
    s.banner(f"Table {r.randint(1, 40)}. Persons employed by industry, {ys[0]}-{ys[-1]}", "Thousands of persons; annual averages")
    s.add(r.choice(["Industry", "Sector", ""]), *ys)
    kind = r.choice(["count", "rate", "big"])
    totals = r.random() < 0.5
    for g in r.sample(REGIONS, r.randint(2, 4)):
        s.add(g)
        block = []
        for name in r.sample(SECTORS, r.randint(2, 5)):
            v = amounts(r, len(ys), kind)
            block.append(v)
            s.add(name, *v)
            gt += [[g, name, y, x] for y, x in zip(ys, v)]
        if totals:
            s.add(r.choice(["Total", "Total " + g, "All industries"]), *[total(c, block[0][0]) for c in zip(*block)])
    s.note("Source: Labour force survey.", "Figures may not add due to rounding.")
    return s.done(), gt


def two_levels(r):
    """Years over measures; the upper name stands over the first of its columns only."""
    s, gt = Sheet(r), None
    ys = years(r)[:r.randint(2, 4)]
    measures = r.sample(["Units", "Revenue", "Returns", "Margin", "Visits", "Orders"], r.randint(2, 3))
    kinds = {m: r.choice(["count", "money", "rate", "big"]) for m in measures}
    gt = [["product", "year", *measures]]
    s.banner("Sales overview by product", "Internal use only")
    head = r.choice(["Product", "Article", ""])
    low = r.random() < 0.5
    s.add("" if low else head, *[y if i == 0 else "" for y in ys for i in range(len(measures))])
    s.add(head if low else "", *[m for _ in ys for m in measures])
    rows = []
    for g in r.sample(GOODS, r.randint(4, 9)):
        v = {(y, m): amounts(r, 1, kinds[m])[0] for y in ys for m in measures}
        rows.append([v[y, m] for y in ys for m in measures])
        s.add(g, *rows[-1])
        gt += [[g, y, *[v[y, m] for m in measures]] for y in ys]
    if r.random() < 0.4:
        s.add("Total", *[total(c, c[0]) for c in zip(*rows)])
    s.note("Source: order system")
    return s.done(), gt


def three_levels(r):
    """Region over year over measure."""
    s = Sheet(r)
    ys = years(r)[:2]
    regions = r.sample(REGIONS, 2)
    measures = r.sample(["Units", "Revenue", "Returns"], 2)
    kinds = {m: r.choice(["count", "money", "big"]) for m in measures}
    gt = [["product", "region", "year", *measures]]
    s.banner("Sales by region and year")
    keys = [(g, y, m) for g in regions for y in ys for m in measures]
    s.add("", *[k[0] if i % 4 == 0 else "" for i, k in enumerate(keys)])
    s.add("", *[k[1] if i % 2 == 0 else "" for i, k in enumerate(keys)])
    s.add("Product", *[k[2] for k in keys])
    for g in r.sample(GOODS, r.randint(4, 9)):
        v = {k: amounts(r, 1, kinds[k[2]])[0] for k in keys}
        s.add(g, *[v[k] for k in keys])
        gt += [[g, a, b, *[v[a, b, m] for m in measures]] for a in regions for b in ys]
    return s.done(), gt


def budget(r):
    """A group column that is filled only where the group begins, months across, subtotals, a grand total."""
    s, gt = Sheet(r), [["department", "item", "month", "value"]]
    ms = MONTHS[:r.choice([3, 6, 12])]
    s.banner("Budget 2026", "Status: draft, in EUR")
    s.add(r.choice(["Department", "Cost centre"]), r.choice(["Item", "Account"]), *ms)
    everything = []
    sub = r.random() < 0.6
    for d in r.sample(["Finance", "Sales", "Logistics", "Research", "Legal", "Quality"], r.randint(2, 4)):
        block = []
        for i, item in enumerate(r.sample(ITEMS, r.randint(2, 5))):
            v = amounts(r, len(ms), "money")
            block.append(v)
            s.add(d if i == 0 else "", item, *v)
            gt += [[d, item, m, x] for m, x in zip(ms, v)]
        everything += block
        if sub:
            s.add(f"Subtotal {d}", "", *[total(c, "0.00") for c in zip(*block)])
    if r.random() < 0.7:
        s.add("Grand total", "", *[total(c, "0.00") for c in zip(*everything)])
    s.note("Approved by the board on 12 March")
    return s.done(), gt


def crosstab(r):
    """Two variables of a survey across, named in the upper row."""
    s, gt = Sheet(r), [["answer", "variable", "group", "value"]]
    s.banner("Q7. How satisfied are you with the service?", "Base: all respondents, per cent")
    cols = [("Sex", x) for x in SEXES] + [("Age", x) for x in AGES]
    s.add("", *[g if i == 0 or cols[i - 1][0] != g else "" for i, (g, _) in enumerate(cols)])
    s.add("", *[x for _, x in cols])
    for a in ["Very satisfied", "Satisfied", "Neither", "Dissatisfied", "Very dissatisfied"][:r.randint(4, 5)]:
        v = amounts(r, len(cols), "rate")
        s.add(a, *v)
        gt += [[a, g, x, y] for (g, x), y in zip(cols, v)]
    s.note("Don't know not shown")
    return s.done(), gt


def pages(r):
    """A listing that was printed: the header stands again on each page."""
    s, head = Sheet(r), ["Article", "Stock", "Price", "Supplier"]
    gt = [head]
    s.banner("Stock list", "Printed 3 April 2026")
    goods = [f"{g} {k}" for g in GOODS for k in ("A", "B")]
    r.shuffle(goods)
    for page in range(r.randint(2, 4)):
        s.add(*head)
        for _ in range(r.randint(4, 8)):
            row = [goods.pop(), amounts(r, 1, "count")[0], amounts(r, 1, "money")[0], r.choice(PLACES) + " Ltd"]
            s.add(*row)
            gt.append(row)
        if r.random() < 0.3:
            s.add()
    return s.done(), gt


def units_row(r):
    """Units in a row below the names."""
    s = Sheet(r)
    head = ["Sample", "Depth", "Temperature", "Weight", "Length"]
    gt = [head]
    s.banner("Borehole measurements")
    s.add(*head)
    s.add("", "m", "°C", "kg", "mm")
    for i in range(r.randint(5, 12)):
        row = [f"S-{i + r.randint(1, 3) * 100}"] + amounts(r, 4, "rate")
        s.add(*row)
        gt.append(row)
    return s.done(), gt


def notes_column(r):
    """Years across, and a column of remarks behind them."""
    s, gt = Sheet(r), [["place", "remark", "year", "value"]]
    ys = years(r)
    s.banner("Visitors of municipal museums")
    s.add("Town", *ys, r.choice(["Remarks", "Note", "Comment"]))
    for p in r.sample(PLACES, r.randint(5, 10)):
        v = amounts(r, len(ys), "big")
        note = r.choice(["", "", "", "closed in winter", "new building", "estimate"])
        s.add(p, *v, note)
        gt += [[p, note, y, x] for y, x in zip(ys, v)]
    return s.done(), gt


def timesheet(r):
    """People by weekday with a column of totals."""
    s, gt = Sheet(r), [["name", "day", "value"]]
    s.banner(f"Week {r.randint(1, 52)}", "Hours worked")
    s.add(r.choice(["Name", "Employee"]), *DAYS, r.choice(["Total", "Sum"]))
    for p in r.sample(PEOPLE, r.randint(4, 9)):
        v = [r.choice(["8", "7.5", "6", "4", "0", "8.5"]) for _ in DAYS]
        s.add(p, *v, f"{sum(map(float, v)):g}")
        gt += [[p, d, x] for d, x in zip(DAYS, v)]
    return s.done(), gt


def beside(r):
    """Two tables beside each other; the first is meant."""
    head = ["Town", "Inhabitants", "Area"]
    gt = [head]
    s = Sheet(r)
    s.add(*head, "", "Code", "Meaning")
    codes = [("A", "active"), ("C", "closed"), ("P", "planned")]
    for i, p in enumerate(r.sample(PLACES, r.randint(5, 9))):
        row = [p, amounts(r, 1, "big")[0], amounts(r, 1, "rate")[0]]
        s.add(*row, "", *(codes[i] if i < len(codes) else ("", "")))
        gt.append(row)
    return s.done(), gt


def group_over_pairs(r):
    """Group rows, two header levels: title rows between records under stubs and years."""
    s = Sheet(r)
    ys = years(r)[:2]
    measures = r.sample(["Male", "Female", "Births", "Deaths", "Arrivals"], 2)
    kinds = {m: "big" for m in measures}
    gt = [["region", "place", "year", *measures]]
    s.banner("Population by region and place")
    s.add("Place", *[y if i == 0 else "" for y in ys for i in range(2)])
    s.add("", *[m for _ in ys for m in measures])
    left = r.sample(PLACES, len(PLACES))
    for g in r.sample(REGIONS, r.randint(2, 3)):
        s.add(g)
        for _ in range(r.randint(2, 4)):
            p = left.pop()
            v = {(y, m): amounts(r, 1, kinds[m])[0] for y in ys for m in measures}
            s.add(p, *[v[y, m] for y in ys for m in measures])
            gt += [[g, p, y, *[v[y, m] for m in measures]] for y in ys]
    s.note("Source: register of inhabitants")
    return s.done(), gt


def across(r):
    """Records run across: one column for each device."""
    s, fields = Sheet(r), ["Serial no.", "Purchased", "Price (EUR)", "Location", "Capacity"]
    names = [f"Unit {chr(65 + i)}" for i in range(r.randint(4, 8))]
    gt = [["Device", *fields]]
    s.banner("Equipment data sheet")
    cols = {n: [f"{r.randint(10000, 99999)}-{r.choice('XYZ')}", f"20{r.randint(10, 25)}-0{r.randint(1, 9)}-1{r.randint(0, 9)}",
                amounts(r, 1, "money")[0], r.choice(PLACES), str(r.randint(2, 40) * 50)] for n in names}
    s.add("Device", *names)
    for i, f in enumerate(fields):
        s.add(f, *[cols[n][i] for n in names])
    gt += [[n, *cols[n]] for n in names]
    return s.done(), gt


def indented(r):
    """Groups whose rows are indented and that carry the sum of their rows."""
    s, gt = Sheet(r), [["name", "year", "value"]]
    ys = years(r)
    s.banner("Exports by commodity", "Million EUR")
    s.add("Commodity", *ys)
    rows = [(n, amounts(r, len(ys), "count")) for n in r.sample(GOODS, r.randint(5, 9))]
    for n, v in rows:
        s.add("  " + n, *v)
        gt += [[n, y, x] for y, x in zip(ys, v)]
    s.add("Total", *[total(c, "0") for c in zip(*[v for _, v in rows])])
    s.note("Source: customs office")
    return s.done(), gt


def lists_in_groups(r):
    """fill, then explode: a group column with gaps and cells that hold lists."""
    s, gt = Sheet(r), [["department", "project", "members"]]
    s.banner("Projects and members")
    s.add("Department", "Project", "Members")
    names = [p.split(",")[0] for p in PEOPLE]
    mark = r.choice([", ", "; ", " / "])
    codes = iter(r.sample(range(100, 999), 60))
    for d in r.sample(["Finance", "Sales", "Logistics", "Research"], r.randint(2, 4)):
        for i in range(r.randint(2, 5)):
            members = r.sample(names, r.choice([1, 2, 3, 4]))
            code = f"P{next(codes)}"
            s.add(d if i == 0 else "", code, mark.join(members))
            gt += [[d, code, m] for m in members]
    return s.done(), gt


def subtotals(r):
    """Two levels of groups, the outer one filled where it begins, a subtotal for each inner one and for the whole."""
    s, measures = Sheet(r), r.sample(["Orders", "Returns", "Visits", "Boxes"], r.randint(2, 3))
    gt = [["region", "branch", "item", *measures]]
    s.banner("Stock movements by branch")
    s.add("Region", "Branch", "Item", *measures)
    places, every = r.sample(PLACES, len(PLACES)), []
    word = r.choice(["Subtotal", "Total", "Zwischensumme", "Sous-total"])
    for g in r.sample(REGIONS, r.randint(2, 3)):
        first = g
        for _ in range(r.randint(2, 3)):
            branch, rows = places.pop(), []
            name = branch
            for item in r.sample(GOODS, r.randint(2, 4)):
                v = amounts(r, len(measures), "count")
                s.add(first, name, item, *v)
                gt.append([g, branch, item, *v])
                rows.append(v)
                first = name = ""
            s.add("", r.choice([f"{word} {branch}", f"{word}"]), "", *[sum(int(x[i]) for x in rows) for i in range(len(measures))])
            every += rows
    if r.random() < 0.6:
        s.add(r.choice(["Total", "Grand total"]), "", "", *[sum(int(x[i]) for x in every) for i in range(len(measures))])
    return s.done(), gt


def units_in_names(r):
    """Different measures, each with its unit in the name: tidy as it is below the banner."""
    s = Sheet(r)
    fields = r.sample([("Length", "m", "rate"), ("Weight", "kg", "rate"), ("Price", "EUR", "money"), ("Power", "kW", "rate"),
                       ("Volume", "l", "rate"), ("Distance", "km", "count"), ("Duration", "min", "count")], r.randint(3, 5))
    style = r.choice(["{} ({})", "{} [{}]", "{} in {}", "{}, {}"])
    head = [r.choice(["Machine", "Route", "Sample", "Batch"]), *[style.format(n, u) for n, u, _ in fields]]
    gt = [head]
    s.banner("Technical data", "All values as measured")
    s.add(*head)
    for i in range(r.randint(5, 14)):
        row = [f"{r.choice('ABCD')}{100 + i}", *[amounts(r, 1, k)[0] for _, _, k in fields]]
        s.add(*row)
        gt.append(row)
    s.note("Source: own measurements")
    return s.done(), gt


def side_by_side(r):
    """One table in two or three blocks beside each other, with or without a gap and titles."""
    s, head = Sheet(r), ["Name", r.choice(["Points", "Hours", "Distance"])]
    n, blocks = r.randint(3, 8), r.choice([2, 2, 3])
    gap, titled = r.random() < 0.6, r.random() < 0.4
    names = r.sample(PEOPLE, len(PEOPLE)) + [f"{p} jr." for p in PEOPLE]
    titles = r.sample(["Team A", "Team B", "Team C", "Reserve"], blocks)
    gt = [[*head, "group"]] if titled and gap else [head]
    between = [""] if gap else []
    if titled and gap:
        s.add(*[x for t in titles for x in [t, "", *between]][:-1])
    s.add(*[x for _ in titles for x in [*head, *between]][:(2 + gap) * blocks - gap])
    for _ in range(n):
        row = []
        for t in titles:
            cells = [names.pop(0), str(r.randint(10, 99))]
            row += [*cells, *between]
            gt.append(cells + ([t] if titled and gap else []))
        s.add(*row[:(2 + gap) * blocks - gap])
    return s.done(), gt


def composed(r):
    """Titles between the records, a column filled where a group begins, months across, a column of remarks and totals."""
    s, months = Sheet(r), MONTHS[:r.randint(3, 8)]
    gt = [["company", "unit", "item", "remark", "month", "value"]]
    s.banner("Budget by company and unit", "Internal")
    s.add(r.choice(["Unit", "Division"]), "Item", *months, r.choice(["Remarks", "Notes"]))
    for company in r.sample(["Alba Ltd", "Borea AG", "Cima SA", "Delta Oy"], 2):
        s.add(company)
        for unit in r.sample(["Sales", "Plant", "Office", "Stores"], r.randint(2, 3)):
            name, rows = unit, []
            for item in r.sample(ITEMS, r.randint(2, 4)):
                v, note = amounts(r, len(months), "count"), r.choice(["", "", "", "estimate"])
                s.add(name, item, *v, note)
                gt += [[company, unit, item, note, m, x] for m, x in zip(months, v)]
                rows.append(v)
                name = ""
            s.add(f"Total {unit}", "", *[sum(int(v[i]) for v in rows) for i in range(len(months))])
    return s.done(), gt


GENRES = [statistics_office, two_levels, three_levels, budget, crosstab, pages, units_row, notes_column, timesheet, beside,
          group_over_pairs, across, indented, lists_in_groups, subtotals, units_in_names, side_by_side, composed]


def plain(cell):
    """A cell as it counts: numbers by value."""
    cell = cell.strip()
    try:
        return f"{float(cell.replace(',', '')):g}" if cell else ""
    except ValueError:
        return cell


def columns(rows):
    """The table with free order of rows and columns, and free names: rows as sorted tuples."""
    return collections.Counter(tuple(sorted(map(plain, row))) for row in rows[1:])


def judge(job):
    fettle, case = job
    with tempfile.TemporaryDirectory() as tmp:
        p = subprocess.run([fettle, "draft", str(case / "data.csv"), "--top", "1", "--json"], capture_output=True, text=True)
        if p.returncode:
            return case, False
        plan = pathlib.Path(tmp) / "plan.json"
        plan.write_text(json.dumps(json.loads(p.stdout)["candidates"][0]["plan"]))
        out = pathlib.Path(tmp) / "out.csv"
        if subprocess.run([fettle, "plan", "apply", str(plan), str(case / "data.csv"), "-o", str(out)], capture_output=True).returncode:
            return case, False
        got, want = (list(csv.reader(open(f, encoding="utf-8", newline=""))) for f in (out, case / "gt.csv"))
        return case, bool(got) and len(got[0]) == len(want[0]) and columns(got) == columns(want)


def score(folder, fettle):
    cases = sorted(p.parent for p in folder.rglob("gt.csv"))
    right, all_of = collections.Counter(), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, ok in pool.map(judge, [(fettle, c) for c in cases]):
            all_of[case.parent.name] += 1
            right[case.parent.name] += ok
            if not ok:
                print("wrong:", case)
    for g in sorted(all_of):
        print(f"{g:20} {right[g]:4} of {all_of[g]:4}  {right[g] / all_of[g]:.3f}")
    print(f"layouts: the first plan gives the tidy table in {sum(right.values())} of {len(cases)} ({sum(right.values()) / len(cases):.3f})")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=pathlib.Path)
    ap.add_argument("fettle", nargs="?")
    ap.add_argument("-n", type=int, default=280)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--genre", choices=[g.__name__ for g in GENRES])
    ap.add_argument("--score", action="store_true")
    a = ap.parse_args()
    if a.score:
        return score(a.out, a.fettle)
    r = random.Random(a.seed)
    for i in range(a.n):
        make = next((g for g in GENRES if g.__name__ == a.genre), GENRES[i % len(GENRES)])
        data, gt = make(r)
        folder = a.out / make.__name__ / f"{make.__name__}_{i:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, t in (("data.csv", data), ("gt.csv", gt)):
            with open(folder / name, "w", encoding="utf-8", newline="") as f:
                csv.writer(f, lineterminator="\n").writerows(t)


if __name__ == "__main__":
    main()
