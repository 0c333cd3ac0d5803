"""Sheets as grids with the class of each row, and the parts that the genres of structgenres.py share."""
import random

AREAS = ("Alder Aldermoor Birchwood Blackfen Coldwater Copperhill Crestline Dunmore Eastvale Elmfield Fairhaven Fernley Glenrock Granville Harrow "
         "Hollins Ironbridge Juniper Kestrel Kingsport Lakemont Larkspur Marlow Millbrook Northgate Oakdale Otterburn Pinehurst Quarry Ridgeway "
         "Rosemount Saltash Seaford Silverton Stonebridge Sutton Thornbury Underhill Vale Westbrook Wexford Whitby Windmere Yarrow").split()
TOPIC = ("Vehicle Registrations|Hospital Admissions|Crop Production|School Enrollment|Household Income|Water Consumption|Retail Sales|"
         "Energy Use|Public Libraries|Road Accidents|Housing Starts|Population Change|Employment|Forest Area|Postal Deliveries|Air Traffic").split("|")
MEASURE = ("Number|Rate|Percent|Total|Median|Value|Area|Cost|Revenue|Employees|Payroll|Establishments|Shipments|Imports|Exports|Male|Female|Urban|"
           "Rural|Public|Private|Owner occupied|Renter|Full time|Part time|Average size|Per capita").split("|")
WRAP = ("Per square mile|of land area;Increase over|preceding year;Number of|establish-|ments;Annual|payroll|(mil. dol.);Average|weekly|hours;Children under|"
        "5 years old;Percent of|all households;Value of|shipments;Rate per|1,000 persons;Net|change;Gross|margin;Land in|farms;Less than|9 years").split(";")
SUPER = "Male|Female|Both sexes|Number|Percent distribution|Public sector|Private sector|Urban areas|Rural areas|Current prices|Constant prices|Full-time|Part-time".split("|")
SECTION = "NUMBER|PERCENT DISTRIBUTION|MALE|FEMALE|AGE|RACE AND ORIGIN|REGION|TYPE OF UNIT|INDUSTRY|HOUSEHOLD SIZE|VALUE (million dollars)|EDUCATION|Public|Private|Under contract".split("|")
STUB = ("Under 5 years|5 to 14 years|15 to 24 years|25 to 44 years|45 to 64 years|65 years and over|Manufacturing|Mining|Construction|Retail trade|"
        "Wholesale trade|Finance and insurance|Education services|Health care|Transportation|Utilities|Information|Agriculture, forestry, and fishing|"
        "Wheat|Barley|Oats|Corn for grain|Soybeans|Cotton|Rice|Less than $10,000|$10,000 to $24,999|$25,000 to $49,999|$50,000 and over|Elementary|"
        "Secondary|College|Passenger cars|Motorcycles|Trucks|Buses|Married|Widowed|Divorced|Never married|Owned|Rented|1 person|2 persons|3 persons|4 or more").split("|")
PERSON = [f"{a} {b}" for a in "Anna Ben Carla David Elif Farid Greta Hugo Ines Jonas Kira Liam Mona Nils Olga Paul".split() for b in "Berg Costa Diaz Evans Frei Kim Lopez Novak".split()]
PRODUCT = [f"{a} {b}" for a in "Steel Brass Copper Nylon Rubber Ceramic Carbon".split() for b in "valve,pump,seal,hose,gauge,clamp,bearing,relay".split(",")]
ANALYTE = "Nitrate Chloride Sulfate Lead Zinc Iron Sodium Calcium Potassium Turbidity pH Conductivity Ammonia Arsenic".split()
MONTH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DAY = "Mon Tue Wed Thu Fri Sat Sun".split()
ACCOUNT = "Salaries|Benefits|Travel|Rent|Insurance|Postage|Telephone|Software|Consulting|Training|Repairs|Advertising|Utilities|Supplies|Depreciation".split("|")
INCOME = "Sales|Services|Grants|Interest|Licences|Donations|Royalties|Fees".split("|")
CLOSE = ("Source: National Office of Records, annual report.|Source: Bureau of Regional Accounts, unpublished data.|SOURCE: Office for Water, Survey of Users, 2008.")


