#!/usr/bin/python3
"""Each form that cells come in, the whole way: the draft reads it or offers to, with counts of what
changes and what cannot be read; applied, the plan (with the offered step) gives these values and counts.
    forms.py FETTLE"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

# delimiter, cells, values afterwards (None: cannot be read and becomes empty), whether it is only offered
FORMS = [
    (";", "(1,234)|5,678.5|(90)|1,000", "-1234|5678.5|-90|1000", False),
    (";", "1 234,5|987,25|12 000,75|3,5", "1234.5|987.25|12000.75|3.5", False),
    (";", "12.5%|3 %|100%|0%", "12.5|3|100|0", False),
    (";", "€ 1.234,50|12,00 €|0,99 €|5 €", "1234.50|12.00|0.99|5", False),
    (";", "$1,234.50|$12.00|-$0.99|($5)", "1234.50|12.00|-0.99|-5", False),
    (";", "12.5k|3k|0.8k|120", "12500|3000|800|120", False),
    (",", "12.5k|3k|0.8k|120", "12500|3000|800|120", True),
    (";", "1,5 Mio.|2,25 Mio.|800 Tsd.|120000", "1500000|2250000|800000|120000", False),
    (",", "(1,234)|(90)|(5,678.5)|(2,016)", "-1234|-90|-5678.5|-2016", False),
    (";", "3M|6M|12M|60M", "3000000|6000000|12000000|60000000", True),
    (";", "12.5k|3k|0.8k|4 m", "12500|3000|800|", True),
    (";", "1.234,56|2,345.67|12,5|99,5", "1234.56|2345.67|12.5|99.5", True),
    (",", "1.234,56 €|EUR 2,345.67|1.234|99.5", "1234.56|2345.67||99.5", True),
    (";", "1,1 M€|45 k€|3 M€|120 k€", "1100000|45000|3000000|120000", False),
    (";", "12.50 CR|3.00 DR|1.25 CR|4 DR", "12.50|-3.00|1.25|-4", True),
    (";", "12 m2|3.5 m²|7 sqm|99 m²", "12|3.5|7|99", False),
    (",", "2 Apr. 2024|13. Jan 2024|2024/02/03|14.02.2024", "2024-04-02|2024-01-13|2024-02-03|2024-02-14", True),
    (",", "O|N|O|N", "true|false|true|false", True),
    (",", "on|OFF|On|off", "true|false|true|false", True),
    (";", "01.02.2024|15.03.2024|17.08.2024|18.08.2024", "2024-02-01|2024-03-15|2024-08-17|2024-08-18", False),
    (";", "01.02.2024|15/03/2024|17.08.2024|18.08.2024", "2024-02-01|2024-03-15|2024-08-17|2024-08-18", True),
    (",", "15/03/2024|31/12/2024|07/08/2024|18/08/2024", "2024-03-15|2024-12-31|2024-08-07|2024-08-18", True),
    (";", "yes|no|Yes|NO", "true|false|true|false", False),
    (";", "ja|nein|ja|Ja", "true|false|true|true", False),
    (";", "oui|non|oui|non", "true|false|true|false", False),
    (";", "sí|no|sí|no", "true|false|true|false", False),
    (";", "tak|nie|tak|nie", "true|false|true|false", False),
    (";", "sim|não|sim|não", "true|false|true|false", False),
    (";", "sì|no|sì|no", "true|false|true|false", False),
    (",", "yes|no|yes|no", "true|false|true|false", True),
]


def run(*argv):
    p = subprocess.run(argv, capture_output=True, text=True)
    if p.returncode:
        raise RuntimeError(p.stderr.strip())
    return p.stdout


def check(fettle, mark, cells, want, offered, tmp):
    cells, want = cells.split("|"), want.split("|")
    with open(tmp / "in.csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f, delimiter=mark, lineterminator="\n").writerows([["key", "it"]] + [[f"r{i}", c] for i, c in enumerate(cells)])
    first = json.loads(run(fettle, "draft", str(tmp / "in.csv"), "--json", "--top", "1"))["candidates"][0]
    told = [c for c in first["cells"] if c["column"] == "it"]
    if len(told) != 1:
        return f"told {first['cells']}"
    if ("step" in told[0]) != offered:
        return "offered" if "step" in told[0] else "not offered"
    plan = first["plan"]
    if offered:
        plan["steps"].append(told[0]["step"])
    (tmp / "plan.json").write_text(json.dumps(plan))
    run(fettle, "plan", "apply", str(tmp / "plan.json"), str(tmp / "in.csv"), "-o", str(tmp / "out.csv"))
    got = [r[1] for r in list(csv.reader(open(tmp / "out.csv", encoding="utf-8", newline="")))[1:]]
    if got != want:
        return f"got {got}"
    changes, fails = sum(c != w != "" for c, w in zip(cells, want)), want.count("")
    if (told[0]["cells"], told[0]["changes"], told[0].get("fails", 0)) != (len(cells), changes, fails):
        return f"counts {told[0]}, wanted {changes} changes and {fails} fails"
    return ""


def main():
    bad = 0
    for mark, cells, want, offered in FORMS:
        with tempfile.TemporaryDirectory() as tmp:
            try:
                why = check(sys.argv[1], mark, cells, want, offered, pathlib.Path(tmp))
            except RuntimeError as e:
                why = str(e)
        if why:
            bad += 1
            print(f"FAILED {cells}: {why}")
    print(f"forms of cells: {len(FORMS) - bad} are read, {bad} are not")
    return bad != 0


sys.exit(main())
