"""The genres of structgen.py: each makes one kind of sheet that people really pass on, with its mess."""
from structsheet import *

def year_heads(m, n):
    y = m.r.randint(1960, 2012 - n)
    step = m.r.choice([1, 1, 1, 5]) if y + 5 * n < 2015 else 1
    out = [y + step * i for i in range(n)]
    return [f"{y} \\1" if m.r.random() < 0.06 else (f"{y}, prel." if m.r.random() < 0.03 else y) for y in out]


def government(m):
    """Titles, bracketed notes, headings of several rows, groups, indented stubs, totals above and below."""
    r, s = m.r, Sheet(m.r)
    cols = r.randint(2, 10)
    m.titles(s)
    s.open()
    names = year_heads(m, cols) if r.random() < 0.35 else m.some(MEASURE, cols)
    m.heading(s, r.choice(["State", "Item", "Characteristic", "Industry", "Type and age", "Area", "", "Sex and region"]), names, r.choice([1, 1, 2, 2, 2, 3, 3]))
    if r.random() < 0.25:
        s.gap()
    top_total = r.random() < 0.55
    sections = r.choice([0, 0, 2, 3, 4])
    if not sections:
        rows = r.randint(6, 50)
        labels = m.some(AREAS, rows) if r.random() < 0.5 else m.some(STUB, rows)
        body = m.grid(len(labels), cols)
        total = add(body, cols)
        if top_total:
            s.put([r.choice(["Total", "United Provinces", "All areas", "Total \\1", "Total, all ages", "  Total"])] + total, "derived", r.random() < 0.5)
            if r.random() < 0.2:
                s.gap()
        for i, (label, row) in enumerate(zip(labels, m.mark(body, 0.04 if not top_total else 0.0))):
            pad = r.choice(["  ", ". ", ""]) if top_total else ""
            s.put([pad + label + ("." * r.randint(3, 20) if r.random() < 0.1 else "")] + row, "data")
            if i % 5 == 4 and r.random() < 0.2 and i + 1 < len(labels):
                s.gap()
    else:
        kids = r.random() < 0.6
        for name in m.some(SECTION, sections):
            if s.line[-1] != "empty" and r.random() < 0.3:
                s.gap()
            s.put([name] if r.random() < 0.85 else ["", name], "group", r.random() < 0.6)
            if r.random() < 0.1:
                s.gap()
            labels = m.some(STUB if r.random() < 0.7 else AREAS, r.randint(3, 9))
            body = m.grid(len(labels), cols)
            if kids and r.random() < 0.7:
                s.put(["  Total"if r.random() < 0.5 else r.choice(["Total", "All types", "Total \\2"])] + add(body, cols), "derived", r.random() < 0.3)
            for label, row in zip(labels, body):
                s.put([("    " if kids else "") + label] + row, "data")
    s.close()
    m.notes(s, 1)
    return s


def series(m):
    """Years down the first column, with groups between them and footnote marks behind the years."""
    r, s = m.r, Sheet(m.r)
    cols = r.randint(2, 9)
    m.titles(s)
    s.open()
    m.heading(s, r.choice(["Year", "Period", "Census date", "Fiscal year", ""]), m.some(MEASURE, cols), r.choice([1, 2, 2, 3]))
    for g in range(r.choice([1, 1, 2, 3])):
        if g or r.random() < 0.3:
            s.put([m.r.choice(SECTION)] if r.random() < 0.7 else ["", m.r.choice(SECTION)], "group")
        y = r.randint(1900, 1990)
        rows = r.randint(5, 20)
        for i, row in enumerate(m.mark(m.grid(rows, cols))):
            label = y + i if r.random() > 0.1 else f"{y + i} \\{r.randint(1, 4)}"
            s.put([label] + row, "data")
            if i % 5 == 4 and r.random() < 0.3 and i + 1 < rows:
                s.gap()
    s.close()
    m.notes(s, 1)
    return s


