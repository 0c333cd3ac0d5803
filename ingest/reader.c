#include "sheet.h"

#include "encoding.h"
#include "sample.h"
#include "utf8.h"

#define X(name) extern const struct reader reader_##name;
#include "readers.gen.h"
#undef X

const struct reader *const reader_table[] = {
#define X(name) &reader_##name,
#include "readers.gen.h"
#undef X
    NULL};

/* What files that are no tables begin with, and what to do about them. */
struct stranger {
    const char *magic;
    int n, at;
    const char *what, *todo;
};
static const struct stranger stranger[] = {
    {"%PDF-", 5, 0, "a PDF document", "ask for the data as a workbook or CSV file"},
    {"\x89PNG", 4, 0, "an image (PNG)", "ask for the data as a workbook or CSV file"},
    {"\xFF\xD8\xFF", 3, 0, "an image (JPEG)", "ask for the data as a workbook or CSV file"},
    {"GIF8", 4, 0, "an image (GIF)", "ask for the data as a workbook or CSV file"},
    {"7z\xBC\xAF\x27\x1C", 6, 0, "a 7z archive", "unpack it first: 7z x FILE"},
    {"Rar!", 4, 0, "a RAR archive", "unpack it first: unrar x FILE"},
    {"PAR1", 4, 0, "a Parquet file", "convert it to CSV first"},
    {"SQLite format 3", 15, 0, "an SQLite database",
     "export the table as CSV first: sqlite3 -csv -header"},
    {"\x7F"
     "ELF",
     4, 0, "a program", "this is no data file"},
    {"MZ\x90", 3, 0, "a program", "this is no data file"},
    {"ustar", 5, 257, "a tar archive", "unpack it first: tar -xf FILE"},
    /* BIFF without a container: the record that begins a stream of versions 2, 3, 4 and 5 or 8 */
    {"\x09\0\4\0", 4, 0, "a worksheet of Excel 2 (.xls)", "save it as .xlsx or CSV"},
    {"\x09\2\6\0", 4, 0, "a worksheet of Excel 3 (.xls)", "save it as .xlsx or CSV"},
    {"\x09\4\6\0", 4, 0, "a worksheet of Excel 4 (.xls)", "save it as .xlsx or CSV"},
    {"\x09\x08\x08\0\0\5", 6, 0, "a workbook of Excel 5 (.xls)", "save it as .xlsx or CSV"},
    {"\x09\x08\x10\0\0\6", 6, 0, "a workbook of Excel 97-2003 (.xls)", "save it as .xlsx or CSV"}};

static bool starts_at(slice b, int at, const char *magic, int n)
{
    return b.n >= at + n && memcmp(b.p + at, magic, (size_t)n) == 0;
}

static bool has_utf16(slice b, const char *ascii)
{
    struct {
        char p[128];
        int n;
    } w = {{0}, 0};

    for (; *ascii != 0 && w.n < 126; ascii++) w.p[w.n++] = *ascii, w.p[w.n++] = 0;
    return slice_find(b, (slice){w.p, w.n}) >= 0;
}

static bool is_binary(slice b)
{
    ptrdiff_t n = b.n < 65536 ? b.n : 65536, odd = 0, of[32] = {0}, most = 0;
    struct encoding wide;

    if (starts_at(b, 0, "\xFF\xFE", 2) || starts_at(b, 0, "\xFE\xFF", 2) ||
        encoding_by_zeros(b, &wide))
        return false;
    for (ptrdiff_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)b.p[i];

        if (c < 32 && c != 0 &&
            strchr("\t\n\r\f\v\x1A\x1B\x1C\x1D\x1E\x1F\x01\x02", (char)c) == NULL) {
            odd++;
            if (++of[c] > most) most = of[c];
        }
    }
    /* One such sign may stand between the cells. */
    return (odd - most) * 20 > n || most * 2 > n;
}

static bool refuse_ole(slice b, const char *name, struct err *e)
{
    if (has_utf16(b, "EncryptedPackage"))
        return err_set(
            e, E_SOURCE,
            "%s is protected with a password; open it in a spreadsheet program and save it "
            "without one",
            name);
    if (has_utf16(b, "Workbook") || has_utf16(b, "Book"))
        return err_set(
            e, E_SOURCE,
            "%s is a workbook of Excel 97-2003 (.xls), which is not read; save it as .xlsx "
            "or CSV (libreoffice --convert-to xlsx FILE)",
            name);
    return err_set(e, E_SOURCE,
                   "%s is an old Office document, no table; save the data as .xlsx or CSV", name);
}

