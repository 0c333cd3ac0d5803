/* form.h - the arguments of one op as fields, made from the op's descriptor. */
#ifndef FETTLE_FORM_H
#define FETTLE_FORM_H

#include "input.h"
#include "op.h"
#include "table.h"

enum { FORM_FIELDS = 24 };
struct form {
    const struct op *op;
    int n, sel;
    struct input field[FORM_FIELDS];
    int at;       /* 0-based step that it fills */
    bool replace; /* else it is inserted there */
    char problem[300];
    struct buf names; /* the columns there are, for people */
};

/* Opens the form for op with the values of `args` (a step's object; may be NULL). */
void form_open(struct form *f, const struct op *op, const struct json *args, int at, bool replace);
/* Tells it which columns there are, so that they can be shown. */
void form_names(struct form *f, const struct table *columns);
void form_free(struct form *f);
/* Moves between fields, cycles choices with Left and Right, types. False: not its key. */
bool form_key(struct form *f, int32_t key);
void form_paste(struct form *f, slice text);
/* The step's object from the fields; empty fields are left out. NULL with E_USAGE. */
const struct json *form_step(const struct form *f, struct arena *a, struct err *e);
void form_draw(const struct form *f, struct screen *s, struct rect r);

#endif
