/* xlsxstyle.h - the styles part of a workbook: what each cell format means and looks like. */
#ifndef FETTLE_XLSXSTYLE_H
#define FETTLE_XLSXSTYLE_H

#include "numfmt.h"
#include "zip.h"

struct xlsx_format {
    uint8_t look;    /* enum cell_look bits */
    uint8_t numfmt;  /* enum numfmt */
    uint16_t format; /* index into name[] */
};

struct xlsxstyle {
    struct xlsx_format *at; /* by a cell's style number */
    int n;                  /* at least 1 */
    slice *name;            /* number formats as in the file; [0] is empty */
    int nname;
};

/* Excel stops at 65,490 cell formats and 200 to 250 custom number formats; files of others have
 * more. A custom format with a larger id is not seen: its cells are plain numbers. */
enum { XLSXSTYLE_MAX = 1 << 20, XLSXSTYLE_NAMES_MAX = 1 << 15, XLSXSTYLE_IDS_MAX = 1 << 16 };

/* A workbook without the part (NULL) has no formats. */
bool xlsxstyle_read(struct zip *z, const struct zip_part *part, struct arena *a,
                    struct xlsxstyle *out, struct err *e);

#endif