def crosstab(m):
    """Places with their towns: the place in its first row only; subtotals with and without a label."""
    r, s = m.r, Sheet(m.r)
    cols = r.randint(2, 7)
    m.titles(s, most=2)
    s.open()
    m.heading(s, [r.choice(["State", "Province", "Region"]), r.choice(["City", "Agency", "Office"])], m.some(MEASURE, cols), r.choice([1, 1, 2]))
    everything, style = [], r.choice(["label", "label", "none", "no totals"])
    for area in m.some(AREAS, r.randint(2, 5)):
        body = m.grid(r.randint(2, 6), cols)
        everything += body
        for i, (town, row) in enumerate(zip(m.some(AREAS, len(body)), body)):
            s.put([area if i == 0 else "", town + " City"] + row, "data")
        if style == "label":
            s.put([r.choice([f"{area} Total", "Subtotal", f"Total {area}"]), ""] + add(body, cols), "derived", True)
        elif style == "none" and len(body) > 1:
            s.put(["", ""] + add(body, cols), "derived", r.random() < 0.5)
        if r.random() < 0.2:
            s.gap()
    if style != "no totals":
        while s.line[-1] == "empty":
            s.rows.pop()
            s.line.pop()
        s.put([r.choice(["Grand Total", "TOTAL", "Total"]), ""] + add(everything, cols), "derived", True)
    s.close()
    m.notes(s)
    return s


def international(m):
    """Exports of statistical offices: filters above, years across, several stub columns, numbered notes."""
    r, s = m.r, Sheet(m.r)
    cols = r.randint(3, 9)
    topic = r.choice(TOPIC)
    s.put([f"Table {r.randint(100, 500)}-{r.randint(1000, 9000)} {topic}, by sex, annual (number)"], "metadata")
    for x in m.some(["Geography=All provinces", "Sex=Both sexes", "Survey or program details:", "Frequency: annual", "Last updated 12.03.2010", "Unit: persons"], r.randint(0, 3)):
        s.put([x], "metadata")
    s.gap(r.choice([0, 1]))
    s.open()
    stubs = r.choice([1, 1, 2])
    heads = year_heads(m, cols) if r.random() < 0.7 else [f"{a} {y}" for y in (2008, 2009, 2010) for a in ("Q1", "Q2", "Q3", "Q4")][:cols]
    cols = len(heads)
    stub = m.some(["Geography", "Sex", "Age group", "Indicator", "Sector"], stubs) if r.random() < 0.7 else [""] * stubs
    kind = r.choice(["plain", "span", "units"])
    if kind == "span":
        s.put([""] * stubs + [r.choice(["Number of persons", "Persons", "Percentage", "Thousands"])], "header")
    s.put(stub + heads, "header")
    if kind == "units":
        s.put([""] * stubs + [r.choice(["thousands", "persons", "%"])], "header")
    labels = m.some(AREAS, r.randint(5, 25))
    body = m.grid(len(labels), cols)
    if r.random() < 0.5:
        s.put([r.choice(["Total", "Total, all provinces", "Whole country"])] + [""] * (stubs - 1) + add(body, cols), "derived")
    for i, (label, row) in enumerate(zip(labels, m.mark(body))):
        s.put([label] + [r.choice(["Males", "Females", "Total"]) for _ in range(stubs - 1)] + row, "data")
    s.close()
    s.gap(r.choice([0, 1]))
    for x in m.some(["Footnotes:", "Symbol legend:", ".. not available", "1. Includes persons not stated.", "2. Rates per 100,000.", "F too unreliable to be published"], r.randint(1, 5)):
        s.put([x], "notes")
    s.put([r.choice(["Source: National Statistics, table 105.", "Source of data: labour survey", "(accessed: March 2, 2010)"])], "notes")
    return s


