/* xlsxlib.h - libxlsxwriter, loaded when a workbook is written. Loading it with every command (and
 * the libcrypto that it brings) took a third of the time that a small command takes. */
#ifndef FETTLE_XLSXLIB_H
#define FETTLE_XLSXLIB_H

#include "err.h"

#include <xlsxwriter.h>

/* The calls that are used; their types are those of the library's header. */
#define XLSXLIB_CALLS(X)                                                                           \
    X(workbook_new_opt)                                                                            \
    X(workbook_add_worksheet)                                                                      \
    X(workbook_add_format)                                                                         \
    X(workbook_set_properties)                                                                     \
    X(workbook_close)                                                                              \
    X(worksheet_write_string)                                                                      \
    X(worksheet_write_number)                                                                      \
    X(worksheet_write_boolean)                                                                     \
    X(worksheet_set_column)                                                                        \
    X(worksheet_freeze_panes)                                                                      \
    X(format_set_bold)                                                                             \
    X(format_set_num_format)                                                                       \
    X(lxw_strerror)

struct xlsxlib {
    void *handle;
#define CALL(name) __typeof__(name) *name;
    XLSXLIB_CALLS(CALL)
#undef CALL
};

/* E_OUTPUT where the library is not installed or is another one; then nothing is open. */
bool xlsxlib_open(struct xlsxlib *lib, struct err *e);
void xlsxlib_close(struct xlsxlib *lib);

#endif
