"""Members and types of the documents that --json prints; a member that is not listed here is an error, too.
A shape is a type, a value, a compiled pattern, [shape of each item], {member: shape} ("name?" may be absent), or a
tuple of shapes of which one must fit. Also: coordinates lie within their sheet, and drafts satisfy the schema."""
import json
import pathlib
import re

NULL = type(None)
REAL = (float, 0, 1)
HEX = re.compile(r"[0-9a-f]{64}\Z")
PRINT = re.compile(r"f1:[0-9a-f]{64}\Z")
LAYOUT = re.compile(r"l1:[0-9a-f]{64}\Z")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
PLACE = re.compile(r"([A-Z]+)?\d+(:([A-Z]+)?\d+)?\Z")
KIND = tuple("empty bool integer number date datetime time duration text".split())
CODE = tuple(("unknown_op unknown_column ambiguous_column missing_argument unknown_argument bad_argument kind_mismatch "
              "duplicate_column formula_syntax formula_name formula_kind step_failed sentinel_failed target_mismatch "
              "limit").split())
MATCH = {"level": tuple("exact compatible superset rolling near none".split()), "pin": (NULL, re.compile(r"\d+\Z")),
         "drift": [dict]}
FAILURE = {"code": CODE, "step?": int, "op?": str, "argument?": str, "pointer?": re.compile("/"), "row?": int, "column?": str,
           "value?": str, "message": str, "suggestion?": str, "count": int,
           "cells?": [{"row?": int, "col?": int, "column": str, "value": str}]}
COLUMNS = [{"name": str, "kind": KIND}]
TEXT = {"encoding": {"name": str, "bom": bool, "confidence": REAL},
        "dialect": {"delimiter": str, "quotechar": str, "escapechar": str, "doublequote": bool, "lineterminator": str,
                    "skipinitialspace": bool, "confidence": REAL}}
ROWS = (NULL, [int])
INSPECTION = {
    "source": {"name": str, "bytes": int, "sha256": HEX, "kind": ("csv", "xlsx"),
               "sheets": [{"name": str, "hidden": bool, "rows": int, "columns": int}]},
    "encoding": (NULL, TEXT["encoding"]), "dialect": (NULL, TEXT["dialect"]),
    "regions": [{"id": int, "sheet": str, "top": int, "left": int, "bottom": int, "right": int, "header_rows": int,
                 "preamble": ROWS, "footer": ROWS, "confidence": REAL,
                 "rows": [{"from": int, "to": int, "class": tuple("metadata header group data derived notes empty".split())}]}],
    "region": (NULL, int),
    "columns": [{"index": int, "name": str, "kind": KIND, "nulls": int, "unique": int, "misfits": int, "examples": [str],
                 "format": (NULL, str)}],
    "quirks": [{"code": re.compile(r"[a-z_]+\Z"), "sheet?": str, "where": (NULL, PLACE), "text": str, "count?": int,
                "suggests": (NULL, str)}],
}
EXEC = {
    "success": bool, "exit_code": (NULL, int), "stdout": str, "stderr": str, "truncated": {"stdout": bool, "stderr": bool},
    "error": (NULL, {"kind": tuple("syntax exception timeout memory output policy killed contract".split()), "type": str,
                     "message": str, "line": (NULL, int), "last_line": str, "traceback": str}),
    "result": (NULL, {"rows": int, "columns": COLUMNS, "index_kept": bool, "digest": DIGEST}),
    "files": [{"name": str, "mime": str, "bytes": int, "sha256": HEX}],
    "usage": {"wall_ms": int, "cpu_ms": int, "max_rss_kib": int},
    "limits": {"wall_ms": int, "memory_mib": int, "cpu_s": int, "processes": int, "out_bytes": int, "text_bytes": int,
               "code_bytes": int},
    "sandbox": {"backend": str, "profile": HEX, "notice?": str, "layers": [str], "denied": [str]},
    "runtime": {"name": str, "python": str, "pandas": str, "numpy": str, "cpu": str},
}
RUN = {"outcome": tuple("ok rejected broken code_failed sandbox refused".split()), "via": ("none", "pin", "plan", "code"), "message?": str,
       "orca": str, "source": str, "fingerprint": PRINT, "layout": LAYOUT, "match": MATCH, "author_calls": int, "repairs": int,
       "run": int, "pin?": int, "pinned?": int, "failure?": int, "rows?": int, "columns?": int,
       "output?": {"path": str, "sha256": HEX}, "rebound?": dict, "plan?": dict, "code?": str, "failures": [FAILURE],
       "exec?": {"fettle": "exec/1", **EXEC}}