def report(m):
    """A printed report: names and dates above, subtotals, pages with the heading again, a count at the end."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["Northwind Trading GmbH", "Acorn Supplies Ltd", "Delta Freight Inc."])], "metadata", True)
    s.put([r.choice(["Open Orders by Customer", "Aged Receivables", "Stock Movement", "Sales Journal"])], "metadata", True)
    if r.random() < 0.6:
        s.put([f"From 01/0{r.randint(1, 9)}/2009 to 31/12/2009"] + ([""] * 3 + ["Page 1"] if r.random() < 0.3 else []), "metadata")
    if r.random() < 0.7:
        s.gap()
    s.open()
    nums = r.randint(2, 4)
    head = ["Customer", "Order No", "Date"] + m.some(["Amount", "Tax", "Paid", "Balance", "Freight"], nums)
    s.put(head, "header", True)
    everything, page = [], r.random() < 0.4
    for who in m.some(PERSON, r.randint(2, 6)):
        body = m.grid(r.randint(2, 8), nums)
        everything += body
        for i, row in enumerate(body):
            s.put([who if i == 0 or r.random() < 0.3 else "", f"SO-{r.randint(1000, 9999)}", f"2009-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"] + row, "data")
        s.put([r.choice([f"Total for {who}", "Subtotal", f"{who} Total"]), "", ""] + add(body, nums), "derived", True)
        if page and r.random() < 0.5:
            s.put(head, "header", True)
    while s.line[-1] == "header":
        s.rows.pop()
        s.line.pop()
    s.put([r.choice(["Grand Total", "Report Total", "TOTAL"]), "", ""] + add(everything, nums), "derived", True)
    s.close()
    if r.random() < 0.6:
        s.gap(r.choice([0, 1]))
        s.put([r.choice([f"{len(everything)} rows selected.", f"({len(everything)} records)", "End of report", "*** End of Report ***", "Printed 03/01/2010 by adm"])], "notes")
    return s


def budget(m):
    """Income and spending as groups of accounts, months across, sums below, a net line."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["Annual Budget 2010", "Operating budget FY11", "Household budget"])], "metadata", True)
    if r.random() < 0.5:
        s.put([r.choice(["in EUR", "(in thousands)", "All amounts in USD", "Draft 3 - not approved"])], "metadata")
    s.gap(r.choice([0, 1, 1]))
    s.open()
    months = m.some([MONTH, MONTH[:6], ["Q1", "Q2", "Q3", "Q4"], ["Budget", "Actual", "Variance"]], 1)[0]
    total = r.random() < 0.6 and months[0] != "Budget"
    if r.random() < 0.3:
        s.put(["", r.choice(["2010", "FY 2011", "Plan"])], "header")
    s.put([r.choice(["", "Account", "Item", "Category"])] + months + (["Total"] if total else []), "header", True)
    parts = []
    for name, pool in (("Revenue", INCOME), ("Expenses", ACCOUNT)):
        s.put([r.choice([name, name.upper(), name + ":"])], "group", True)
        body = m.grid(r.randint(3, 8), len(months))
        for label, row in zip(m.some(pool, len(body)), body):
            s.put([r.choice(["  ", ""]) + label] + row + ([sum(row)] if total else []), "data")
        t = add(body, len(months))
        s.put([f"Total {name}"] + t + ([sum(t)] if total else []), "derived", True)
        parts.append(t)
        if r.random() < 0.6:
            s.gap()
    net = [a - b for a, b in zip(*parts)]
    s.put([r.choice(["Net income", "Surplus (deficit)", "Balance"])] + net + ([sum(net)] if total else []), "derived", True)
    s.close()
    m.notes(s) if r.random() < 0.3 else None
    return s


