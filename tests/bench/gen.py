#!/usr/bin/env python3
"""Makes the files that run.py measures, from a seed: same seed, same bytes.
    gen.py DIR [--mb N]    writes orders.csv (N MB), ledger.csv (N/5 MB) and book.xlsx into DIR
orders.csv: ten mixed columns, a note in forty has quotes and commas, one in four hundred a newline.
ledger.csv: windows-1252, semicolons, decimal commas. book.xlsx: orders again, 20,000 rows.
"""
import argparse
import pathlib
import random

STATUS = ["open", "paid", "shipped", "returned", "cancelled"]
CITY = ["Leeds", "Lyon", "Malmö", "Zürich", "Porto", "Gdańsk", "Graz", "Cork", "Ghent", "Bari"]
WORD = ["please", "call", "before", "noon", "fragile", "second", "floor", "invoice", "attached", "gift"]
HEAD = ["order_id", "ordered_at", "customer", "city", "status", "quantity", "unit_price", "discount", "paid", "note"]


def order(r, i):
    k = r.random()
    note = "" if k < .5 else " ".join(r.choices(WORD, k=r.randrange(1, 5)))
    if k > .975:
        note = f'{note}, said "{r.choice(WORD)}"'
    if k > .9975:
        note += "\nsecond line"
    return [str(100000 + i), f"{r.randrange(2019, 2025)}-{r.randrange(1, 13):02d}-{r.randrange(1, 29):02d} {r.randrange(24):02d}:{r.randrange(60):02d}:00",
            f"{r.choice(WORD).title()} & Sons {r.randrange(5000)}", r.choice(CITY), r.choice(STATUS), str(r.randrange(1, 40)),
            f"{r.randrange(100, 99999) / 100:.2f}", "" if k < .3 else f"{r.randrange(0, 30)}%", r.choice(["yes", "no"]), note]


def cell(s):
    return '"' + s.replace('"', '""') + '"' if any(c in s for c in ',"\n') else s


def orders(path, size, seed=1):
    r, n, i = random.Random(seed), 0, 0
    with open(path, "wb") as f:
        n += f.write((",".join(HEAD) + "\n").encode())
        while n < size:
            part = []
            for _ in range(10000):
                part.append(",".join(map(cell, order(r, i))))
                i += 1
            n += f.write(("\n".join(part) + "\n").encode())
    return i


def ledger(path, size, seed=2):
    r, n, i = random.Random(seed), 0, 0
    text = ["Miete Büro", "Löhne", "Telefon", "Übrige Kosten", "Reisekosten"]
    with open(path, "wb") as f:
        n += f.write("Konto;Bezeichnung;Buchungsdatum;Soll;Haben\r\n".encode("cp1252"))
        while n < size:
            part = []
            for _ in range(10000):
                v = f"{r.randrange(1, 9000):,}".replace(",", ".") + f",{r.randrange(100):02d}"
                soll, haben = (v, "") if r.random() < .5 else ("", v)
                part.append(f"{4000 + 10 * r.randrange(60)};{r.choice(text)};{r.randrange(1, 29):02d}.{r.randrange(1, 13):02d}.2023;{soll};{haben}\r\n")
            n += f.write("".join(part).encode("cp1252"))
            i += 10000
    return i


def book(path, rows=20000, seed=3):
    import openpyxl
    r = random.Random(seed)
    w = openpyxl.Workbook(write_only=True)
    s = w.create_sheet("orders")
    s.append(HEAD)
    for i in range(rows):
        v = order(r, i)
        s.append([int(v[0]), v[1], v[2], v[3], v[4], int(v[5]), float(v[6]), v[7], v[8] == "yes", v[9]])
    w.save(path)
    return rows


def make(to, mb):
    to.mkdir(parents=True, exist_ok=True)
    for name, size, how in [("orders.csv", mb * 1000000, orders), ("ledger.csv", mb * 200000, ledger)]:
        p = to / name
        if not p.exists() or not size <= p.stat().st_size <= size + 2000000:
            how(p, size)
    if not (to / "book.xlsx").exists():
        try:
            book(to / "book.xlsx")
        except ImportError:
            print("gen: no book.xlsx, openpyxl is not installed")


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("dir", type=pathlib.Path)
    ap.add_argument("--mb", type=int, default=100)
    a = ap.parse_args()
    make(a.dir, a.mb)
