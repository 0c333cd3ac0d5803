"""Prints the lineage of an event's columns; says what is wrong where python3-jsonschema is there to tell."""
import json
import os
import sys
d = json.load(open(sys.argv[1]))
try:
    import jsonschema
    for e in jsonschema.Draft202012Validator(json.load(open("in.schema.json"))).iter_errors(d):
        print("not as the standard says:", e.message)
except ImportError:
    pass
print(d["eventType"], d["job"]["namespace"], d["job"]["name"], [os.path.basename(i["name"]) for i in d["inputs"]])
for o in d["outputs"]:
    print(os.path.basename(o["name"]), [(f["name"], f["type"]) for f in o["facets"]["schema"]["fields"]])
    for name, c in o["facets"]["columnLineage"]["fields"].items():
        print(" ", name, "<-", ", ".join(f"{os.path.basename(x['name'])}:{x['field']} {x['transformations'][0]['subtype']}" for x in c["inputFields"]))
for f in d["run"]["facets"].values():
    print(f["message"])