def lab(m):
    """A sample sheet: facts above, a heading with a row of units, means and deviations below."""
    r, s = m.r, Sheet(m.r)
    for k, v in m.some(["Sample;River mouth", "Analyst;K. Frei", "Date;2009-04-12", "Method;EN 872", "Batch;B-1127", "Instrument;ICP 4"], r.randint(1, 4)) and \
            [x.split(";") for x in m.some(["Sample;River mouth", "Analyst;K. Frei", "Date;2009-04-12", "Method;EN 872", "Batch;B-1127"], r.randint(1, 4))]:
        s.put([k + ":", v], "metadata")
    s.gap()
    s.open()
    what = m.some(ANALYTE, r.randint(4, 9))
    s.put([r.choice(["Sample", "Station", "Id"])] + what, "header", True)
    if r.random() < 0.7:
        s.put([""] + [r.choice(["mg/l", "ug/l", "NTU", "uS/cm"]) for _ in what], "header")
    body = m.grid(r.randint(5, 25), len(what))
    for i, row in enumerate(m.mark(body, 0.02)):
        s.put([f"S{i + 1:02d}"] + ["<0.5" if r.random() < 0.03 else v for v in row], "data")
    if r.random() < 0.8:
        if r.random() < 0.4:
            s.gap()
        s.put([r.choice(["Mean", "Average", "MEAN"])] + mean(body, len(what), 2), "derived", r.random() < 0.4)
        if r.random() < 0.5:
            s.put([r.choice(["Min", "Minimum"])] + [min(x[c] for x in body) for c in range(len(what))], "derived")
            s.put([r.choice(["Max", "Maximum"])] + [max(x[c] for x in body) for c in range(len(what))], "derived")
    s.close()
    if r.random() < 0.5:
        s.gap(r.choice([0, 1, 1]))
        s.put(["< below the limit of detection"], "notes")
    return s


def prices(m):
    """Articles under rows that name their category; no sums."""
    r, s = m.r, Sheet(m.r)
    if r.random() < 0.7:
        s.put([r.choice(["Price list spring 2010", "Wholesale prices, valid from May", "PRICE LIST"])], "metadata", True)
        s.gap(r.choice([0, 1, 1]))
    s.open()
    s.put(["Article", "Description", "Unit", "Price"] + (["Stock"] if r.random() < 0.4 else []), "header", True)
    wide = len(s.rows[-1])
    for g in m.some("Valves|Pumps|Hoses|Gauges|Fittings|Tools", r.randint(2, 5)):
        if r.random() < 0.25 and s.line[-1] != "header":
            s.gap()
        s.put([g], "group", True)
        for p in m.some(PRODUCT, r.randint(2, 9)):
            s.put([f"{r.choice('ABK')}{r.randint(100, 9999)}", p, r.choice(["pc", "m", "set"]), r.randint(90, 90000) / 100] + ([r.randint(0, 400)] if wide == 5 else []), "data")
    s.close()
    if r.random() < 0.5:
        s.gap(r.choice([0, 1]))
        s.put([r.choice(["All prices plus VAT.", "Prices subject to change without notice.", "Ask for quantities above 100."])], "notes")
    return s


