#!/usr/bin/env python3
"""Makes sets of broken CSV files whose right answer is known: one invented table a set, one kind of
damage a file, three places for damage to rows.
    pollute.py DIR            writes DIR/SET/csv/NAME and DIR/SET/clean/NAME
    pollute.py --score CMD    runs CMD ({in}, {out}) on all of them; prints, for each set, the share
                              of tables that are exactly right (each kind counts once), and the rest
"""
import csv
import io
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile


def quote(cell, d, q='"', all_=False, esc=None):
    if not (all_ or any(x in cell for x in (d, q, "\n", "\r"))):
        return cell
    return q + (cell.replace(q, esc + q) if esc else cell.replace(q, q + q)) + q


def line(row, d=",", **k):
    return d.join(quote(c, d, **k) for c in row)


def text(rows, d=",", end="\r\n", **k):
    return "".join(line(r, d, **k) + end for r in rows)


def ledger(r):
    names = ["Miete Büro", "Löhne & Gehälter", "Telefon", "Übrige Kosten", "Reisekosten, Inland", "Zinsaufwand"]
    rows = [["Konto", "Bezeichnung", "Buchungsdatum", "Soll", "Haben", "Steuersatz", "Beleg", "Gebucht von"]]
    for i in range(80):
        v = r.randrange(100, 9000000)
        de = f"{v // 100:,}".replace(",", ".") + f",{v % 100:02d}"
        soll, haben = (de, "") if r.random() < .5 else ("", de)
        rows.append([str(4000 + 10 * r.randrange(60)), r.choice(names), f"{r.randint(1, 28):02d}.{r.randint(1, 12):02d}.2023",
                     soll, haben, r.choice(["19 %", "7 %", "0 %"]), f"RE-{r.randrange(10000, 99999)}",
                     r.choice(["jäger", "weiß", "kröger", "admin"])])
    return rows


def sensors(r):
    rows = [["id", "logged_at", "sensor", "temp_c", "pressure", "ok"]]
    for i in range(150):
        rows.append([str(i + 1), f"2022-06-{i // 24 + 1:02d}T{i % 24:02d}:00:00Z", r.choice(["T-01", "T-02", "T-11"]),
                     f"{r.uniform(-5, 35):.1f}", str(r.randint(980, 1040)), r.choice(["true", "false"])])
    return rows


def contacts(r):
    first = ["Anna", "Björn", "Chloé", "Dave", "Eva-Maria", "François", "Greta", "Hugh", "Inés", "Jürgen"]
    last = ["O'Neill", "Müller", "Smith, Jr.", "Dvorak", "García", "van Dam", "Lee", "Sørensen"]
    rows = [["Customer Name", "E-mail", "Phone", "Street", "City", "Postcode", "Remarks"]]
    for i in range(40):
        f, l = r.choice(first), r.choice(last)
        rows.append([f"{f} {l}", f"{f[:1].lower()}{i}@example.org", f"+44 {r.randrange(100, 999)} {r.randrange(1000, 9999)}",
                     f"{r.randint(1, 200)} {r.choice(['High St', 'Mill Lane', 'Rue de la Paix'])}",
                     r.choice(["Leeds", "Zürich", "Lyon", "Malmö"]), r.choice(["LS1 4AP", "8001", "69002", "21120"]),
                     r.choice(["", "", "calls back", 'said "maybe"', "prefers e-mail; no calls", "12\" rack, 2 units"])])
    return rows


def staff(r):
    rows = [["Team", "Role", "Office", "Contract", "Started", "Languages"]]
    for _ in range(60):
        rows.append([r.choice(["Ops", "Sales", "Research", "IT"]), r.choice(["Lead", "Analyst", "Clerk", "Intern", "Head of team"]),
                     r.choice(["Berlin", "Paris", "Remote", "New York"]), r.choice(["full time", "part time", "fixed term", ""]),
                     r.choice(["spring 2019", "autumn 2020", "before 2010", "n/a"]), r.choice(["en, de", "en", "fr, en", "en; fr; de", ""])])
    return rows


def stock(r):
    rows = [["SKU", "Article", "Unit", "Qty on hand", "Unit price", "Weight kg", "Last count", "Shelf", "Supplier no."]]
    for i in range(110):
        rows.append([f"A-{r.randrange(100, 999)}/{r.choice('XYZ')}", r.choice(["Bolt M8x30", "Pipe 1/2 inch", "Cable, 3-core", "Paint (white)",
                                                                              "Gasket #4", "Lamp 60W"]),
                     r.choice(["pcs", "m", "l", "box"]), str(r.randrange(0, 5000)), f"{r.randrange(5, 90000) / 100:.2f}",
                     f"{r.uniform(.01, 80):.3f}" if r.random() < .8 else "", f"{r.randint(1, 12)}/{r.randint(1, 28)}/2024",
                     f"{r.choice('ABCD')}{r.randint(1, 40):02d}", str(r.randrange(700000, 799999))])
    return rows


