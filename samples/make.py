#!/usr/bin/python3
"""Makes the samples: odd files, as clients send them, each with the tidy table that is wanted of it.

  /usr/bin/python3 samples/make.py [DIR]      writes into DIR, default: the folder of this script

Every file and its NAME.tidy.csv come from the same rows below, so a value changed here changes
both. The bytes do not depend on the day: fixed dates in the workbooks, a seeded generator. Needs
openpyxl for the workbooks. The notes NAME.md are written by hand.
"""
import csv
import datetime
import io
import os
import random
import re
import sys
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
BOLD = Font(bold=True)
GREY = Font(color="FF808080", italic=True)
HEAD = PatternFill("solid", fgColor="FFDDE6F0")
LINE = Border(top=Side(style="thin"))


def put(name, text, encoding="utf-8", newline="\r\n"):
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(text.replace("\n", newline).encode(encoding))


def lines(rows, delimiter):
    """Rows as people's exports write them: quotes only where needed."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def tidy(name, header, rows):
    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    w.writerow(header)
    w.writerows([["" if v is None else plain(v) for v in r] for r in rows])
    put(name + ".tidy.csv", out.getvalue(), newline="\n")


def plain(v):
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, float):
        return repr(v)[:-2] if v == int(v) else repr(v)
    return str(v)


def save(wb, name):
    """A workbook whose bytes depend on its content only."""
    raw = io.BytesIO()
    wb.save(raw)
    with zipfile.ZipFile(raw) as src, zipfile.ZipFile(os.path.join(OUT, name), "w") as dst:
        for item in src.infolist():
            data = src.read(item)
            if item.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-15T08:00:00Z", data)
            info = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            dst.writestr(info, data)


def book(*titles):
    wb = Workbook()
    wb.remove(wb.active)
    return (wb, *[wb.create_sheet(t) for t in titles])


def german(v):
    """1234.5 -> 1.234,50"""
    return f"{v:,.2f}".translate(str.maketrans(",.", ".,"))


def unpivot(header, rows, ids, names_to, values_to, keep_empty=True, rename=None):
    """The order of fettle's unpivot: column by column, then row by row."""
    out = []
    for c in range(ids, len(header)):
        for r in rows:
            if keep_empty or r[c] is not None:
                out.append(list(r[:ids]) + [(rename or (lambda x: x))(header[c]), r[c]])
    return list(header[:ids]) + [names_to, values_to], out


# ---- acme: banner, two-row merged header, subtotals, footnote; twice, as workbook and as CSV