def timesheet(m):
    """People by days: numbers as heads, a row of weekdays, sums below and at the right."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["Timesheet", "Hours worked", "Duty roster"])] + (["", r.choice(MONTH) + " 2010"] if r.random() < 0.4 else []), "metadata", True)
    s.gap(r.choice([0, 1, 1]))
    s.open()
    n = r.choice([7, 14, 28, 31])
    rows = [[r.choice(["Name", "Employee"])] + list(range(1, n + 1)) + ["Total"], [""] + [DAY[(i + 3) % 7] for i in range(n)] + [""]]
    for row in rows[:r.choice([1, 2, 2])]:
        s.put(row, "header", True)
    body = [[r.choice([8, 8, 7.5, 4, "", 0]) for _ in range(n)] for _ in range(r.randint(3, 20))]
    body = [row + [sum(v for v in row if v != "")] for row in body]
    for who, row in zip(m.some(PERSON, len(body)), body):
        s.put([who] + row, "data")
    if r.random() < 0.7:
        s.put([r.choice(["Total", "Sum", "Total hours"])] + add(body, n + 1), "derived", True)
    s.close()
    return s


def survey(m):
    """One question a table, stacked: answers with counts and shares, a base row."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["Customer survey 2010: results", "Staff questionnaire, tabulated"])], "metadata", True)
    s.gap()
    for q in range(r.randint(2, 5)):
        s.put([f"Q{q + 1}. " + r.choice(["How often do you visit?", "How satisfied are you with the service?", "Which of these do you use?", "Would you recommend us?"])], "metadata", r.random() < 0.5)
        if r.random() < 0.3:
            s.gap()
        s.open()
        s.put(["Answer" if r.random() < 0.5 else "", "Count", "Share"][:3] + ([] if r.random() < 0.6 else ["2009"]), "header", True)
        wide = len(s.rows[-1])
        answers = m.some("Always|Often|Sometimes|Rarely|Never|Do not know|Very satisfied|Satisfied|Neutral|Dissatisfied", r.randint(3, 6))
        count = [r.randint(4, 400) for _ in answers]
        for a, c in zip(answers, count):
            s.put([a, c, round(100 * c / sum(count), 1)] + [r.randint(3, 300)] * (wide - 3), "data")
        if r.random() < 0.7:
            s.put([r.choice(["Total", "Base", "All answers"]), sum(count), 100.0] + ([sum(row[3] for row in s.rows[-len(answers):])] if wide > 3 else []), "derived")
        s.close()
        s.gap(r.choice([1, 2]))
    s.gap()
    return s


def relation(m):
    """Plain records, with and without a heading, a line above or a count below."""
    r, s = m.r, Sheet(m.r)
    if r.random() < 0.3:
        s.put([r.choice(["Inventory export", "# generated 2010-05-01", "Report: contacts", "Customer list as of May"])], "metadata")
        if r.random() < 0.4:
            s.gap()
    s.open()
    cols = m.some(["id", "name", "town", "code", "qty", "price", "date", "status", "mail"], r.randint(3, 8))
    if r.random() < 0.85:
        s.put([c if r.random() < 0.9 else c.title() for c in cols], "header", r.random() < 0.7)
    at = r.randint(1, 4000)
    n = r.randint(4, 60)
    for i in range(n):
        make = {"id": at + i, "name": r.choice(PERSON), "town": r.choice(AREAS), "code": f"{r.choice('ABC')}-{r.randint(10, 999)}", "qty": r.randint(0, 60), "price": r.randint(99, 9999) / 100,
                "date": f"2010-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}", "status": r.choice(["open", "closed", "", "waiting"]), "mail": f"p{i}@mail.example"}
        s.put([make[c] for c in cols], "data")
    s.close()
    if r.random() < 0.25:
        s.gap(r.choice([0, 1]))
        s.put([r.choice([f"{n} records", f"({n} rows)", f"Total records: {n}"])], "notes")
    return s


def small(m, rows=None, cols=None):
    """A plain small table for layouts."""
    r, s = m.r, Sheet(m.r)
    cols = cols or r.randint(2, 5)
    rows = rows or r.randint(3, 14)
    s.open()
    text = r.choice(["person", "area", "product", "month"])
    pool = {"person": PERSON, "area": AREAS, "product": PRODUCT, "month": MONTH}[text]
    labels = pool[:rows] if text == "month" and rows <= 12 else m.some(pool if text != "month" else AREAS, rows)
    s.put([r.choice([text.title(), text.title(), "", "Item"])] + m.some(MEASURE, cols - 1), "header", r.random() < 0.8)
    body = m.grid(rows, cols - 1)
    for label, row in zip(labels, m.mark(body, 0.02)):
        s.put([label] + row, "data")
    if r.random() < 0.35:
        s.put(["Total"] + add(body, cols - 1), "derived", True)
    s.close()
    return s