static bool refuse(const struct source *s, struct err *e)
{
    slice b = source_known(s), head = utf8_trim(slice_sub(b, 0, 512));
    char name[200];

    memset(name, 0, sizeof name);
    if (s->name.n > 0) memcpy(name, s->name.p, (size_t)(s->name.n < 199 ? s->name.n : 199));
    for (size_t i = 0; i < sizeof stranger / sizeof stranger[0]; i++)
        if (starts_at(b, stranger[i].at, stranger[i].magic, stranger[i].n))
            return err_set(e, E_SOURCE, "%s is %s; %s", name, stranger[i].what, stranger[i].todo);
    if (starts_at(b, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) return refuse_ole(b, name, e);
    if (starts_at(b, 0, "PK\3\4", 4) || starts_at(b, 0, "PK\5\6", 4))
        return err_set(e, E_SOURCE,
                       "%s is a zip archive but no workbook; unpack it and give the file inside",
                       name);
    if (slice_eq_nocase(slice_sub(head, 0, 5), S("<html")) ||
        slice_eq_nocase(slice_sub(head, 0, 9), S("<!doctype")) ||
        slice_eq_nocase(slice_sub(head, 0, 6), S("<table")))
        return err_set(
            e, E_SOURCE,
            "%s is an HTML page; open it in a spreadsheet program and save it as .xlsx or CSV",
            name);
    if (slice_starts(head, S("<?xml")))
        return err_set(e, E_SOURCE, "%s is an XML document; save the data as .xlsx or CSV", name);
    return err_set(e, E_SOURCE, "%s is no text and no workbook (binary data); ask for .xlsx or CSV",
                   name);
}

/* Known to be no text, whatever the text reader thinks. */
static bool is_stranger(slice b)
{
    slice head = utf8_trim(slice_sub(b, 0, 512));

    for (size_t i = 0; i < sizeof stranger / sizeof stranger[0]; i++)
        if (starts_at(b, stranger[i].at, stranger[i].magic, stranger[i].n) &&
            (stranger[i].n > 2 || is_binary(b)) &&
            (memcmp(stranger[i].magic, "BZh", 3) != 0 || is_binary(b)))
            return true;
    return starts_at(b, 0, "\xD0\xCF\x11\xE0", 4) || starts_at(b, 0, "PK\3\4", 4) ||
           starts_at(b, 0, "PK\5\6", 4) || slice_eq_nocase(slice_sub(head, 0, 5), S("<html")) ||
           slice_eq_nocase(slice_sub(head, 0, 9), S("<!doctype")) ||
           slice_eq_nocase(slice_sub(head, 0, 6), S("<table")) || slice_starts(head, S("<?xml")) ||
           is_binary(b);
}

/* A large file that is not what its samples say, or cannot be read in parts. */
static bool read_whole(const struct source *s, const struct read_options *o, struct arena *a,
                       struct workbook *out, struct err *e)
{
    struct source *all = arena_new(a, struct source, 1);

    if (all == NULL) return err_set(e, E_LIMIT, "the source does not fit the memory limit");
    *all = *s;
    return source_load(all, o, a, e) && workbook_read(all, o, a, out, e);
}

const struct reader *workbook_reader(const struct source *s)
{
    const struct reader *best = NULL;
    int sure = 0;
    bool strange = is_stranger(source_known(s));

    for (const struct reader *const *r = reader_table; *r != NULL; r++) {
        int m = strange && strcmp((*r)->name, "csv") == 0 ? 0 : (*r)->match(s);

        if (m > sure) sure = m, best = *r;
    }
    return best;
}

bool workbook_read(const struct source *s, const struct read_options *o, struct arena *a,
                   struct workbook *out, struct err *e)
{
    const struct reader *best = workbook_reader(s);

    *out = (struct workbook){.source = s};
    out->quirks.arena = a;
    if (best == NULL) return refuse(s, e);
    out->kind = best->name;
    if (!s->on_disk) return best->read(s, o, a, out, e) || source_named(s, e);
    if (best->read(s, o, a, out, e)) return sample_stands(out, o, a) || read_whole(s, o, a, out, e);
    if (e != NULL && e->code != E_NONE) return source_named(s, e);
    return e != NULL && read_whole(s, o, a, out, e);
}