def acme():
    people = [
        ("München", "00037", [(152.5, 4575.0), (148.0, 4440.0), (160.25, 4807.5)], True, "ok; geprüft"),
        ("München", "00074", [(80.0, 2240.0), (76.5, 2142.0), None], False, None),
        ("München", "00111", [(120.0, 3720.0), (118.75, 3681.25), (124.0, 3844.0)], False, None),
        ("Köln", "00222", [(141.0, 3807.0), (139.5, 3766.5), (150.0, 4050.0)], True, "Teilzeit ab April"),
        ("Köln", "00259", [None, (96.0, 2688.0), (101.5, 2842.0)], False, "neu seit Februar"),
        ("Leipzig", "00301", [(158.0, 4108.0), (151.0, 3926.0), (162.0, 4212.0)], False, None),
        ("Leipzig", "00338", [(60.5, 1512.5), (62.0, 1550.0), (58.25, 1456.25)], True, None),
    ]
    months = ["Januar", "Februar", "März"]
    top = ["Filiale", "Personal-Nr.", *[x for m in months for x in (m, "")], "geprüft", "Bemerkung"]
    low = ["", "", *["Stunden", "Kosten EUR"] * 3, "", ""]
    sites = list(dict.fromkeys(p[0] for p in people))

    want = []
    for site, nr, hours, checked, note in people:
        for m, pair in zip(months, hours):
            want.append([site, nr, checked, note, m, *(pair or (None, None))])
    written = [[*w[:5], *[None if v is None else f"{v:.2f}" for v in w[5:]]] for w in want]
    header = ["Filiale", "Personal-Nr.", "geprüft", "Bemerkung", "month", "Stunden", "Kosten EUR"]

    def total(rows):
        return [sum(r[2][m][i] for r in rows if r[2][m]) for m in range(3) for i in range(2)]

    # the CSV: cp1252, decimal commas, n/a for what is missing
    rows = [["Acme Versorgung GmbH - Schichtbericht"], ["Stand: 31.03.2026; vorläufig"], [], top, low]
    for site in sites:
        mine = [p for p in people if p[0] == site]
        for i, (s, nr, hours, checked, note) in enumerate(mine):
            cells = [x for h in hours for x in ((german(h[0]), german(h[1])) if h else ("n/a", "-"))]
            rows.append([s if i == 0 else "", nr, *cells, "ja" if checked else "nein", note or ""])
        rows.append(["Summe " + site, "", *[german(x) for x in total(mine)], "", ""])
    rows += [["Gesamt", "", *[german(x) for x in total(people)], "", ""], [],
             ["* vorläufige Werte, Quelle: Zeiterfassung"]]
    put("acme_hours_cp1252.csv", lines(rows, ";"), "cp1252")
    tidy("acme_hours_cp1252", header, written)

    # the workbook: real numbers, merged cells, formulas in the totals
    wb, ws = book("Schichten")
    ws["A1"] = "Acme Versorgung GmbH"
    ws["A1"].font = Font(bold=True, size=14)
    ws["A2"] = "Schichtbericht, Stand: 31.03.2026"
    ws["A2"].font = GREY
    for c, (a, b) in enumerate(zip(top, low), 1):
        ws.cell(4, c, a or None)
        ws.cell(5, c, b or None)
        for r in (4, 5):
            ws.cell(r, c).font = BOLD
            ws.cell(r, c).fill = HEAD
            ws.cell(r, c).alignment = Alignment(horizontal="center")
    for c in (3, 5, 7):
        ws.merge_cells(start_row=4, end_row=4, start_column=c, end_column=c + 1)
    for c in (1, 2, 9, 10):
        ws.merge_cells(start_row=4, end_row=5, start_column=c, end_column=c)
    r = 6
    for site in sites:
        mine, first = [p for p in people if p[0] == site], r
        for s, nr, hours, checked, note in mine:
            ws.cell(r, 1, s if r == first else None)
            ws.cell(r, 2, nr)
            for m, h in enumerate(hours):
                ws.cell(r, 3 + 2 * m, h[0] if h else "n/a")
                ws.cell(r, 4 + 2 * m, h[1] if h else "-").number_format = "#,##0.00"
            ws.cell(r, 9, "ja" if checked else "nein")
            ws.cell(r, 10, note)
            r += 1
        if len(mine) > 1:
            ws.merge_cells(start_row=first, end_row=r - 1, start_column=1, end_column=1)
        totals(ws, r, "Summe " + site, total(mine))
        r += 1
    totals(ws, r, "Gesamt", total(people))
    ws.cell(r + 2, 1, "* vorläufige Werte, Quelle: Zeiterfassung").font = GREY
    ws.column_dimensions["A"].width = 18
    ws.freeze_panes = "A6"
    save(wb, "acme_hours.xlsx")
    tidy("acme_hours", header, want)


def totals(ws, r, label, values):
    ws.cell(r, 1, label)
    for c, v in enumerate(values, 3):
        ws.cell(r, c, v).number_format = "#,##0.00"
    for c in range(1, 11):
        ws.cell(r, c).font = BOLD
        ws.cell(r, c).border = LINE


# ---- the two-month pair: same client, same layout, headers roll with the month

