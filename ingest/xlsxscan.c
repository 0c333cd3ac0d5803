#include "xlsxscan.h"

#include "utf8.h"

#include <stdlib.h>

/* Where the scanner is. Every loop stops at the NUL behind the text. */
struct at {
    const char *p, *end;
    bool odd; /* else an unexpected byte means that the text ends here */
};

/* Bytes inside text that need a look: control characters, '&', '<', '>', and all above ASCII. */
static inline bool is_plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x80 && c != '&' && c != '<' && c != '>') || c == '\n' || c == '\t';
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
    slice name, value = {"", 0}, t = {"", 0};
    bool empty, is_inline, odd = false;
    int64_t style = 0;

    *out = (struct xlsxscan_cell){0};
    for (;;) {
        if (!attribute(a, &name, &value)) return false;
        if (name.n == 0) break;
        if (name.n != 1) continue;
        if (name.p[0] == 'r') out->cell.ref = value;
        if (name.p[0] == 't') t = value;
        if (name.p[0] == 's' && !slice_i64(value, &style)) style = 0;
    }
    out->cell.style = style > 0 && style < INT32_MAX ? (int)style : 0;
    out->cell.kind = kind_of(t, &is_inline, &odd);
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
        if (slice_eqz(name, "hidden"))
            out->hidden =
                slice_eqz(value, "1") || slice_eqz(value, "true") || slice_eqz(value, "on");
    }
    if (!tag_end(a, &empty)) return false;
    while (!empty) {
        blanks(a);
        if (a->p[0] != '<' || a->p[1] != 'c') return eat(a, "</row>");
        if (out->n == XLSX_COLS_MAX) return a->odd = true, false;
        a->p += 2;
        if (!cell(a, &out->cell[out->n++])) return false;
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
    bool ok;

    blanks(&a);
    *used = a.p - p;
    if (strncmp(a.p, "</sst", 5) == 0) return XLSXSCAN_END;
    ok = eat(&a, "<si>");
    if (ok) {
        slice name, value;
        bool empty;

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
