#include "xlsxscan.h"

#include "shortest.h"
#include "utf8.h"

#include <stdlib.h>

/* Where the scanner is. Every loop stops at the NUL behind the text. */
struct at {
    const char *p, *end;
    bool odd; /* else an unexpected byte means that the text ends here */
};

/* Bytes inside text that need no look: not control characters, '&', '<', '>', all above ASCII. */
static inline bool is_plain(unsigned char c)
{
    const uint64_t low = 0xAFFFFFBF00000600; /* of the first 64: not '&', '<', '>' */

    return c < 64 ? low >> c & 1 : c < 128;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static inline void blanks(struct at *a)
{
    while (is_blank(*a->p)) a->p++;
}

/* The rest of a literal; at the end of the text `odd` stays false. */
static inline bool eat(struct at *a, const char *literal)
{
    const char *p = a->p;

    for (; *literal != '\0'; p++, literal++)
        if (*p != *literal) {
            a->odd = p < a->end;
            return false;
        }
    a->p = p;
    return true;
}

static bool stop(struct at *a)
{
    a->odd = a->p < a->end;
    return false;
}

static inline bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '_' || c == '-' || c == '.';
}

/* One attribute, or the end of the tag (name.n == 0). */
static inline bool attribute(struct at *a, slice *name, slice *value)
{
    char quote;

    name->n = 0;
    if (!is_blank(*a->p)) return (*a->p == '>' || *a->p == '/') || stop(a);
    blanks(a);
    if (*a->p == '>' || *a->p == '/') return true;
    name->p = a->p;
    while (is_name(*a->p)) a->p++;
    name->n = a->p - name->p;
    blanks(a);
    if (name->n == 0 || *a->p != '=') return stop(a);
    a->p++;
    blanks(a);
    quote = *a->p;
    if (quote != '"' && quote != '\'') return stop(a);
    value->p = ++a->p;
    while (is_plain((unsigned char)*a->p) && *a->p != quote) a->p++;
    value->n = a->p - value->p;
    if (*a->p != quote) return stop(a);
    a->p++;
    /* a namespace that changes here changes what the names mean */
    if (name->n >= 5 && memcmp(name->p, "xmlns", 5) == 0) {
        a->odd = true;
        return false;
    }
    return true;
}

/* ">" or "/>" */
static inline bool tag_end(struct at *a, bool *empty)
{
    *empty = *a->p == '/';
    if (*empty) a->p++;
    if (*a->p != '>') return stop(a);
    a->p++;
    return true;
}

/* A character reference or one of XML's own entities, at '&'; its length, 0: neither. */
static int reference(const char *p, int32_t *cp)
{
    static const struct {
        const char *name;
        int n;
        int32_t cp;
    } entity[] = {{"&amp;", 5, '&'},
                  {"&lt;", 4, '<'},
                  {"&gt;", 4, '>'},
                  {"&quot;", 6, '"'},
                  {"&apos;", 6, '\''}};
    bool hex = p[1] == '#' && p[2] == 'x';
    int i = hex ? 3 : 2;

    if (p[1] != '#') {
        for (size_t k = 0; k < sizeof entity / sizeof *entity; k++)
            if (strncmp(p, entity[k].name, (size_t)entity[k].n) == 0) {
                *cp = entity[k].cp;
                return entity[k].n;
            }
        return 0;
    }
    for (*cp = 0; i < 12 && p[i] != ';'; i++) {
        int c = p[i] | 0x20, d = p[i] >= '0' && p[i] <= '9'    ? p[i] - '0'
                                 : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                               : 99;

        if (d == 99 || *cp > 0x110000) return 0;
        *cp = *cp * (hex ? 16 : 10) + d;
    }
    if (p[i] != ';' || i == (hex ? 3 : 2)) return 0;
    /* the Char production of XML 1.0; anything else is expat's to refuse */
    if (*cp < 0x20
            ? *cp != '\n' && *cp != '\t' && *cp != '\r'
            : *cp > 0x10FFFF || (*cp >= 0xD800 && *cp < 0xE000) || *cp == 0xFFFE || *cp == 0xFFFF)
        return 0;
    return i + 1;
}

