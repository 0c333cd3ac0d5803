#include "regionrow.h"

int region_head(const struct region *r, int header_rows, int64_t out[], int most)
{
    int n = 0;

    for (int64_t i = r->at.top - 1; i < r->at.bottom && n < header_rows && n < most; i++)
        if (r->role[i] != ROLE_GAP) out[n++] = i;
    return n;
}

bool region_row(const struct region *r, int header_rows, int64_t i, int *seen)
{
    if (r->role[i] == ROLE_GAP) return false;
    if ((*seen)++ < header_rows) return false;
    if (header_rows > 0 && header_rows == r->header_rows && r->role[i] == ROLE_HEAD)
        return false; /* repeated */
    return r->role[i] != ROLE_NOTE;
}

int64_t region_count(const struct region *r, enum row_role role, int64_t *first)
{
    int64_t n = 0;
    int seen = 0;

    for (int64_t i = r->at.top - 1; i < r->at.bottom; i++) {
        bool head = r->role[i] != ROLE_GAP && seen++ < r->header_rows;

        if (r->role[i] != role || head) continue;
        if (n++ == 0) *first = i;
    }
    return n;
}