class Sheet:
    """A grid of cells with the class of each row, and the tables on it."""

    def __init__(self, r):
        self.r, self.rows, self.line, self.tables, self.bold, self.merge, self.fill = r, [], [], [], set(), [], set()
        self.start = None

    def put(self, cells, what, bold=False):
        self.rows.append(list(cells))
        self.line.append(what if any(c not in ("", None) for c in cells) else "empty")
        if bold:
            self.bold.add(len(self.rows))
        return self

    def gap(self, n=1):
        for _ in range(n):
            self.put([], "empty")

    def open(self):
        self.start = len(self.rows)

    def close(self):
        """The table is what stands since open(), but for its empty margins."""
        rows = [(i + 1, [c + 1 for c, v in enumerate(row) if v not in ("", None)]) for i, row in enumerate(self.rows) if i >= self.start]
        rows = [(i, c) for i, c in rows if c]
        head = sum(self.line[i - 1] == "header" for i, _ in rows)
        for i, _ in rows:  # a repeated heading is not the heading's depth
            if self.line[i - 1] == "data":
                head = sum(self.line[k - 1] == "header" for k, _ in rows if k < i)
                break
        self.tables.append({"top": rows[0][0], "left": min(min(c) for _, c in rows), "bottom": rows[-1][0],
                            "right": max(max(c) for _, c in rows), "header_rows": head})

    def stamp(self, other, top, left):
        """Places another sheet's cells with its upper left cell at top, left (0-based)."""
        while len(self.rows) < top + len(other.rows):
            self.rows.append([])
            self.line.append(None)
        for i, row in enumerate(other.rows):
            mine = self.rows[top + i]
            mine.extend([""] * (left + len(row) - len(mine)))
            for k, v in enumerate(row):
                if v not in ("", None):
                    mine[left + k] = v
        for t in other.tables:
            self.tables.append({**t, "top": t["top"] + top, "bottom": t["bottom"] + top, "left": t["left"] + left, "right": t["right"] + left})
        self.bold |= {b + top for b in other.bold}
        self.merge += [(a + top, b + left, c + top, d + left) for a, b, c, d in other.merge]
        self.line = [None] * len(self.rows)


