/* opc.h - how the parts of an Office package find each other (ECMA-376 part 2). */
#ifndef FETTLE_OPC_H
#define FETTLE_OPC_H

#include "zip.h"

struct opc_rel {
    slice id;
    slice type;   /* the last part of the type's URI: "worksheet", "sharedStrings" */
    slice target; /* a part's name; empty: it leaves the package */
    slice rooted; /* the same, taken as seen from the package: what some programs mean */
};

/* The relationships of a part (the empty name: of the package) to other parts; those to the outside
 * are left out. No such file: none. */
bool opc_rels(struct zip *z, slice part, struct arena *a, struct opc_rel **rel, int *n,
              struct err *e);
/* The part that a relationship points to, or NULL when it is missing or outside. */
const struct zip_part *opc_part(const struct zip *z, struct arena *a, const struct opc_rel *rel);
/* The target as seen from the part: absolute or relative, backslashes too. Empty when it leaves the
 * package. */
slice opc_resolve(struct arena *a, slice part, slice target);

#endif
