/* draftfind.h - finds the reshaping steps that a table may need and says how likely each is. */
#ifndef FETTLE_DRAFTFIND_H
#define FETTLE_DRAFTFIND_H

#include "draftfeature.h"
#include "draftview.h"

enum draftop {
    DRAFT_UNPIVOT,
    DRAFT_WIDE_TO_LONG,
    DRAFT_TRANSPOSE,
    DRAFT_PIVOT_BLOCKS,
    DRAFT_FILL,
    DRAFT_EXPLODE,
    DRAFT_SUBTITLE
};
const char *draftop_name(enum draftop op);

struct draftstep {
    enum draftop op;
    int first, last;   /* 0-based columns; explode: first */
    int rows;          /* pivot_blocks */
    char mark;         /* explode: the delimiter */
    const slice *stub; /* wide_to_long: the measures, where the heading's levels tell */
    int nstub, level;  /* and which level they are */
    bool stub_first;   /* names begin with them */
    const char *why;   /* unpivot: what the names are ("years"), NULL: the contents alone */
    double x[DF_COUNT];
    double score, p;
};

enum { DRAFTFIND_MAX = 24 };
struct draftsteps {
    struct draftstep at[DRAFTFIND_MAX];
    int n;
};

/* Every step that may follow, most probable first; p is set. `weight` NULL: the defaults. */
void draftfind_steps(const struct draftview *v, const double *weight, struct draftsteps *out);

/* The finders by themselves, for their tests; they add steps with x and score set. */
void draftfind_unpivot(const struct draftview *v, struct draftsteps *out);
void draftfind_wide(const struct draftview *v, struct draftsteps *out);
void draftfind_transpose(const struct draftview *v, struct draftsteps *out);
void draftfind_pivot_blocks(const struct draftview *v, struct draftsteps *out);
void draftfind_explode(const struct draftview *v, struct draftsteps *out);

/* Purity of rows minus purity of columns: above 0 the table lies on its side. */
double draftfind_sideways(const struct draftview *v);
/* 1: the corner cell names what stands to its right ("Month | Jan | Feb"), not what is below. */
double draftfind_corner(const struct draftview *v);
/* How many of the first rows are texts while all rows below them are numbers: they name what stands
 * below them as the header does. 0: none, or not enough below them. */
int draftfind_names_below(const struct draftview *v);
/* Share of the names behind the first column that stand beside the same name again, 0..1; "X.1"
 * after "X" counts as what a loader made of the same name. */
double draftfind_names_again(const struct draftview *v);
/* How much the first column holds field names while the header does not: 0..1. */
double draftfind_fields_down(const struct draftview *v);
struct draftstep *draftsteps_add(struct draftsteps *l, enum draftop op, int first, int last);

#endif
