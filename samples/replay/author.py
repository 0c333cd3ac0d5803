#!/usr/bin/env python3
"""Stands in for a model that is asked about shift_roster.csv: an author for `--author command`.

The request comes on standard input, the reply goes to standard output. Asked for a plan it names an
operator that does not exist; asked for code it gives roster_a.py, which breaks on this file; told
how that ended it gives roster_b.py. record.sh turns its replies into roster.jsonl."""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
request = json.load(sys.stdin)
if request["ask"] == "plan":
    reply = {"plan": {"fettle": "plan/1", "steps": [
        {"op": "expand_shifts", "column": "Schichten", "names_to": "weekday", "values_to": "hours"}]},
        "note": "the shifts of a person as one row a weekday"}
elif request["round"] == 0:
    reply = {"code": (HERE / "roster_a.py").read_text(), "note": "splits each shift into days and hours"}
elif request.get("error"):
    reply = {"code": (HERE / "roster_b.py").read_text(),
             "note": "also lists of days, single days, two spans, nights and days off"}
else:
    sys.exit("a repair needs the error that it is for")
reply["model"] = "by hand"
json.dump(reply, sys.stdout)
