"""Validates with the part of JSON Schema 2020-12 that the generated schema uses; an unknown keyword is an error."""
import copy
import json
import re
import sys

schema = json.load(open(sys.argv[1]))
ops = json.load(open(sys.argv[2]))["ops"]
TYPES = {"string": str, "object": dict, "array": list, "boolean": bool}


def is_type(v, name):
    if name == "integer":
        return isinstance(v, int) and not isinstance(v, bool)
    return isinstance(v, TYPES[name])


def holds(v, s):
    for key, want in s.items():
        if key in ("$schema", "$defs", "title", "description", "default"):
            continue
        if key == "$ref":
            at = schema
            for part in want[2:].split("/"):
                at = at[part]
            ok = holds(v, at)
        elif key == "type":
            ok = is_type(v, want)
        elif key == "const":
            ok = v == want
        elif key == "enum":
            ok = v in want
        elif key == "oneOf":
            ok = sum(holds(v, x) for x in want) == 1
        elif key == "required":
            ok = not isinstance(v, dict) or all(k in v for k in want)
        elif key == "properties":
            ok = not isinstance(v, dict) or all(holds(v[k], x) for k, x in want.items() if k in v)
        elif key == "additionalProperties":
            more = [x for k, x in v.items() if k not in s.get("properties", {})] if isinstance(v, dict) else []
            ok = not more if want is False else all(holds(x, want) for x in more)
        elif key == "items":
            ok = not isinstance(v, list) or all(holds(x, want) for x in v)
        elif key == "minItems":
            ok = not isinstance(v, list) or len(v) >= want
        elif key == "maxItems":
            ok = not isinstance(v, list) or len(v) <= want
        elif key == "maxProperties":
            ok = not isinstance(v, dict) or len(v) <= want
        elif key == "uniqueItems":
            ok = not isinstance(v, list) or len({json.dumps(x, sort_keys=True) for x in v}) == len(v)
        elif key == "minProperties":
            ok = not isinstance(v, dict) or len(v) >= want
        elif key == "minimum":
            ok = not is_type(v, "integer") or v >= want
        elif key == "maximum":
            ok = not is_type(v, "integer") or v <= want
        elif key == "minLength":
            ok = not isinstance(v, str) or len(v) >= want
        elif key == "pattern":
            ok = not isinstance(v, str) or re.search(want, v) is not None
        else:
            raise SystemExit(f"keyword {key} is not known here")
        if not ok:
            return False
    return True


def plan(step):
    return {"fettle": "plan/1", "steps": [step]}


def mutants(step, op):
    required = {p["name"] for p in op["parameters"] if p["required"]} | {"op"}
    for k in step:
        typo = dict(step)
        typo[k + "x"] = typo.pop(k)
        yield typo
        if k in required:
            yield {x: v for x, v in step.items() if x != k}
        for other in (None, [[]], {"q": {}}, 1.5):
            changed = copy.deepcopy(step)
            changed[k] = other
            yield changed
    yield dict(step, op=step["op"] + "x")


accepted = refused = drafted = 0
wrong = []
for op in ops:
    for x in op["examples"]:
        if "after" not in x:
            continue
        step = {"op": op["name"], **x["arguments"]}
        accepted += 1
        if not holds(plan(step), schema):
            wrong.append(f"refused: {json.dumps(step)}")
        for m in mutants(step, op):
            refused += 1
            if holds(plan(m), schema):
                wrong.append(f"accepted: {json.dumps(m)}")
for bad in ({}, {"steps": []}, {"fettle": "plan/2", "steps": []}, {"fettle": "plan/1"}, {"fettle": "plan/1", "steps": {}},
            {"fettle": "plan/1", "steps": [], "step": []}, {"fettle": "plan/1", "steps": [], "inputs": {"a": {"files": "a.csv"}}},
            {"fettle": "plan/1", "steps": [], "inputs": {"a": {"file": "a.csv", "steps": [{"op": "fil"}]}}}, {"fettle": "plan/1", "steps": [], "source": {"region": 0}}):
    refused += 1
    if holds(bad, schema):
        wrong.append(f"accepted: {json.dumps(bad)}")
for path in sys.argv[3:]:
    for c in json.load(open(path))["candidates"]:
        drafted += 1
        if not holds(c["plan"], schema):
            wrong.append(f"refused a draft of {path}: {json.dumps(c['plan'])}")
print("\n".join(wrong) or "as it should be")
if accepted < 40 or refused < 500 or drafted < 30:
    print("too few were tried", accepted, refused, drafted)