def northlight():
    staff = [("N-104", "Ida Lund", "Warehouse"), ("N-117", "Per Aas", "Warehouse"), ("N-121", "Mona Bech", "Office"),
             ("N-130", "Jon Vik", "Transport"), ("N-133", "Siri Dahl", "Transport"), ("N-140", "Tor Moe", "Office")]
    rnd = random.Random(11)
    for last in (2, 3):
        month = [f"2026_{last - 1:02d}", f"2026_{last:02d}"]
        header = ["Staff no", "Name", "Team", *["hours_" + m for m in month], *["cost_" + m for m in month]]
        people = staff if last == 2 else staff[:5] + [("N-151", "Eva Rud", "Warehouse"), ("N-152", "Nils Ek", "Office")]
        wb, ws = book("Hours")
        ws["A1"] = "Northlight Logistics AS"
        ws["A1"].font = Font(bold=True, size=14)
        ws["A2"] = f"Hours and cost to {month[-1].replace('_', '-')}, internal"
        ws["A2"].font = GREY
        for c, h in enumerate(header, 1):
            ws.cell(4, c, h).font = BOLD
            ws.cell(4, c).fill = HEAD
        want, r, grand = [], 5, [0.0] * 4
        for p in people:
            hours = [round(rnd.uniform(60, 165) * 4) / 4 for _ in month]
            cost = [round(h * rnd.choice((298.0, 312.5, 340.0)), 2) for h in hours]
            for c, v in enumerate([*p, *hours, *cost], 1):
                ws.cell(r, c, v)
                if c > 5:
                    ws.cell(r, c).number_format = '#,##0.00 "kr"'
            grand = [a + b for a, b in zip(grand, hours + cost)]
            want += [[*p, m, h, k] for m, h, k in zip(month, hours, cost)]
            r += 1
        ws.cell(r, 1, "Total").font = BOLD
        for c, v in enumerate(grand, 4):
            ws.cell(r, c, round(v, 2)).font = BOLD
        save(wb, f"northlight_hours_2026_{last:02d}.xlsx")
        tidy(f"northlight_hours_2026_{last:02d}", ["Staff no", "Name", "Team", "month", "hours", "cost"], want)


# ---- months across

def months_across():
    rnd = random.Random(3)
    header = ["Region", "Product", *MONTHS]
    rows = [[reg, prod, *[rnd.randint(80, 2400) for _ in MONTHS]]
            for reg in ("North", "South", "East", "West") for prod in ("Filters", "Pumps", "Valves")]
    put("months_across.csv", lines([header] + rows, ","))
    tidy("months_across", *unpivot(header, rows, 2, "month", "value"))


def years_across():
    rnd = random.Random(8)
    header = ["Provincia", "Indicador", "2021", "2022", "2023", "2024", "2025"]
    rows = [[p, i, *[None if rnd.random() < .12 else f"{rnd.uniform(1, 90):.1f}" for _ in range(5)]]
            for p in ("Sevilla", "Málaga", "Córdoba", "Cádiz") for i in ("Paro %", "Ocupación %")]
    text = [header] + [[*r[:2], *[".." if v is None else v.replace(".", ",") for v in r[2:]]] for r in rows]
    text = [["Encuesta de población activa - resultados por provincia"], []] + text
    text += [[], ["Fuente: elaboración propia. (..) dato no disponible"]]
    put("years_across.csv", lines(text, ";"), "cp1252")
    tidy("years_across", *unpivot(header, rows, 2, "year", "value"))


# ---- titles between the rows

def subtitle_rows():
    groups = {
        "Fruits et légumes": [("4012", "Pommes Gala 1 kg", 2.45, 140), ("4087", "Tomates grappe", 3.1, 88),
                              ("4094", "Carottes botte", 1.95, 61)],
        "Crèmerie": [("5110", "Beurre doux 250 g", 2.89, 210), ("5127", "Crème fraîche 30 %", 1.75, 96)],
        "Boulangerie": [("6003", "Baguette tradition", 1.2, 540), ("6011", "Pain complet", 2.6, 75),
                        ("6020", "Brioche tressée", 4.15, 32)],
    }
    header = ["Code", "Article", "Prix", "Quantité"]
    rows, want = [header], []
    for title, items in groups.items():
        rows.append([title, "", "", ""])
        for code, name, price, n in items:
            rows.append([code, name, f"{price:.2f}".replace(".", ","), n])
            want.append([title, code, name, f"{price:.2f}", n])
    put("subtitle_rows.csv", lines(rows, ";"))
    tidy("subtitle_rows", ["group", *header], want)