/* Text up to the next '<'. */
static inline bool text(struct at *a, slice *out, bool *escaped)
{
    bool wide = false;

    out->p = a->p;
    *escaped = false;
    for (;;) {
        while (is_plain((unsigned char)*a->p)) a->p++;
        if ((unsigned char)*a->p >= 0x80) {
            wide = true;
            a->p++;
        } else if (*a->p == '&') {
            int32_t cp;
            int n = reference(a->p, &cp);

            if (n == 0) {
                a->odd = a->end - a->p > 12;
                return false;
            }
            *escaped = true;
            a->p += n;
        } else {
            break;
        }
    }
    out->n = a->p - out->p;
    if (*a->p != '<') return stop(a);
    /* U+FFFE and U+FFFF are no characters to XML; utf8_invalid finds all else */
    if (wide && (utf8_invalid(*out) >= 0 || slice_find(*out, S("\xEF\xBF")) >= 0)) {
        a->odd = true;
        return false;
    }
    return true;
}

static inline enum xlsx_kind kind_of(slice t, bool *is_inline, bool *odd)
{
    *is_inline = false;
    if (t.n == 1 && t.p[0] == 's') return XLSX_SHARED;
    if (t.n == 0 || (t.n == 1 && t.p[0] == 'n')) return XLSX_NUMBER;
    if (t.n == 1 && t.p[0] == 'b') return XLSX_BOOL;
    if (t.n == 1 && t.p[0] == 'e') return XLSX_ERROR;
    if (t.n == 1 && t.p[0] == 'd') return XLSX_DATE;
    *is_inline = slice_eqz(t, "inlineStr");
    *odd = !*is_inline && !slice_eqz(t, "str");
    return XLSX_TEXT;
}

/* <f> with attributes and text, or <f/>, behind "<f". */
static bool formula(struct at *a)
{
    slice name, value;
    bool empty, escaped;

    do {
        if (!attribute(a, &name, &value)) return false;
    } while (name.n > 0);
    if (!tag_end(a, &empty)) return false;
    return empty || (text(a, &value, &escaped) && eat(a, "</f>"));
}

/* <is><t>text</t></is>, behind "<is>"; <t> may have attributes. */
static bool inlined(struct at *a, struct xlsxscan_cell *out)
{
    slice name, value;
    bool empty;

    blanks(a);
    if (!eat(a, "<t")) return false;
    do {
        if (!attribute(a, &name, &value)) return false;
    } while (name.n > 0);
    if (!tag_end(a, &empty)) return false;
    out->cell.value = (slice){a->p, 0};
    if (!empty && (!text(a, &out->cell.value, &out->escaped) || !eat(a, "</t>"))) return false;
    blanks(a);
    out->cell.has_value = true;
    return eat(a, "</is>");
}

/* <v>text</v> or <v/>, behind "<v". */
static inline bool cell_value(struct at *a, struct xlsxscan_cell *out)
{
    slice name, value;
    bool empty = false;

    if (*a->p == '>') {
        a->p++;
    } else {
        do {
            if (!attribute(a, &name, &value)) return false;
        } while (name.n > 0);
        if (!tag_end(a, &empty)) return false;
    }
    out->cell.has_value = true;
    out->cell.value = (slice){a->p, 0};
    return empty || (text(a, &out->cell.value, &out->escaped) && eat(a, "</v>"));
}