SHAPES = {
    "inspect": {"fettle": "inspection/1", **INSPECTION, "fingerprint": (NULL, PRINT), "layout": (NULL, LAYOUT), "match": MATCH},
    "convert": {"fettle": "convert/1", "output": str, "rows": int, "columns": (int, list), "sha256": HEX, **INSPECTION},
    "draft": {"fettle": "draft/1", "candidates": [{"score": REAL, "reason": str, "plan": dict, "positions?": [dict], "cells": [{"column": str, "cells": int, "changes": int, "as?": str, "fails?": int, "first?": dict, "first_fail?": dict, "step?": dict}]}]},
    "check": {"fettle": "plan-check/1", "ok": bool, "steps": int, "failures": [FAILURE], "columns": (NULL, COLUMNS)},
    "apply": {"fettle": "plan-apply/1", "ok": bool, "output": (NULL, str), "sha256?": HEX, "rows": int, "columns": COLUMNS,
              "steps?": [{"step": int, "op": str, "text": str, "rows": int, "columns": int}], "failures": [FAILURE],
              "warnings": [FAILURE]},
    "exec": {"fettle": "exec/1", **EXEC},
    "run": {"fettle": "run/1", **RUN},
}


def misfit(v, s, at):
    """The first place where v is not of shape s, or None."""
    if isinstance(s, tuple):
        return None if any(misfit(v, x, at) is None for x in s) else f"{at} is {json.dumps(v)[:80]}"
    if isinstance(s, type):
        return None if type(v) is s else f"{at} is {json.dumps(v)[:80]}, not {s.__name__}"
    if isinstance(s, re.Pattern):
        return None if isinstance(v, str) and s.match(v) else f"{at} is {json.dumps(v)[:80]}"
    if isinstance(s, list):
        if not isinstance(v, list):
            return f"{at} is no list"
        return next((m for i, x in enumerate(v) if (m := misfit(x, s[0], f"{at}[{i}]"))), None)
    if isinstance(s, dict):
        if not isinstance(v, dict):
            return f"{at} is no object"
        shapes = {k.rstrip("?"): x for k, x in s.items()}
        lost = [k for k in s if not k.endswith("?") and k not in v]
        more = [k for k in v if k not in shapes]
        if lost or more:
            return f"{at}: missing {lost}, not known {more}"
        return next((m for k, x in v.items() if (m := misfit(x, shapes[k], f"{at}.{k}"))), None)
    return None if v == s and type(v) is type(s) else f"{at} is {json.dumps(v)[:80]}, not {s!r}"


def places(d):
    """Rows and columns count from 1 and lie within the sheet."""
    size = {x["name"]: x for x in d["source"]["sheets"]}
    for r in d["regions"]:
        s = size[r["sheet"]]
        if not (1 <= r["top"] <= r["bottom"] <= s["rows"] and 1 <= r["left"] <= r["right"] <= s["columns"]):
            return f"region {r['id']} lies outside its sheet"
        if not r["preamble"] in (None, []) and not 1 <= r["preamble"][0] <= r["preamble"][1] < r["top"]:
            return f"preamble {r['preamble']} of region {r['id']}"
        if not r["footer"] in (None, []) and not r["top"] < r["footer"][0] <= r["footer"][1] <= s["rows"]:
            return f"footer {r['footer']} of region {r['id']}"
    if [c["index"] for c in d["columns"]] != list(range(1, len(d["columns"]) + 1)):
        return "columns are not numbered from 1"
    if (d["source"]["kind"] == "csv") != (d["encoding"] is not None):
        return "encoding belongs to text"
    if d["region"] is not None and d["region"] not in [r["id"] for r in d["regions"]]:
        return "the region is not one of the regions"
    return None


seen = 0
for path in sorted(pathlib.Path("json").iterdir()):
    kind = path.name.split(".")[0]
    try:
        doc = json.loads(path.read_text())
    except ValueError as e:
        print(f"{path.name}: not one JSON document: {e}")
        continue
    why = misfit(doc, SHAPES[kind], kind)
    if why is None and kind == "inspect":
        why = places(doc)
    if why:
        print(f"{path.name}: {why}")
    seen += 1
print(f"{seen} documents" if seen < 60 else "as it should be")
