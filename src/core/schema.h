/* schema.h - the canonical schema, its fingerprint and layout (contracts.md 3). */
#ifndef FETTLE_SCHEMA_H
#define FETTLE_SCHEMA_H

#include "inspect.h"

struct schema_column {
    slice name;   /* folded, header levels joined with U+203A; empty: unnamed */
    slice shown;  /* as people see it */
    slice format; /* how its values are written; may be empty */
    enum kind kind;
};
struct schema {
    struct schema_column *col;
    int n;
    slice canonical;              /* the text that is hashed */
    char fingerprint[3 + 64 + 1]; /* "f1:…" */
    char layout[3 + 64 + 1];      /* "l1:…" */
};

bool schema_of(const struct inspection *in, struct arena *a, struct schema *out, struct err *e);
/* {"columns":[{name,shown,kind,format}]}: what the cache keeps beside the canonical text. */
void schema_json(const struct schema *s, struct json_writer *w, const char *key);
bool schema_parse(const struct json *v, struct arena *a, struct schema *out, struct err *e);
/* "7c1e-90b2": the first eight digits, for people. out holds 10 bytes. */
const char *schema_short(const char *fingerprint, char out[10]);

#endif