# ---- parts that several genres use
class Make:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def some(self, pool, n):
        pool = pool.split("|") if isinstance(pool, str) else pool
        return self.r.sample(pool, min(n, len(pool))) if n <= len(pool) else [f"{self.r.choice(pool)} {i}" for i in range(n)]

    def numbers(self, n, scale=None, places=None):
        scale = scale or self.r.choice([9, 90, 900, 8000, 90000, 3e6])
        places = (0 if scale > 100 else self.r.choice([0, 1, 1, 2])) if places is None else places
        return [round(self.r.lognormvariate(0, 0.8) * scale, places) if places else int(self.r.lognormvariate(0, 0.8) * scale) + 1 for _ in range(n)]

    def grid(self, rows, cols):
        by_col = [self.numbers(rows) for _ in range(cols)]
        return [list(x) for x in zip(*by_col)]

    def mark(self, grid, share=0.04):
        """Marks for no value here and there."""
        mark = self.r.choice([["(NA)", "(X)", "-"], ["...", "-"], ["n/a"], ["(Z)", "(D)"], ["..", "F"], ["--"], [""], ["NA"], ["x"]])
        return [[self.r.choice(mark) if self.r.random() < share and not isinstance(v, str) else v for v in row] for row in grid]

    def titles(self, s, topic=None, most=3, col=0):
        r, topic = self.r, topic or self.r.choice(TOPIC)
        year = r.randint(1985, 2011)
        lines = [r.choice([f"Table {r.randint(1, 1400)}. {topic} by Type and Region: {year - 10} to {year}", f"{topic}, {year}", f"{topic.upper()} BY AREA",
                           f"TABLE {r.randint(1, 40)}: {topic}", f"No. {r.randint(1, 900)}. {topic} by Characteristic", f"Table {r.randint(1, 60)}"])]
        lines += r.sample([f"{topic} in the Northern Provinces", f"by Area and Quarter, {year - 5}-{year}", "(in thousands)", "[In thousands, except as indicated]",
                           f"[As of July 1. Covers persons 16 years old and over. See text, section {r.randint(2, 20)}, for the basis of the data]",
                           "[In millions of dollars (12,345 represents 12,345,000,000). Minus sign (-) indicates deficit]", f"Period: {year}", "Preliminary data"], r.randint(0, most - 1))
        for x in lines:
            s.put([""] * col + [x], "metadata", r.random() < 0.5)
            if r.random() < 0.15:
                s.gap()
        if r.random() < 0.6:
            s.gap(r.choice([1, 1, 2]))

    def notes(self, s, least=0):
        r = self.r
        lines = r.sample(["- Represents zero. NA Not available. X Not applicable.", "\\1 Includes other types not shown separately.", "1 Data revised since last issue.",
                          "\\2 See footnote 4, table 12.", "(1) Estimates, subject to change.", "* Provisional figures.", "Note: Figures may not add up due to rounding.",
                          "NOTE.- Because of rounding, shares may not add to 100.0.", "Z Less than half the unit of measure.", "Figures exclude the islands.",
                          "a Break in series.", "Footnotes:"], r.randint(least, 4))
        if r.random() < 0.8 or least:
            lines.append(r.choice(CLOSE.split("|")))
        if r.random() < 0.25:
            lines.append("http://www.records.example/tables/annual.htm")
        if lines and r.random() < 0.75:
            s.gap(r.choice([1, 1, 2]))
        for x in lines:
            s.put([x], "notes")
            if r.random() < 0.06:
                s.gap()

    def heading(self, s, stub, names, levels):
        """A heading of several rows: spans over names, or names that run over several rows."""
        r, n = self.r, len(names)
        stub = [stub] if isinstance(stub, str) else stub
        first = len(s.rows) + 1
        rows = []
        if levels == 1:
            rows = [stub + names]
        elif levels >= 2 and r.random() < 0.6:
            top, cuts, i = [""] * n, [], 0
            supers = self.some(SUPER, n)
            while i < n:
                k = min(n - i, r.choice([1, 2, 2, 3, 4]))
                if k > 1:
                    top[i] = supers[len(cuts)]
                    cuts.append((i, k))
                i += k
            if not cuts:
                top[0] = supers[0]
                cuts.append((0, n))
            rows = [([""] * len(stub)) + top, stub + names]
            alone = [i for i in range(n) if not any(a <= i < a + k for a, k in cuts)]
            if r.random() < 0.5:
                rows[0][:len(stub)], rows[1][:len(stub)] = stub, [""] * len(stub)
                for i in alone:
                    rows[0][len(stub) + i], rows[1][len(stub) + i] = names[i], ""
            if levels == 3:
                lead = [""] * n
                lead[0] = r.choice(TOPIC)
                rows.insert(0, [""] * len(stub) + lead) if r.random() < 0.6 else rows.append([""] * len(stub) + r.choices(["(1,000)", "(percent)", "(mil. dol.)", "(no.)"], k=n))
            if any(not any(v != "" for v in row) for row in rows):
                rows = [row for row in rows if any(v != "" for v in row)]
            for a, k in cuts:
                at = first + (1 if levels == 3 and rows[0][len(stub)] in TOPIC else 0)
                s.merge.append((at, len(stub) + a + 1, at, len(stub) + a + k))
        else:
            parts = []
            for name in names:
                if r.random() < 0.5:
                    p = r.choice(WRAP).split("|")[:levels]
                else:
                    p = [name]
                parts.append([""] * (levels - len(p)) + p if r.random() < 0.9 else p + [""] * (levels - len(p)))
            parts[0] = ([""] * levels + r.choice([w for w in WRAP if w.count("|") >= 1]).split("|"))[-levels:]
            depth = levels if all(any(p[k] for p in parts) for k in range(levels)) else 2
            parts = [p[-depth:] for p in parts]
            if not all(any(p[k] for p in parts) for k in range(depth)):
                parts[-1] = [r.choice(MEASURE) for _ in range(depth)]
            rows = [[""] * len(stub) + [p[k] for p in parts] for k in range(depth)]
            rows[r.choice([0, -1, depth // 2])][:len(stub)] = stub
        for row in rows:
            s.put(row, "header", r.random() < 0.9)

    def shown(self, v):
        return v


def add(rows, cols):
    out = []
    for c in range(cols):
        v = [row[c] for row in rows if isinstance(row[c], (int, float))]
        places = max([len(str(x).split(".")[1]) if isinstance(x, float) else 0 for x in v] or [0])
        out.append(round(sum(v), places) if places else (int(sum(v)) if v else 0))
    return out


def mean(rows, cols, places=1):
    return [round(sum(r[c] for r in rows) / len(rows), places) for c in range(cols)]
