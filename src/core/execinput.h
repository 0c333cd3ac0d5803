/* execinput.h - what code in the sandbox gets to see: the request, the original files, and its
 * tables, which are made when it asks for them. */
#ifndef FETTLE_EXECINPUT_H
#define FETTLE_EXECINPUT_H

#include "backend.h"
#include "box.h"

struct execinput {
    const struct exec_request *q;
    slice request;         /* JSON for the prelude */
    struct box_file *file; /* what is there before the code starts */
    int nfile;
    slice *path;                  /* [source]: its name below /in */
    const struct inspection **in; /* [source]; NULL: it is no table */
};

/* All in the arena; q outlives it. */
bool execinput_make(struct execinput *in, const struct exec_request *q, bool namespaces,
                    struct arena *a, struct err *e);
/* For box_request: an original file, or a table that the code asks for as .fettle/FORM-read,
 * .fettle/FORM-tableN or .fettle/text-sheetN, where N counts from 0 and FORM is text, canonical or
 * typed. */
bool execinput_give(void *execinput, slice name, int fd, struct err *e);

#endif