/* A cell, behind "<c". */
static inline bool cell(struct at *a, struct xlsxscan_cell *out)
{
    slice name, value = {"", 0}, t = {"", 0}, ref = {"", 0};
    bool empty, is_inline, odd = false;
    int64_t style = 0;

    *out = (struct xlsxscan_cell){0};
    for (;;) {
        if (!attribute(a, &name, &value)) return false;
        if (name.n == 0) break;
        if (name.n != 1) continue;
        if (name.p[0] == 'r') ref = value;
        if (name.p[0] == 't') t = value;
        if (name.p[0] == 's' && !slice_i64(value, &style)) style = 0;
    }
    out->cell.style = style > 0 && style < INT32_MAX ? (int)style : 0;
    out->cell.kind = kind_of(t, &is_inline, &odd);
    if (ref.n > 0 && !xlsxcells_ref(slice_trim(ref), &out->cell.row, &out->cell.col)) odd = true;
    if (odd) a->odd = true;
    if (odd || !tag_end(a, &empty)) return false;
    while (!empty) {
        blanks(a);
        if (a->p[0] == '<' && a->p[1] == 'v' && !is_name(a->p[2])) {
            a->p += 2;
            if (is_inline || out->cell.has_value) return a->odd = true, false;
            if (!cell_value(a, out)) return false;
        } else if (a->p[0] == '<' && a->p[1] == 'f' && !is_name(a->p[2])) {
            a->p += 2;
            if (!formula(a)) return false;
            out->cell.formula = true;
        } else if (is_inline && !out->cell.has_value && a->p[0] == '<' && a->p[1] == 'i') {
            if (!eat(a, "<is>") || !inlined(a, out)) return false;
        } else {
            return eat(a, "</c>");
        }
    }
    return true;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool digits(const char **p, int most, int *out)
{
    const char *from = *p;
    int v = 0;

    for (; is_digit(**p) && *p - from <= most; (*p)++) v = v * 10 + (**p - '0');
    *out = v;
    return *p > from && *p - from <= most;
}

/* Digits with perhaps a minus and a point, of which shortest_is says that it is the canonical
 * text when *known. */
static inline bool decimal(const char **p, bool *known)
{
    const char *from = *p, *whole, *point;

    if (**p == '-') (*p)++;
    whole = *p;
    while (is_digit(**p)) (*p)++;
    point = *p;
    if (**p == '.')
        for ((*p)++; is_digit(**p);) (*p)++;
    if (*p - whole > 15 || point == whole || **p != '<') return false;
    if (*whole == '0')
        *known = shortest_is((slice){from, *p - from});
    else
        *known = *p == point || (*p - point > 1 && (*p)[-1] != '0');
    return true;
}

/* A cell as nearly all programs write nearly all of them, behind "<c":
 * <c r="B7" s="1" t="s"><v>12</v></c>, with or without s and t. False: it is another, and nothing
 * has happened. Each comparison stops at the NULs behind the text. */
static inline bool usual_cell(struct at *a, struct xlsxscan_cell *out)
{
    const char *p = a->p;
    int col = 0, row, style = 0;
    struct xlsx_cell *c = &out->cell;

    if (memcmp(p, " r=\"", 4) != 0) return false;
    for (p += 4; *p >= 'A' && *p <= 'Z' && col < XLSX_COLS_MAX; p++)
        col = col * 26 + (*p - 'A' + 1);
    if (col == 0 || col > XLSX_COLS_MAX || !digits(&p, 7, &row) || *p != '"') return false;
    if (row == 0 || row > XLSX_ROWS_MAX) return false;
    p++;
    if (memcmp(p, " s=\"", 4) == 0) {
        p += 4;
        if (!digits(&p, 6, &style) || *p != '"') return false;
        p++;
    }
    *out = (struct xlsxscan_cell){.cell = {.row = row, .col = col, .style = style}};
    if (memcmp(p, " t=\"", 4) == 0) {
        if (p[5] != '"') return false;
        if (p[4] == 's')
            c->kind = XLSX_SHARED;
        else if (p[4] == 'b')
            c->kind = XLSX_BOOL;
        else if (p[4] != 'n')
            return false;
        p += 6;
    }
    if (p[0] == '/' && p[1] == '>') {
        a->p = p + 2;
        return true;
    }
    if (memcmp(p, "><v>", 4) != 0) return false;
    p += 4;
    c->has_value = true;
    c->value.p = p;
    if (c->kind == XLSX_NUMBER) {
        if (!decimal(&p, &c->known)) return false;
    } else {
        int i;

        if (!digits(&p, 9, &i)) return false;
        c->index = i;
        c->known = c->kind == XLSX_SHARED;
    }
    c->value.n = p - c->value.p;
    if (memcmp(p, "</v></c>", 8) != 0) return false;
    a->p = p + 8;
    return true;
}

static bool row(struct at *a, struct xlsxscan_row *out)
{
    slice name, value;
    bool empty;

    out->ref = (slice){"", 0};
    out->hidden = false;
    out->n = 0;
    for (;;) {
        if (!attribute(a, &name, &value)) return false;
        if (name.n == 0) break;
        if (name.n == 1 && name.p[0] == 'r') out->ref = value;
        if (name.n == 6 && memcmp(name.p, "hidden", 6) == 0)
            out->hidden =
                slice_eqz(value, "1") || slice_eqz(value, "true") || slice_eqz(value, "on");
    }
    if (!tag_end(a, &empty)) return false;
    while (!empty) {
        blanks(a);
        if (a->p[0] != '<' || a->p[1] != 'c') return eat(a, "</row>");
        if (out->n == XLSX_COLS_MAX) return a->odd = true, false;
        a->p += 2;
        if (!usual_cell(a, &out->cell[out->n]) && !cell(a, &out->cell[out->n])) return false;
        out->n++;
    }
    return true;
}

static enum xlsxscan outcome(const struct at *a, bool ok, const char *from, ptrdiff_t *used)
{
    *used = ok ? a->p - from : 0;
    return ok ? XLSXSCAN_ROW : a->odd ? XLSXSCAN_ODD : XLSXSCAN_MORE;
}

enum xlsxscan xlsxscan_row(const char *p, ptrdiff_t n, struct xlsxscan_row *out, ptrdiff_t *used)
{
    struct at a = {.p = p, .end = p + n};
    bool ok;

    blanks(&a);
    *used = a.p - p;
    if (strncmp(a.p, "</sheetData", 11) == 0) return XLSXSCAN_END;
    ok = eat(&a, "<row") && row(&a, out);
    return outcome(&a, ok, p, used);
}

enum xlsxscan xlsxscan_item(const char *p, ptrdiff_t n, slice *out, bool *escaped, ptrdiff_t *used)
{
    struct at a = {.p = p, .end = p + n};
    struct xlsxscan_cell c = {0};
    bool ok, empty = false;

    blanks(&a);
    *used = a.p - p;
    if (strncmp(a.p, "</sst", 5) == 0) return XLSXSCAN_END;
    ok = eat(&a, "<si") && tag_end(&a, &empty);
    if (ok && !empty) {
        slice name, value;

        blanks(&a);
        ok = eat(&a, "<t");
        do {
            ok = ok && attribute(&a, &name, &value);
        } while (ok && name.n > 0);
        ok = ok && tag_end(&a, &empty);
        c.cell.value = (slice){a.p, 0};
        if (ok && !empty) ok = text(&a, &c.cell.value, &c.escaped) && eat(&a, "</t>");
        if (ok) blanks(&a);
        ok = ok && eat(&a, "</si>");
    }
    *out = c.cell.value;
    *escaped = c.escaped;
    return outcome(&a, ok, p, used);
}

ptrdiff_t xlsxscan_text(char *p, ptrdiff_t n)
{
    char *amp = memchr(p, '&', (size_t)n);
    ptrdiff_t i, out;

    if (amp == NULL) return n;
    for (i = out = amp - p; i < n;) {
        int32_t cp;
        int len = p[i] == '&' ? reference(p + i, &cp) : 0;

        if (len == 0) {
            p[out++] = p[i++];
        } else {
            out += utf8_encode(cp, p + out);
            i += len;
        }
    }
    return out;
}
