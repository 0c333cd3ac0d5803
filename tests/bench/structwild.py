"""More genres for structgen.py: the rough ones, with several kinds of mess on one sheet."""
from structgenres import *


def abstract(m):
    """A yearbook table: headings in pieces over many rows, unit columns, columns of footnote marks, groups anywhere, regions over their states."""
    r, s = m.r, Sheet(m.r)
    cols = r.randint(2, 9)
    s.put([f"Table {r.randint(1, 1300)}. {r.choice(TOPIC)} by {r.choice(MEASURE)} and Area: {r.randint(1960, 1990)} to {r.randint(1991, 2009)}"], "metadata", True)
    if r.random() < 0.3:
        s.put(["", r.choice(TOPIC) + " -- Continued"], "metadata")
    if r.random() < 0.3:
        s.put([r.choice(["See notes.", "See Notes and Sources.", "[Go to source]", "Return to index"])], "metadata")
    if r.random() < 0.4:
        s.gap()
    if r.random() < 0.6:
        s.put(["[" + r.choice(["In thousands (23,456 represents 23,456,000), except percent. As of April 1. Excludes members of the guard; see text, this section", "In percent. Based on a sample",
                               "For fiscal years ending in year shown. Minus sign (-) indicates decrease", "Dollars in millions, rates per 1,000 population"]) + r.choice(["]", ".]", ""])], "metadata")
    s.gap(r.choice([0, 1, 1, 2]))
    unit = r.random() < 0.3
    marks = r.random() < 0.2
    stub_name = r.choice(["Area", "Item", "Type of service", "Characteristic", "Region and\nprovince", "Commodity", ""])
    lead = 1 + unit
    s.open()
    depth = r.choice([1, 2, 2, 3, 4])
    years = r.random() < 0.4
    last = year_heads(m, cols) if years else m.some(MEASURE, cols)
    rows = [[""] * (lead + cols) for _ in range(depth)]
    for c in range(cols):
        if years:
            rows[depth - 1][lead + c] = last[c]
            continue
        word = (r.choice(WRAP).split("|") if depth > 1 and r.random() < 0.6 else [last[c]])[-depth:]
        at = depth - len(word) if r.random() < 0.85 else 0
        for k, part in enumerate(word):
            rows[at + k][lead + c] = part
    if depth > 1:
        for k in range(depth - 1):
            if not any(rows[k][lead:]) or r.random() < 0.4:
                c = r.randrange(cols)
                rows[k][lead + c] = rows[k][lead + c] or r.choice(SUPER)
    where = r.choice([0, depth - 1, depth // 2])
    rows[where][0] = stub_name
    if unit:
        rows[where][1] = "Unit"
    if not any(rows[depth - 1]):
        rows[depth - 1][lead] = last[0]
    for row in rows:
        s.put(row, "header", r.random() < 0.8)
    if r.random() < 0.3:
        s.gap(r.choice([1, 1, 2]))

    def line(label, values, what):
        s.put([label] + ([r.choice(["1,000", "Number", "Mil. dol.", "Percent", "..do..."])] if unit else []) + values, what)

    style = r.choice(["regions", "regions", "groups", "groups", "plain"])
    if style == "regions":
        regions = m.some("Northeast|Midwest|South|West|Coast|Highlands", r.randint(2, 4))
        bodies = [m.grid(r.randint(2, 7), cols) for _ in regions]
        subtotal = r.random() < 0.7
        if r.random() < 0.75:
            line(r.choice(["United Provinces", "Total", "All areas \\1", "  Total"]), add(sum(bodies, []), cols), "derived")
            if r.random() < 0.3:
                s.gap()
        for name, body in zip(regions, bodies):
            if subtotal:
                line(name, add(body, cols), "derived")
            else:
                s.put([name + r.choice(["", ":"])], "group")
            for label, row in zip(m.some(AREAS, len(body)), body if subtotal else m.mark(body)):
                line(r.choice(["  ", "    "]) + label + ("..." if r.random() < 0.2 else ""), row, "data")
            if r.random() < 0.15 and name != regions[-1]:
                s.gap()
    elif style == "groups":
        middle = r.choice([0, 0, 1, lead, lead + cols // 2])
        for g in range(r.randint(2, 4)):
            s.put([""] * middle + [r.choice(SECTION)], "group", r.random() < 0.5)
            if r.random() < 0.3:
                s.gap()
            for label, row in zip(m.some(STUB, 7), m.mark(m.grid(r.randint(3, 7), cols), 0.06)):
                line(label, row, "data")
            if r.random() < 0.4 and g < 1:
                s.gap(r.choice([1, 2]))
        while s.line[-1] == "empty":
            s.rows.pop()
            s.line.pop()
    else:
        body = m.mark(m.grid(r.randint(8, 40), cols), 0.08)
        for i, (label, row) in enumerate(zip(m.some(AREAS + STUB, len(body)), body)):
            line(label, row, "data")
            if i % 5 == 4 and r.random() < 0.3 and i + 1 < len(body):
                s.gap()
    if marks:
        for i, what in enumerate(s.line):
            if what == "data" and r.random() < 0.3:
                s.rows[i] = s.rows[i] + [""] * (lead + cols - len(s.rows[i])) + [f"\\{r.randint(1, 4)}"]
    s.close()
    s.gap(r.choice([0, 1, 1, 2]))
    for x in m.some(["- Represents or rounds to zero.", "NA Not available.", "X Not applicable.", "B Base figure too small to meet standards.", "\\1 Includes other races, not shown separately.",
                     "\\2 Data not comparable with earlier years.", "\\3 Persons 25 years old and over.", "FOOTNOTES", "[See text, section 3]"], r.randint(1, 5)):
        s.put([x], "notes")
        if r.random() < 0.1:
            s.gap()
    s.put([r.choice(["Source: Office of Records, Current Reports, P-60.", "Source: Board of Trade, monthly."])], "notes")
    if r.random() < 0.3:
        s.gap(r.choice([0, 1]))
        s.put(["http://www.records.example/prod/www/index.html"], "notes")
    return s


def crime(m):
    """One heading row with line ends in its cells, places with years under them, changes in percent, remarks as numbered lines."""
    r, s = m.r, Sheet(m.r)
    s.put([f"Table {r.randint(1, 80)}"], "metadata", True)
    s.put([r.choice(["Incidents", "Offences known to the police", "Full-time employees"])], "metadata", True)
    s.put([r.choice(["by Area and Type, 2008-2009", "by State, 2009"])], "metadata") if r.random() < 0.8 else None
    s.open()
    cols = r.randint(3, 9)
    heads = m.some(["Violent\ncrime", "Property\ncrime", "Larceny-\ntheft", "Rate per\n100,000", "Population1", "Motor\nvehicle\ntheft", "Arson2", "Total\nemployees", "Percent\ncleared", "Burglary"], cols)
    how = r.choice(["years", "cities", "flat"])
    s.put(["Area", "Year"] + heads if how == "years" else ["State", "City"] + heads if how == "cities" else ["City"] + heads, "header", True)
    if how == "years":
        for area in ["National Total1"] + m.some(AREAS, r.randint(2, 7)):
            a, b = m.numbers(cols, 9000, 0), m.numbers(cols, 9000, 0)
            s.put([area, 2008] + a, "data")
            s.put(["", 2009] + b, "data")
            s.put(["", "Percent change"] + [round((y - x) / x * 100, 1) for x, y in zip(a, b)], "derived")
    elif how == "cities":
        for area in m.some(AREAS, r.randint(2, 6)):
            body = m.grid(r.randint(2, 9), cols)
            for i, row in enumerate(m.mark(body, 0.05)):
                s.put([area.upper() if i == 0 else "", r.choice(AREAS) + r.choice(["", "1", "2, 3"])] + row, "data")
    else:
        body = m.grid(r.randint(10, 40), cols)
        if r.random() < 0.6:
            s.put(["Total"] + add(body, cols), "derived")
        for label, row in zip(m.some(AREAS, len(body)), m.mark(body, 0)):
            s.put([label] + row, "data")
    s.close()
    for x in m.some(["1 Populations are estimates as of July 1.", "2 Does not include arson.", "3 Limited data were available.", "* Less than one-tenth of 1 percent.", "NOTE: Sufficient data are not available."], r.randint(1, 4)):
        s.put([x], "notes")
    return s


def desk(m):
    """A trader's or planner's page: title in the middle, tables of differing columns stacked, sums parted by a blank row, remarks anywhere."""
    r, s = m.r, Sheet(m.r)
    if r.random() < 0.8:
        s.rows.append([""] * r.choice([0, 0, 2, 3]) + [r.choice(["DAILY POSITION REPORT", "Desk summary", "Curve as of close", "West region"])])
        if r.random() < 0.4:
            s.rows.append([""] * r.choice([0, 2]) + [r.choice(["12/04/2001", "Prepared by T. Novak", "($ in thousands)"])])
        s.rows += [[] for _ in range(r.choice([0, 1, 1, 2]))]
    for k in range(r.randint(1, 3)):
        t, cols = Sheet(r), r.randint(2, 6)
        t.open()
        stub = r.choice([["Deal", "Counterparty"], ["Month"], ["Book"], ["Plant", "Unit"], [""]])
        t.put(stub + m.some(["Volume", "Price", "MTM", "Delta", "Position", "P&L", "Bid", "Ask", "Hours"], cols), "header", r.random() < 0.6)
        body = m.mark(m.grid(r.randint(3, 12), cols), r.choice([0.02, 0.3]))
        for i, row in enumerate(body):
            lab = {"Deal": f"N{r.randint(1000, 9999)}.1", "Month": f"{MONTH[i % 12]}-0{r.randint(1, 3)}", "Book": f"Book {i + 1}", "Plant": r.choice(AREAS), "": r.choice(PRODUCT)}[stub[0]]
            t.put([lab] + [r.choice(PERSON)] * (len(stub) - 1) + row, "data")
        if r.random() < 0.5:
            if r.random() < 0.3:
                t.gap()
            t.put([r.choice(["Total", ""])] + [""] * (len(stub) - 1) + add([[x if isinstance(x, (int, float)) else 0 for x in row] for row in body], cols), "derived", True)
        t.close()
        s.stamp(t, len(s.rows), 0)
        s.rows += [[] for _ in range(r.choice([1, 1, 2, 3]))]
        if r.random() < 0.3:
            s.rows.append([r.choice(["Note: prices from broker quotes.", "* excludes options", "Check with Risk before use"])])
            s.rows.append([])
    s.line = [None] * len(s.rows)
    return s


def roster(m):
    """Days across, names down, most cells empty; a legend below."""
    r, s = m.r, Sheet(m.r)
    s.put([r.choice(["Roster week 14", "Class schedule fall", "Room bookings"])], "metadata", True)
    s.gap(r.choice([0, 1]))
    s.open()
    days = DAY[:r.choice([5, 7])]
    s.put([r.choice(["", "Name", "Time"])] + days, "header", True)
    times = r.random() < 0.5
    for i in range(r.randint(5, 14)):
        s.put([f"{8 + i}:00" if times else PERSON[i * 3]] + [r.choice(["", "", "", "early", "late", "Math 101", "off"]) for _ in days], "data")
    s.close()
    if r.random() < 0.4:
        s.gap()
        for x in ("early = 6 to 14", "late = 14 to 22"):
            s.put([x], "notes")
    return s


def listing(m):
    """Lists of two or three columns under titles, one below the other, adjoining their titles."""
    r, s = m.r, Sheet(m.r)
    for _ in range(r.randint(1, 3)):
        s.rows.append([r.choice(TOPIC) + r.choice(["", " by area", " 2008"])])
        t = Sheet(r)
        t.open()
        n = r.choice([2, 2, 3])
        t.put(["Area", r.choice(["Count", "Value", "Share"]), "Rank"][:n], "header", r.random() < 0.5)
        for i, a in enumerate(m.some(AREAS, r.randint(3, 15))):
            t.put([a, r.randint(1, 900), i + 1][:n], "data")
        t.close()
        s.stamp(t, len(s.rows), 0)
        s.rows += [[] for _ in range(r.choice([1, 2, 2]))]
    s.line = [None] * len(s.rows)
    return s


def export(m):
    """What programs write: lines about the export, a heading with or without units, records with holes, a line at the end."""
    r, s = m.r, Sheet(m.r)
    kind = r.choice(["none", "none", "comment", "facts", "title"])
    if kind == "comment":
        for x in m.some(["# exported by logger 2.1", "# station 14", "#", "# columns as configured"], r.randint(1, 3)):
            s.put([x], "metadata")
    elif kind == "facts":
        for k, v in m.some([("Station", "Mill Creek"), ("Serial number", "SN-20114"), ("Interval", "60"), ("Logger", "X2"), ("Operator:", "kf")], r.randint(2, 4)):
            s.put([k, v], "metadata")
        s.gap(r.choice([0, 1, 1]))
    elif kind == "title":
        s.put([r.choice(["Measurements", "All open tickets", "Query result"])], "metadata")
        s.gap(r.choice([0, 1]))
    s.open()
    cols = m.some(["Temp", "Humidity", "Pressure", "Wind", "Flow", "Level", "Battery", "Rain"], r.randint(2, 7))
    stamp = r.choice([["Date", "Time"], ["Timestamp"], ["No", "Timestamp"], ["id"]])
    if r.random() < 0.9:
        s.put(stamp + cols, "header")
        if r.random() < 0.35:
            s.put([r.choice(["", "yyyy-mm-dd", "-"])] + [""] * (len(stamp) - 1) + [r.choice(["degC", "%", "hPa", "m/s", "l/s", "V", "mm"]) for _ in cols], "header")
    n = r.randint(4, 60)
    for i in range(n):
        when = {"Date": f"2009-03-{1 + i % 28:02d}", "Time": f"{i % 24:02d}:00", "Timestamp": f"2009-03-{1 + i % 28:02d} {i % 24:02d}:00:00", "No": i + 1, "id": 1000 + i}
        s.put([when[k] for k in stamp] + [r.choice([round(r.uniform(-5, 900), 1)] * 9 + ["", "NaN"]) for _ in cols], "data")
    s.close()
    if r.random() < 0.2:
        s.gap(r.choice([0, 1]))
        s.put([r.choice([f"{n} rows selected", "-- end of file --", "# eof"])], "notes")
    return s


def board(m):
    """Small tables in two columns of the page, each under its title, with differing heights, and facts beside them."""
    r, s = m.r, Sheet(m.r)
    tall = 0
    width = 0
    for col in range(2):
        row, widest = 0, 0
        for _ in range(r.randint(1, 3)):
            t = small(m, r.randint(3, 8), r.randint(2, 4))
            if r.random() < 0.6:
                while len(s.rows) <= row:
                    s.rows.append([])
                s.rows[row] += [""] * (width + 1 - len(s.rows[row]))
                s.rows[row][width] = r.choice(TOPIC)
                row += r.choice([1, 1, 2])
            s.stamp(t, row, width)
            row += len(t.rows) + r.choice([1, 2, 2])
            widest = max(widest, max(len(x) for x in t.rows))
        width += widest + r.choice([1, 1, 2])
        tall = max(tall, row)
    s.tables.sort(key=lambda t: (t["top"], t["left"]))
    s.line = [None] * len(s.rows)
    return s


WILD = [abstract, crime, desk, roster, listing, export, board]
WEIGHT["abstract"] = 4
