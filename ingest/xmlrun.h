/* xmlrun.h - reads an XML part by expat, except the long run of like elements in it (rows, shared
 * strings), which a faster scanner takes where it can.
 *
 * expat sees everything before and behind the run, and each item that the scanner finds odd, always
 * between two whole items: so its own state (depth, section, namespaces) stays right. */
#ifndef FETTLE_XMLRUN_H
#define FETTLE_XMLRUN_H

#include "xlsxscan.h"
#include "xml.h"

struct xmlrun {
    const char *open;  /* how the run's element begins: "<sheetData" */
    const char *close; /* how an item ends: "</row>" */
    int depth;         /* of the run's element: 2 for sheetData */
    /* Scans one item at p[0..n), XLSXSCAN_SLACK NULs are behind it, and the bytes may be changed
     * once the item is known to be whole and good. XLSXSCAN_ROW: taken. Errors are told by *failed
     * with the err set. */
    enum xlsxscan (*scan)(void *ctx, char *p, ptrdiff_t n, ptrdiff_t *used, bool *failed,
                          struct err *e);
};

/* Step by step: nothing is read before it is asked for. events get what expat sees; both get ctx.
 * Errors as xml_read. e, ctx and part must stay. */
struct xmlrun_reader;
struct xmlrun_reader *xmlrun_open(struct zip *z, const struct zip_part *part,
                                  const struct xml_events *events, const struct xmlrun *run,
                                  void *ctx, struct err *e);
/* Reads some more. False: that was the end, or it failed; xmlrun_close tells which. */
bool xmlrun_step(struct xmlrun_reader *r);
/* Frees. False when anything failed, or the text ended early; `ok` false: to give up. */
bool xmlrun_close(struct xmlrun_reader *r, bool ok);

#endif
