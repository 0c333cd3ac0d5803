"""The generated schema by python3-jsonschema: a schema of 2020-12, which takes every example and draft and refuses each of them mutated."""
import copy
import json
import sys

import jsonschema

schema, ops = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))["ops"]
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
tried, wrong = {"accepted": 0, "refused": 0, "drafts": 0}, []


def expect(doc, good, what):
    tried[what] += 1
    if validator.is_valid(doc) != good:
        wrong.append(f"{'refused' if good else 'accepted'}: {json.dumps(doc)}")


def plan(step):
    return {"fettle": "plan/1", "steps": [step]}


def bad_values(p):
    """Values that no argument of this description takes."""
    yield from (None, [[]], {"q": {}}, 1.5)
    if p is None:
        return
    if p["type"] == "choice":
        yield from (p["choices"][0] + "x", p["choices"][0].upper() + "!", 3, True)
    if p["type"] == "integer":
        yield from (p[k] + d for k, d in (("minimum", -1), ("maximum", 1)) if k in p)
        yield from ("1", True)
    if p["type"] == "boolean":
        yield from ("true", 1)
    if p["type"] in ("text", "name", "pattern", "formula", "table"):
        yield from (7, True, ["a"])
    if p["type"] in ("texts", "pairs", "renames"):
        yield from ("a", 7, True)
    if p["type"] == "columns":
        yield from ([0], [-1], [True], [{"column": "a", "nth": 0}], [{"colum": "a"}], "a")
    if p["type"] == "column":
        yield from (0, -1, True, ["a"], {"column": "a", "nth": 0}, {"colum": "a"})


def mutants(step, op):
    par = {p["name"]: p for p in op["parameters"]}
    required = {n for n, p in par.items() if p["required"]} | {"op"}
    for k in step:
        typo = dict(step)
        typo[k + "x"] = typo.pop(k)
        yield typo
        if k in required:
            yield {x: v for x, v in step.items() if x != k}
        for other in bad_values(par.get(k)):
            changed = copy.deepcopy(step)
            changed[k] = other
            yield changed
    yield dict(step, op=step["op"] + "x")


for op in ops:
    for x in op["examples"]:
        if "after" in x:
            step = {"op": op["name"], **x["arguments"]}
            expect(plan(step), True, "accepted")
            for m in mutants(step, op):
                expect(plan(m), False, "refused")
for bad in ({}, {"steps": []}, {"fettle": "plan/2", "steps": []}, {"fettle": "plan/1"}, {"fettle": "plan/1", "steps": {}},
            {"fettle": "plan/1", "steps": [], "step": []}, {"fettle": "plan/1", "steps": [], "inputs": {"a": {"files": "a.csv"}}},
            {"fettle": "plan/1", "steps": [], "inputs": {"a": {"file": "a.csv", "steps": [{"op": "fil"}]}}}, {"fettle": "plan/1", "steps": [], "source": {"region": 0}}):
    expect(bad, False, "refused")
for rule in ({"check": "row_count", "min": 1}, {"check": "not_null", "columns": ["a"], "level": "warn", "filter": "b > 1"},
             {"check": "null_rate", "columns": ["a"], "must_be_between": [0, 5], "unit": "percent"},
             {"check": "accepted_values", "columns": ["a"], "values": ["x", 1], "must_be_less_than": 3}):
    doc = dict(plan({"op": "trim"}), sentinels=[rule])
    expect(doc, True, "accepted")
    for k in rule:
        expect(dict(doc, sentinels=[{**{x: v for x, v in rule.items() if x != k}, k + "x": rule[k]}]), False, "refused")
        expect(dict(doc, sentinels=[dict(rule, **{k: {"q": 1}})]), False, "refused")
for path in sys.argv[3:]:
    for c in json.load(open(path))["candidates"]:
        expect(c["plan"], True, "drafts")
print("\n".join(wrong) or "as it should be")
if tried["accepted"] < 110 or tried["refused"] < 1000 or tried["drafts"] < 30:
    print("too few were tried", tried)