def beside(m):
    """Two or three tables beside each other, of different height, sometimes the same heads."""
    r, s = m.r, Sheet(m.r)
    top = 0
    if r.random() < 0.5:
        s.put([r.choice(TOPIC)], "metadata")
        s.gap(r.choice([0, 1]))
        top = len(s.rows)
    left = r.choice([0, 0, 1])
    same = r.random() < 0.4
    rows, cols = r.randint(3, 12), r.randint(2, 4)
    for _ in range(r.choice([2, 2, 3])):
        t = small(m, rows if same else None, cols if same else None)
        s.stamp(t, top + (0 if r.random() < 0.8 else r.choice([0, 1, 2])), left)
        left += max(len(x) for x in t.rows) + r.choice([1, 1, 1, 2, 3])
    return s


def stacked(m):
    """Tables below each other, with and without titles, of the same and of other columns."""
    r, s = m.r, Sheet(m.r)
    left = r.choice([0, 0, 0, 1])
    for _ in range(r.randint(2, 4)):
        titled = r.random() < 0.5
        t = small(m)
        if titled:
            s.rows.append([""] * left + [r.choice(TOPIC) + r.choice(["", ", 2009", " (thousands)"])])
            if r.random() < 0.4:
                s.rows.append([])
        s.stamp(t, len(s.rows), left)
        for _ in range(r.choice([1, 1, 2, 3])):
            s.rows.append([])
    return s


def form(m):
    """An invoice: parties and numbers above, lines of goods, sums below at the right."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["INVOICE", "Purchase Order", "Delivery note"])], "metadata", True)
    s.gap(r.choice([0, 1]))
    for k, v in m.some([("Invoice no", "2010-118"), ("Date", "2010-03-04"), ("Customer", "Acorn Supplies Ltd"), ("Ship to", "12 Mill Lane"), ("Terms", "30 days")], r.randint(2, 4)):
        s.put([k + r.choice(["", ":"]), v], "metadata")
    s.gap(r.choice([1, 1, 2]))
    s.open()
    s.put(["Pos", "Article", "Qty", "Price", "Amount"], "header", True)
    lines = [[i + 1, p, r.randint(1, 40), r.randint(100, 9000) / 100] for i, p in enumerate(m.some(PRODUCT, r.randint(3, 14)))]
    for x in lines:
        x.append(round(x[2] * x[3], 2))
        s.put(x, "data")
    net = round(sum(x[4] for x in lines), 2)
    s.put(["", "", "", r.choice(["Total", "Subtotal", "Net"]), net], "derived", True)
    if r.random() < 0.5:
        s.put(["", "", "", "VAT 19%", round(net * 0.19, 2)], "derived")
        s.put(["", "", "", "Total due", round(net * 1.19, 2)], "derived", True)
    s.close()
    if r.random() < 0.5:
        s.gap()
        s.put([r.choice(["Thank you for your business", "Payable within 30 days without discount."])], "notes")
    return s


def beside_notes(m):
    """A table with remarks in a column of its own beside it, or helper cells of a chart below at the right."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(TOPIC)], "metadata")
    s.gap()
    t = small(m, r.randint(6, 16))
    s.stamp(t, len(s.rows), 0)
    wide = max(len(x) for x in t.rows)
    at = r.choice([1, 2])
    note = Sheet(r)
    for x in m.some("checked with sales|see mail of May 3|Tom to confirm|rate from last year|needs review", r.randint(1, 3)):
        note.put([x], "notes")
    s.stamp(note, 2 + r.randint(0, 3), wide + at)
    if r.random() < 0.4:
        helper = Sheet(r)
        for v in m.numbers(r.randint(1, 2)):
            helper.put([v], "notes")
        s.stamp(helper, len(s.rows) + 2, wide + at)
    return s


