/* Versions and clauses as the metadata of wheels writes them: the first line is a version, the
 * second its clauses. What is a version is neither before nor behind itself. */
#include "version.h"
#include "buf.h"
#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool meets(slice version, const char *operator, slice other)
{
    struct buf b = {0};
    bool ok;

    buf_putz(&b, operator);
    buf_put(&b, other);
    ok = version_fits(version, buf_slice(&b));
    buf_free(&b);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    slice clauses, rest,
        version = slice_cut((slice){(const char *)data, (ptrdiff_t)n}, '\n', &clauses);

    version_fits(version, clauses);
    /* the least there is: what meets it is a version */
    if (!version_fits(version, S(">=0.dev0")) || slice_find(version, S(",")) >= 0) return 0;
    assert(meets(version, "==", version) && !meets(version, "!=", version));
    version = slice_cut(version, '+', &rest); /* the order knows no local part */
    assert(meets(version, ">=", version) && meets(version, "<=", version));
    assert(!meets(version, ">", version) && !meets(version, "<", version));
    return 0;
}