# ---- one record is a block of rows

def key_value_blocks():
    people = [("Ana Ribeiro", "Finance", "ana@clinica.example", "+351 210 000 101"),
              ("Rui Matos", "Nursing", "rui@clinica.example", "+351 210 000 117"),
              ("Inês Prado", "Pharmacy", "ines@clinica.example", "+351 210 000 124"),
              ("Tiago Melo", "IT", "tiago@clinica.example", "+351 210 000 139"),
              ("Marta Pires", "Nursing", "marta@clinica.example", "+351 210 000 142")]
    header = ["Name", "Department", "E-mail", "Phone"]
    put("key_value_blocks.csv", lines([[k, v] for p in people for k, v in zip(header, p)], ","))
    tidy("key_value_blocks", header, people)


# ---- two tables in one sheet, one below the other

def two_tables():
    depots = [("Hull", "HU", 34, 128500.0), ("Leeds", "LS", 58, 240150.0), ("York", "YO", 21, 90325.5),
              ("Whitby", "WH", 9, 30500.0)]
    rates = [("Driver", datetime.date(2026, 1, 1), 17.5, 0.25), ("Loader", datetime.date(2026, 1, 1), 14.2, 0.2),
             ("Planner", datetime.date(2026, 3, 1), 21.0, 0.15)]
    wb, ws = book("Summary")
    ws.append(["Depot", "Code", "Vehicles", "Budget GBP"])
    for d in depots:
        ws.append(d)
    ws.append([])
    ws.append([])
    ws.append(["Grade", "Valid from", "Rate", "Overtime uplift"])
    for g in rates:
        ws.append(g)
    for c in range(1, 5):
        ws.cell(1, c).font = ws.cell(8, c).font = BOLD
        ws.cell(1, c).fill = ws.cell(8, c).fill = HEAD
    for r in range(2, 6):
        ws.cell(r, 4).number_format = "#,##0.00"
    for r in range(9, 12):
        ws.cell(r, 2).number_format = "dd/mm/yyyy"
        ws.cell(r, 4).number_format = "0%"
    save(wb, "two_tables.xlsx")
    tidy("two_tables", ["Depot", "Code", "Vehicles", "Budget GBP"], depots)
    tidy("two_tables.2", ["Grade", "Valid from", "Rate", "Overtime uplift"], rates)


def side_by_side():
    left = [("A-1", "Desk lamp", 24), ("A-2", "Monitor arm", 11), ("A-3", "Foot rest", 7), ("A-4", "Cable tray", 40)]
    right = [("Bergen", "Kaj Holm"), ("Oslo", "Liv Strand"), ("Tromsø", "Ola Nes")]
    wb, ws = book("Lists")
    ws.append(["Item", "Description", "Stock", None, "Store", "Contact"])
    for i, item in enumerate(left):
        ws.append([*item, None, *(right[i] if i < len(right) else ())])
    for c in (1, 2, 3, 5, 6):
        ws.cell(1, c).font = BOLD
    save(wb, "side_by_side.xlsx")
    tidy("side_by_side", ["Item", "Description", "Stock"], left)
    tidy("side_by_side.2", ["Store", "Contact"], right)


# ---- fields run down, records run across

def transposed():
    fields = ["Site", "Opened", "Beds", "Manager", "Occupancy"]
    sites = [("Alster", "1998-04-01", 120, "K. Brandt", 0.91), ("Elbe", "2004-09-15", 86, "S. Yildiz", 0.88),
             ("Bille", "2011-02-01", 64, "T. Novak", 0.95), ("Dove", "2019-06-17", 40, "A. Rossi", 0.79)]
    put("transposed.csv", lines([[f, *[plain(s[i]) for s in sites]] for i, f in enumerate(fields)], ","))
    tidy("transposed", fields, sites)