def season_report(m):
    """Finance pages: empty columns as spacing, sections parted by blank rows, ruled sums."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["Harbour Energy Partners", "Consolidated statement of income", "Gas desk - daily position"])], "metadata", True)
    s.put([r.choice(["(unaudited, in millions)", "Three months ended March 31"])], "metadata")
    s.gap()
    s.open()
    n = r.randint(2, 4)
    sp = r.random() < 0.5
    wide = lambda row: sum(([v, ""] for v in row), [])[:-1] if sp else row
    s.put([""] + ([""] if sp else []) + wide([2010 - i for i in range(n)]), "header", True)
    everything = []
    for sec in m.some("Revenues|Operating costs|Other items|Volumes", r.randint(2, 3)):
        s.put([sec], "group", r.random() < 0.5)
        body = m.grid(r.randint(2, 6), n)
        for label, row in zip(m.some(ACCOUNT + INCOME, len(body)), body):
            s.put(["  " + label] + ([""] if sp else []) + wide(row), "data")
        s.put(["Total " + sec.lower()] + ([""] if sp else []) + wide(add(body, n)), "derived")
        everything += body
        if r.random() < 0.6:
            s.gap()
    while s.line[-1] == "empty":
        s.rows.pop()
        s.line.pop()
    s.close()
    s.gap()
    s.put(["See accompanying notes."], "notes")
    return s


def cost_model(m):
    """A working sheet: an inputs block, a monthly table with its head in dates, a second one below with the same columns."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["Cost model v4", "Plant expansion", "Load forecast"])], "metadata", True)
    s.gap()
    for k, v in m.some([("Discount rate", 0.08), ("Start year", 2011), ("Unit cost", 12.5), ("Growth", 0.03)], r.randint(2, 3)):
        s.rows.append([k, v])
    s.rows.append([])
    n = r.randint(4, 10)
    for _ in range(r.choice([1, 2])):
        t = Sheet(r)
        t.open()
        t.put([r.choice(["Cash flow", "Volumes", "Costs", ""])] + [f"20{10 + i}-01-01" for i in range(n)], "header", True)
        body = m.grid(r.randint(3, 8), n)
        for label, row in zip(m.some(ACCOUNT, len(body)), body):
            t.put([label] + row, "data")
        t.put(["Total"] + add(body, n), "derived", True)
        t.close()
        s.stamp(t, len(s.rows), 0)
        s.rows += [[], []]
    s.line = [None] * len(s.rows)
    return s


def contacts(m):
    """All text: headings can only be told by their words or looks."""
    r, s = m.r, Sheet(m.r)
    if r.random() < 0.4:
        s.put([r.choice(["Members", "Distribution list", "On-call plan week 12"])], "metadata", True)
        s.gap(r.choice([0, 1]))
    s.open()
    heads = m.some(["Name", "Role", "Town", "Department", "Room", "Remarks"], r.randint(3, 5))
    s.put(heads, "header", r.random() < 0.8)
    for _ in range(r.randint(4, 25)):
        make = {"Name": r.choice(PERSON), "Role": r.choice(["Clerk", "Lead", "Engineer", "Nurse"]), "Town": r.choice(AREAS), "Department": r.choice(["Sales", "Research", "Support"]),
                "Room": f"{r.choice('ABC')}{r.randint(1, 400)}", "Remarks": r.choice(["", "", "part time", "on leave until June"])}
        s.put([make[h] for h in heads], "data")
    s.close()
    return s


def matrix(m):
    """Numbers as heads in both directions."""
    r, s = m.r, Sheet(m.r)
    if r.random() < 0.6:
        s.put([r.choice(["Distance between stations (km)", "Load factors by span and depth"])], "metadata")
        s.gap(r.choice([0, 1]))
    s.open()
    n = r.randint(4, 9)
    step = r.choice([5, 10, 100, 0.5])
    s.put([r.choice(["", "Span", "mm"])] + [step * (i + 1) for i in range(n)], "header", True)
    for i, row in enumerate([[round(r.uniform(0.1, 9), 3) for _ in range(n)] for _ in range(r.randint(4, 14))]):
        s.put([25 * (i + 1)] + row, "data")
    s.close()
    return s


EASY = [government, series, crosstab, international, report, budget, lab, prices, timesheet, survey, relation, beside, stacked, form, beside_notes, season_report, cost_model, contacts,
        matrix]
WEIGHT = {"government": 4, "series": 2}
