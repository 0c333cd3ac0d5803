#include "xlsxlib.h"

#include <dlfcn.h>
#include <string.h>

/* A function's address from an object's, as POSIX lets dlsym give it (ISO C has no cast for it). */
static bool find(void *handle, const char *name, void *call)
{
    void *at = dlsym(handle, name);

    memcpy(call, &at, sizeof at);
    return at != NULL;
}

bool xlsxlib_open(struct xlsxlib *lib, struct err *e)
{
    bool ok = true;

    lib->handle = dlopen(FETTLE_XLSXWRITER, RTLD_NOW | RTLD_LOCAL);
    if (lib->handle == NULL)
        return err_set(e, E_OUTPUT,
                       "workbooks are written by libxlsxwriter, which is not installed (%s); write "
                       "CSV instead",
                       FETTLE_XLSXWRITER);
#define CALL(name) ok = ok && find(lib->handle, #name, &lib->name);
    XLSXLIB_CALLS(CALL)
#undef CALL
    if (ok) return true;
    xlsxlib_close(lib);
    return err_set(e, E_OUTPUT, "%s is not the libxlsxwriter that fettle knows", FETTLE_XLSXWRITER);
}

void xlsxlib_close(struct xlsxlib *lib)
{
    if (lib->handle != NULL) dlclose(lib->handle);
    lib->handle = NULL;
}