# ---- several values in one cell

def composite_cells():
    rows = [("C-01", "Atlas Bau", "Berlin", ["electrical", "heating"]), ("C-02", "Nova Tech", "Wien", ["cabling"]),
            ("C-03", "Helios", "Graz", ["solar", "heating", "storage"]), ("C-04", "Baltic Works", "Riga", []),
            ("C-05", "Orient Lift", "Linz", ["elevators", "electrical"]), ("C-06", "Kubus", "Bern", ["roofing", "solar"])]
    header = ["Contractor", "Company", "City", "Trades"]
    put("composite_cells.csv", lines([header] + [[*r[:3], "; ".join(r[3])] for r in rows], ","))
    tidy("composite_cells", header, [[*r[:3], t] for r in rows for t in (r[3] or [None])])


# ---- how the bytes are written

def utf16_tabs():
    rows = [("Łukasz Wójcik", "Kraków", 4200.0, "12.01.2026"), ("Zażółć Gęślą", "Łódź", 3890.5, "03.02.2026"),
            ("Ewa Śliwa", "Gdańsk", 5115.25, "27.02.2026"), ("Piotr Żak", "Wrocław", 4740.0, "14.03.2026")]
    header = ["Imię i nazwisko", "Miasto", "Kwota", "Data"]
    text = [header] + [[a, b, f"{k:.2f}".replace(".", ","), d] for a, b, k, d in rows]
    put("utf16_tabs.txt", "\ufeff" + lines(text, "\t"), "utf-16-le")
    tidy("utf16_tabs", header, [[a, b, f"{k:.2f}", "-".join(reversed(d.split(".")))] for a, b, k, d in rows])


def sep_line():
    rows = [("10-221", "Bolt M8", "0,12", "EA"), ("10-222", "Washer; flat", "0,03", "EA"),
            ("10-340", 'Pipe 1/2"', "7,90", "M"), ("10-377", "Tape, PTFE", "1,15", "ROLL")]
    header = ["Part", "Text", "Price", "Unit"]
    put("sep_line.csv", "sep=;\n" + lines([header] + [list(r) for r in rows], ";"), "cp1252")
    tidy("sep_line", header, [[a, b, p.replace(",", "."), u] for a, b, p, u in rows])


def ragged_quotes():
    put("ragged_quotes.csv", "\n".join([
        "ticket,opened,summary,owner",
        "T-881,2026-02-02,Door does not close,mk",
        'T-882,2026-02-02,24" monitor flickers,mk',
        'T-883,2026-02-03,"Says ""no signal"", twice a day",ab',
        "T-884,2026-02-05,Badge reader offline",
        'T-885,2026-02-06,"Cable, 3 m, missing",jd,,',
        "T-886,2026-02-09,Noise in room 4,ab"]) + "\n", newline="\n")
    tidy("ragged_quotes", ["ticket", "opened", "summary", "owner"], [
        ("T-881", "2026-02-02", "Door does not close", "mk"), ("T-882", "2026-02-02", '24" monitor flickers', "mk"),
        ("T-883", "2026-02-03", 'Says "no signal", twice a day', "ab"),
        ("T-884", "2026-02-05", "Badge reader offline", None),
        ("T-885", "2026-02-06", "Cable, 3 m, missing", "jd"), ("T-886", "2026-02-09", "Noise in room 4", "ab")])


def serial_dates():
    base = datetime.date(1899, 12, 30)
    rows = [("INV-3001", 45992, 46022, 1250.0), ("INV-3002", 45995, 46025, 88.4), ("INV-3003", 46003, 46048, 910.0),
            ("INV-3004", 46010, 46040, 4075.25), ("INV-3005", 46027, 46057, 63.0)]
    header = ["Invoice", "Invoice date", "Due date", "Amount"]
    put("serial_dates.csv", lines([header] + [[a, b, c, f"{d:.2f}"] for a, b, c, d in rows], ","))
    tidy("serial_dates", header, [[a, base + datetime.timedelta(b), base + datetime.timedelta(c), f"{d:.2f}"]
                                  for a, b, c, d in rows])


