#!/usr/bin/env python3
"""Writes the file that planbench.py measures, from a seed: same seed, same bytes.
    plangen.py OUT [--rows N]
A million rows as a branch office sends them: a region that stands only where it changes, dates as
DD.MM.YYYY, prices as 1.234,56, a status, and the units of twelve months.
"""
import argparse
import random

MONTH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
REGION = ["North", "South", "East", "West", "Centre", "Islands"]
STATUS = ["open", "paid", "shipped", "returned", "cancelled"]


def price(r):
    v = r.randrange(1, 99999999) if r.random() < .1 else r.randrange(100, 999999)
    return f"{v // 100:,}".replace(",", ".") + f",{v % 100:02d}"


def write(path, rows, seed=1):
    r = random.Random(seed)
    with open(path, "w", encoding="ascii", newline="") as f:
        f.write(";".join(["region", "item", "ordered", "price", "status", "discount"] + MONTH) + "\n")
        left = 0
        for i in range(rows):
            region = ""
            if left == 0:
                region, left = r.choice(REGION), r.randrange(1, 40)
            left -= 1
            units = ["" if r.random() < .05 else str(int(r.random() * 400)) for _ in MONTH]
            f.write(";".join([region, f"A{r.randrange(5000):04d}",
                              f"{r.randrange(1, 29):02d}.{r.randrange(1, 13):02d}.{r.randrange(2019, 2025)}",
                              price(r), r.choice(STATUS), f"0,{r.randrange(0, 40):02d}"] + units) + "\n")


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("out")
    ap.add_argument("--rows", type=int, default=1000000)
    a = ap.parse_args()
    write(a.out, a.rows)
