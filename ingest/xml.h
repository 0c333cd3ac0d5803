/* xml.h - one XML part of a package as events, by expat, bounded.
 *
 * Names come without prefix. An element of another namespace than the root's comes with the empty
 * name: its reader skips it. A DOCTYPE is refused, so there are no entities of the file's own. */
#ifndef FETTLE_XML_H
#define FETTLE_XML_H

#include "zip.h"

struct xml;
/* depth counts from 1, the root. attr: name, value, name, value, ..., NULL; read with xml_attr. */
struct xml_events {
    void (*start)(void *ctx, struct xml *x, int depth, const char *name, const char **attr);
    void (*end)(void *ctx, struct xml *x, int depth, const char *name);
    void (*text)(void *ctx, struct xml *x, slice s); /* perhaps in pieces; may be NULL */
};

/* Parses the whole part. E_SOURCE with part, line and what is wrong; E_LIMIT when nested too deep
 * or one tag is too long (LIMIT_DEPTH, LIMIT_ITEM); or what an event said. */
bool xml_read(struct zip *z, const struct zip_part *part, const struct xml_events *events,
              void *ctx, struct err *e);

/* The same piece by piece. xml_close frees; ok: false to give up. */
struct xml *xml_open(slice part_name, const struct limits *limits, const struct xml_events *events,
                     void *ctx, struct err *e);
bool xml_feed(struct xml *x, slice s);
bool xml_close(struct xml *x, bool ok);
/* How many elements are open between two pieces. */
int xml_depth(const struct xml *x);
/* Somebody else read a piece: line numbers are not known from here on. */
void xml_gap(struct xml *x);

/* The value of an attribute without prefix, or NULL. */
const char *xml_attr(const char **attr, const char *name);
/* The value of an attribute in a namespace that ends so ("/relationships"), or NULL. */
const char *xml_attr_in(const char **attr, const char *ns_end, const char *name);
/* "1", "true" and "on" are true. */
bool xml_true(const char *value);
/* To fail from an event: err_set(xml_err(x), ...), then xml_stop. */
struct err *xml_err(struct xml *x);
void xml_stop(struct xml *x);

#endif