def accounting():
    rows = [("4000", "Sales", 120500.0, 98210.55), ("4010", "Sales returns", -3420.75, -1200.0),
            ("5000", "Materials", -61250.4, -50110.0), ("5100", "Freight", -8840.0, None),
            ("6000", "Wages", -30500.0, -29875.25), ("7000", "Interest income", 412.3, 398.1)]

    def money(v):
        return "-" if v is None else f"$({-v:,.2f})" if v < 0 else f"${v:,.2f}"

    header = ["Account", "Description", "2025", "2024"]
    text = [header] + [[a, b, money(x), money(y)] for a, b, x, y in rows]
    text += [["", "Net income", money(sum(r[2] for r in rows)), money(sum(r[3] or 0 for r in rows))]]
    put("accounting_negatives.csv", lines(text, ","))
    tidy("accounting_negatives", *unpivot(header, [[a, b, f"{x:.2f}", None if y is None else f"{y:.2f}"]
                                                   for a, b, x, y in rows], 2, "year", "value"))


# ---- a list as SAP prints it: pipes, rules, minus behind the number

def sap_list():
    rows = [("1000", "Müller & Söhne", 1234.5, "2026-03-02"), ("1004", "Stadtwerke Ulm", -310.0, "2026-03-05"),
            ("1010", "Hafen Rostock", 18250.75, "2026-03-09"), ("1017", "Bäckerei Lenz", -42.9, "2026-03-12")]
    rule = "-" * 61

    def line(a, b, c, d):
        return f"|{a:<8}|{b:<22}|{c:>14}|{d:<12}|"

    text = [rule, line("Konto", "Name", "Saldo", "Datum"), rule]
    text += [line(a, b, german(abs(c)) + ("-" if c < 0 else ""), ".".join(reversed(d.split("-")))) for a, b, c, d in rows]
    put("sap_list.txt", "\n".join(["Saldenliste  Buchungskreis 0100", ""] + text + [rule]) + "\n", "cp1252")
    tidy("sap_list", ["Konto", "Name", "Saldo", "Datum"], [[a, b, f"{c:.2f}", d] for a, b, c, d in rows])


# ---- a workbook with all that the format itself says: dates, times, percent, merged groups, hidden rows

def ward_rota():
    rows = [("Ward 1", "Amara Obi", datetime.date(2026, 3, 2), datetime.time(7, 30), 7.5, 1.0),
            ("Ward 1", "Lena Frey", datetime.date(2026, 3, 2), datetime.time(14, 0), 7.5, 0.8),
            ("Ward 1", "Amara Obi", datetime.date(2026, 3, 3), datetime.time(7, 30), 7.5, 1.0),
            ("Ward 2", "Chen Wei", datetime.date(2026, 3, 2), datetime.time(21, 45), 10.25, 0.75),
            ("Ward 2", "Paul Adler", datetime.date(2026, 3, 4), datetime.time(6, 0), 8.0, 0.5),
            ("Ward 3", "Noor Haddad", datetime.date(2026, 3, 5), datetime.time(12, 15), 6.0, 0.6)]
    header = ["Ward", "Name", "Date", "Start", "Hours", "Contract"]
    wb, ws, notes = book("Rota", "Notes")
    ws.append(header)
    for c in range(1, 7):
        ws.cell(1, c).font = BOLD
    first = 2
    for i, row in enumerate(rows):
        r = i + 2
        ws.append([row[0] if i == 0 or rows[i - 1][0] != row[0] else None, *row[1:]])
        ws.cell(r, 3).number_format = "ddd dd mmm yyyy"
        ws.cell(r, 4).number_format = "hh:mm"
        ws.cell(r, 6).number_format = "0%"
        if i + 1 == len(rows) or rows[i + 1][0] != row[0]:
            if r > first:
                ws.merge_cells(start_row=first, end_row=r, start_column=1, end_column=1)
            first = r + 1
    ws.row_dimensions[4].hidden = True
    notes["A1"] = "Hidden rows are shifts that were swapped; they still count."
    notes.sheet_state = "hidden"
    save(wb, "ward_rota.xlsx")
    tidy("ward_rota", header, rows)