def matches(r):
    teams = ["FC Nord", "SV Eiche 04", "Union", "Real Costa", "Olympique Est", "City Rovers"]
    rows = [["Season", "Round", "Date", "Kick-off", "Home", "Away", "Score", "Spectators"]]
    for i in range(90):
        a, b = r.sample(teams, 2)
        rows.append(["2023/24", str(i // 3 + 1), f"{r.randint(1, 28)} {r.choice(['Aug', 'Sep', 'Oct'])} 2023", f"{r.choice([15, 18, 20])}:30",
                     a, b, f"{r.randrange(5)}:{r.randrange(4)}", f"{r.randrange(3, 60)},{r.randrange(1000):03d}"])
    return rows


TABLES = {"ledger": ledger, "sensors": sensors, "contacts": contacts, "staff": staff, "stock": stock, "matches": matches}


def damage(rows, r):
    """name -> (bytes, right table)"""
    out = {}
    head, body = rows[0], rows[1:]
    n = len(head)

    def put(name, s, want=rows, enc="utf-8"):
        out[name] = (s if isinstance(s, bytes) else s.encode(enc), want)

    put("plain", text(rows))
    for name, d in [("semicolon", ";"), ("tab", "\t"), ("pipe", "|"), ("caret", "^"), ("tilde", "~"), ("blank", " "),
                    ("double_pipe", "||"), ("colons", "::"), ("sandwich", "~|~"), ("unit_separator", "\x1f"), ("hash", "#"),
                    ("comma_blank", ", ")]:
        put("delimiter_" + name, text(rows, d))
    put("quote_single", text([[c.replace("'", "’") for c in x] for x in rows], q="'"), [[c.replace("'", "’") for c in x] for x in rows])
    put("quote_all", text(rows, all_=True))
    put("quote_all_semicolon", text(rows, ";", all_=True))
    put("escape_backslash", text(rows, esc="\\"))
    put("end_lf", text(rows, end="\n"))
    put("end_cr", text(rows, end="\r"))
    put("end_mixed", "".join(line(x) + ("\n" if i % 3 else "\r\n") for i, x in enumerate(rows)))
    put("end_none", text(rows)[:-2])
    for enc in ("cp1252", "mac_roman", "cp850", "utf-16", "utf-16-be", "utf-16-le", "utf-8-sig", "utf-32"):
        put("encoding_" + enc, text(rows).encode(enc, "replace"),
            [[c.encode(enc, "replace").decode(enc).lstrip("\ufeff") for c in x] for x in rows])
    put("sep_line", "sep=;\r\n" + text(rows, ";"))
    put("comments_top", "# exported by tool 3.1\n# do not edit\n" + text(rows, end="\n"))
    put("comments_inside", "".join(line(x) + "\n" + ("# page break\n" if i and i % 25 == 0 else "") for i, x in enumerate(rows)))
    put("preamble_prose", "Quarterly extract, prepared by finance, preliminary\r\nCreated: 2024-01-02, 10:00\r\n\r\n" + text(rows))
    put("preamble_tight", "Extract of all entries\r\n" + text(rows))
    put("preamble_padded", text([["Extract"] + [""] * (n - 1), ["as of 2024"] + [""] * (n - 1), [""] * n]) + text(rows))
    put("preamble_pairs", text([["Client:", "Acme"], ["Period:", "2023"], ["Currency:", "EUR"]]) + "\r\n" + text(rows))
    put("preamble_long", "".join(f"Line {i} of the cover sheet\r\n" for i in range(9)) + "\r\n" + text(rows))
    put("footer_count", text(rows) + f"({len(body)} rows)\r\n")
    put("footer_notes", text(rows) + "\r\n* provisional figures\r\nSource: ledger system, own calculation\r\n")
    put("footer_padded", text(rows) + text([["Printed by admin"] + [""] * (n - 1)]))
    put("blank_lines_all", text(rows, end="\r\n\r\n"))
    put("blank_lines_some", "".join(line(x) + "\r\n" + ("\r\n" if i % 7 == 3 else "") for i, x in enumerate(rows)))
    put("blank_after_header", line(head) + "\r\n\r\n" + text(body))
    put("blank_start", "\r\n\r\n" + text(rows))
    put("blank_rows_end", text(rows) + text([[""] * n] * 4))
    put("blank_column_first", text([[""] + x for x in rows]))
    put("blank_column_last", text([x + [""] for x in rows]))
    put("trailing_delimiter_rows", line(head) + "\r\n" + "".join(line(x) + ",\r\n" for x in body))
    put("header_none", text(body), body)
    put("header_only", text([head]), [head])
    put("header_twice", text([head] + rows), [[h + " " + h for h in head]] + body)
    upper = [["General", "", ""] + ["Amounts", ""] + ["Other"] + [""] * (n - 6)][0]
    full, last = [], ""
    for u in upper:
        last = u or last
        full.append(last)
    put("header_levels", text([upper] + rows), [[(u + " " + h).strip() for u, h in zip(full, head)]] + body)
    put("header_pages", "".join((text([head]) if i % 30 == 0 else "") + text([x]) for i, x in enumerate(body)))
    put("one_row", text(rows[:2]), rows[:2])
    put("two_tables_blank", text(rows) + "\r\n" + text([["Code", "Meaning"], ["A", "active"], ["C", "closed"]]))
    put("two_tables_other", text(rows) + "\r\n" + text([["Region", "Jan", "Feb"], ["North", "12", "13"], ["South", "7", "9"]]))
    put("two_tables_copy", text(rows) + text([x[:-1] for x in rows]))
    wide = [max(len(x[c]) for x in rows) for c in range(n)]
    pad = lambda x, k: " ".join(c.ljust(k[i]) for i, c in enumerate(x)).rstrip() + "\r\n"
    put("padded", "".join(", ".join(quote(c, ",").ljust(wide[i]) for i, c in enumerate(x)) + "\r\n" for x in rows))
    put("fixed_width", "".join(pad(x, wide) for x in rows))
    put("fixed_width_gap", "".join(pad(x, [w + 2 for w in wide]) for x in rows))
    cell = [list(x) for x in rows]
    cell[5][-1 if n > 6 else 2] = "first line\nsecond line"
    put("newline_in_cell", text(cell), cell)
    cell = [list(x) for x in rows]
    cell[9][1] = 'a "quoted" word, and more'
    put("quotes_not_doubled", text(cell).replace('""', '"'), [[c for c in x] for x in cell])
    put("ctrl_z", text(rows) + "\x1a")
    put("nul_bytes", text(rows[:6]).replace("\r\n", "\r\n", 1) + "\0" + text(rows[6:]))
    put("short_rows", "".join(re.sub(",+$", "", line(x)) + "\r\n" for x in rows))
    for k in range(3):
        i = r.randrange(3, len(rows))
        c = r.randrange(1, n)
        x = rows[i]
        put(f"row_missing_delimiter.{k}", text(rows[:i]) + line(x[:c]) + line(x[c:]) + "\r\n" + text(rows[i + 1:]))
        put(f"row_extra_delimiter.{k}", text(rows[:i]) + line(x[:c]) + ",," + line(x[c:]) + "\r\n" + text(rows[i + 1:]))
        bad = [list(y) for y in rows]
        bad[i][c] = '"' + x[c]
        put(f"row_extra_quote.{k}", text(rows[:i]) + line(x[:c]) + "," + '"' + quote(x[c], ",") + ("," + line(x[c + 1:]) if c + 1 < n else "") + "\r\n"
            + text(rows[i + 1:]), bad)
        put(f"row_semicolons.{k}", text(rows[:i]) + line(x, ";") + "\r\n" + text(rows[i + 1:]))
        put(f"row_tabs.{k}", text(rows[:i]) + line(x, "\t") + "\r\n" + text(rows[i + 1:]))
        bad = [list(y) for y in rows]
        j = r.choice([q for q in range(n) if body[0][q] and not body[0][q][0].isdigit()] or [1])
        bad[i][j] = "left, right"
        put(f"row_comma_unquoted.{k}", text(rows[:i]) + ",".join("left, right" if q == j else quote(v, ",") for q, v in enumerate(x)) + "\r\n"
            + text(rows[i + 1:]), bad)
        put(f"row_cut_short.{k}", text(rows[:i]) + line(x[:-2]) + "\r\n" + text(rows[i + 1:]),
            rows[:i] + [x[:-2] + ["", ""]] + rows[i + 1:])
    bad = [list(y) for y in rows]
    bad[-1][-1] = '"open'
    put("quote_open_at_end", text(rows[:-1]) + line(rows[-1][:-1]) + ',"open\r\n', bad)
    return out


def make(root):
    for name, table in TABLES.items():
        r = random.Random(name)
        for kind, (data, want) in damage(table(r), r).items():
            for sub in ("csv", "clean"):
                os.makedirs(f"{root}/{name}/{sub}", exist_ok=True)
            with open(f"{root}/{name}/csv/{kind}.csv", "wb") as f:
                f.write(data)
            with open(f"{root}/{name}/clean/{kind}.csv", "w", newline="", encoding="utf-8") as f:
                csv.writer(f, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(want)


def read(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.reader(io.StringIO(f.read().replace("\r\n", "\n"), newline="")))


def score(cmd):
    worst = 0
    with tempfile.TemporaryDirectory() as root:
        make(root)
        for name in TABLES:
            kinds, bad = {}, []
            for f in sorted(os.listdir(f"{root}/{name}/csv")):
                out = f"{root}/out"
                if os.path.exists(out):
                    os.unlink(out)
                subprocess.run([w.replace("{in}", f"{root}/{name}/csv/{f}").replace("{out}", out) for w in shlex.split(cmd)],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
                ok = os.path.exists(out) and read(out) == read(f"{root}/{name}/clean/{f}")
                kinds.setdefault(f.split(".")[0], []).append(ok)
                if not ok:
                    bad.append(f[:-4])
            same = sum(sum(v) / len(v) for v in kinds.values()) / len(kinds)
            worst = max(worst, 1 - same)
            print(f"{name:9} {len(kinds)} kinds, same {same:.3f}; not the same: {' '.join(bad)}")
    return worst


if __name__ == "__main__":
    if sys.argv[1] == "--score":
        score(sys.argv[2])
    else:
        make(sys.argv[1])