def wide_survey():
    rnd = random.Random(21)
    rows = [(c, n) for c, n in (("IT-01", "Torino"), ("IT-02", "Bari"), ("IT-03", "Trento"), ("IT-04", "Perugia"))]
    years = ["2023", "2024", "2025"]
    header = ["Codice", "Sede", *[f"{s} {y}" for y in years for s in ("Addetti", "Fatturato")]]
    data = [[*r, *[v for _ in years for v in (rnd.randint(5, 80), f"{rnd.uniform(90, 900):.1f}")]] for r in rows]
    put("wide_survey.csv", lines([header] + [[*r[:2], *[str(v).replace(".", ",") for v in r[2:]]] for r in data], ";"))
    tidy("wide_survey", ["Codice", "Sede", "year", "Addetti", "Fatturato"],
         [[*r[:2], y, r[2 + 2 * i], r[3 + 2 * i]] for r in data for i, y in enumerate(years)])


def orders_clean():
    rows = [("100231", "2026-01-05", "DE", "Acme GmbH", 12, "49.90"), ("100232", "2026-01-05", "FR", "Lyon Tech", 1, "1250.00"),
            ("100233", "2026-01-06", "US", "Dale, Inc.", 3, "15.25"), ("100234", "2026-01-07", "DE", "Kern KG", 40, "2.10")]
    header = ["order_id", "ordered", "country", "customer", "quantity", "unit_price"]
    put("orders_clean.csv", lines([header] + [list(r) for r in rows], ","), newline="\n")
    tidy("orders_clean", header, rows)


# ---- what no registered op can do: opening hours as people type them

DAYS = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]


def hours_of(text):
    """Hours per weekday of "Mo-Fr 8-16:30; Sa 9-13"; replay/roster_b.py says the same in its own words."""
    day = dict.fromkeys(DAYS, 0.0)
    for part in text.split(";"):
        if part.strip() in ("", "frei", "Urlaub"):
            continue
        who, spans = part.strip().split(" ", 1)
        on = []
        for piece in who.split(","):
            a, _, b = piece.partition("-")
            on += DAYS[DAYS.index(a):DAYS.index(b or a) + 1]
        for span in spans.split("+"):
            a, b = [int(h) + int(m or 0) / 60 for h, _, m in (t.strip().partition(":") for t in span.split("-"))]
            for d in on:
                day[d] += b - a if b > a else b - a + 24
    return day


def shift_roster():
    rows = [("2041", "Anke Wolf", "Mo-Fr 8-16:30; Sa 9-13"), ("2042", "Murat Kaya", "Mo,Mi,Fr 6-14"),
            ("2043", "Jule Hahn", "Di-Do 22-6"), ("2044", "Ben Krause", "frei"),
            ("2045", "Rosa Lima", "Mo-Do 8-12+13-17; Fr 8-12"), ("2046", "Olaf Petri", "Sa,So 10-18:15"),
            ("2047", "Ilse Thom", "Urlaub")]
    put("shift_roster.csv", lines([["Nr", "Name", "Schichten"]] + [list(r) for r in rows], ";"), "cp1252")
    tidy("shift_roster", ["Nr", "Name", "weekday", "hours"],
         [[nr, name, d, h] for nr, name, text in rows for d, h in hours_of(text).items() if h])


def main():
    os.makedirs(OUT, exist_ok=True)
    for make in (acme, northlight, months_across, years_across, subtitle_rows, key_value_blocks, two_tables, side_by_side,
                 transposed, composite_cells, utf16_tabs, sep_line, ragged_quotes, serial_dates, accounting, sap_list,
                 ward_rota, wide_survey, orders_clean, shift_roster):
        make()


main()
