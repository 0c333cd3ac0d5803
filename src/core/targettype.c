#include "targettype.h"

#include "date.h"
#include "utf8.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

struct targettype {
    const struct row *row;
    const struct json *field;
    slice format, date_pattern;
    slice decimal, group;
    bool bare; /* nothing but the number */
    char delimiter;
    const struct targettype *item;
};

/* ----------------------------------------------------------------- numbers */

/* Without group marks and what may stand around the number; '.' for the decimal mark. */
static slice plain_number(const struct targettype *t, slice s, struct arena *a)
{
    struct buf b = {0};
    slice out;

    if (!t->bare) {
        while (s.n > 0 && !isdigit((unsigned char)s.p[0]) && s.p[0] != '-' && s.p[0] != '+')
            s = slice_sub(s, 1, s.n);
        while (s.n > 0 && !isdigit((unsigned char)s.p[s.n - 1])) s.n--;
    }
    if (s.n > 0 && s.p[0] == '+') s = slice_sub(s, 1, s.n);
    for (ptrdiff_t i = 0; i < s.n;) {
        slice rest = slice_sub(s, i, s.n);

        if (t->group.n > 0 && slice_starts(rest, t->group)) {
            i += t->group.n;
        } else if (slice_starts(rest, t->decimal)) {
            buf_putc(&b, '.');
            i += t->decimal.n;
        } else {
            buf_putc(&b, s.p[i] == '.' ? '?' : s.p[i]);
            i++;
        }
    }
    out = buf_take(&b, a);
    return out;
}

static bool read_number(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    if (slice_eqz(s, "NaN") || slice_eqz(s, "INF") || slice_eqz(s, "-INF")) {
        *out = value_text(s);
        return true;
    }
    if (!slice_eqz(t->decimal, ".") || t->group.n > 0 || !t->bare) s = plain_number(t, s, a);
    *out = value_number(decimal_parse(s, a));
    return out->type == V_NUMBER;
}

static bool read_integer(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    /* The form of XML Schema's integer: no point, not even before zeros, and no exponent. */
    for (ptrdiff_t i = 0; t->bare && t->group.n == 0 && i < s.n; i++)
        if (!isdigit((unsigned char)s.p[i]) && (i > 0 || (s.p[i] != '-' && s.p[i] != '+')))
            return false;
    return read_number(t, s, a, out) && out->type == V_NUMBER && decimal_is_integer(out->num);
}

static bool read_year(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    slice digits = s.n > 0 && s.p[0] == '-' ? slice_sub(s, 1, s.n) : s;

    (void)t;
    for (ptrdiff_t i = 0; i < digits.n; i++)
        if (!isdigit((unsigned char)digits.p[i])) return false;
    *out = value_number(decimal_parse(s, a));
    return digits.n >= 4 && out->type == V_NUMBER;
}

/* ------------------------------------------------------------ truth, dates */

static bool listed(const struct json *list, const char *const *fallback, slice s)
{
    for (int i = 0; list != NULL && i < json_count(list); i++)
        if (slice_eq(json_text(list->item[i]), s)) return true;
    for (int i = 0; list == NULL && fallback[i] != NULL; i++)
        if (slice_eqz(s, fallback[i])) return true;
    return false;
}

static bool read_boolean(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    static const char *const yes[] = {"true", "True", "TRUE", "1", NULL}, *const no[] = {
                                                                              "false", "False",
                                                                              "FALSE", "0", NULL};

    (void)a;
    *out = value_bool(listed(json_member(t->field, "trueValues"), yes, s));
    return out->flag || listed(json_member(t->field, "falseValues"), no, s);
}

/* The form of XML Schema's dates and times: more than value_read asks for. */
static bool is_standard(slice s, enum kind want)
{
    static const char date[] = "dddd-dd-dd", clock[] = "dd:dd:dd", both[] = "dddd-dd-ddTdd:dd:dd";
    const char *form = want == KIND_DATE ? date : want == KIND_TIME ? clock : both;
    ptrdiff_t n = (ptrdiff_t)strlen(form);

    for (ptrdiff_t i = 0; i < n; i++)
        if (i >= s.n || (form[i] == 'd' ? !isdigit((unsigned char)s.p[i]) : s.p[i] != form[i]))
            return false;
    return true;
}

static bool read_moment(const struct targettype *t, slice s, enum kind want, struct arena *a,
                        struct value *out)
{
    struct date_style style = {.pattern = t->date_pattern};
    bool any = slice_eqz(t->format, "any"), ambiguous;
    int64_t fits = 0, filled;
    char text[40];
    ptrdiff_t n;
    enum kind kind;

    if (any && value_read(s, want, a, out)) return true;
    if (any && (!date_detect(&s, 1, a, &style, &kind, &fits, &filled, &ambiguous) || fits < 1))
        return false;
    if (style.pattern.n == 0) return is_standard(s, want) && value_read(s, want, a, out);
    if (!date_read(s, &style, text, &n, &kind)) return false;
    if (kind == KIND_DATE && want == KIND_DATETIME) want = KIND_DATE;
    return value_read((slice){text, n}, want, a, out);
}

static bool read_date(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    return read_moment(t, s, KIND_DATE, a, out);
}

static bool read_time(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    return read_moment(t, s, KIND_TIME, a, out);
}

static bool read_datetime(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    return read_moment(t, s, KIND_DATETIME, a, out);
}

static bool read_yearmonth(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    slice day;

    (void)t;
    if (s.n != 7 || s.p[4] != '-') return false;
    day = arena_printf(a, "%.*s-01", SLICE_ARG(s));
    return value_read(day, KIND_DATE, a, out);
}

static double number_of(slice digits, struct arena *a)
{
    char *z = arena_z(a, digits), *point = z != NULL ? strchr(z, ',') : NULL;

    if (point != NULL) *point = '.';
    return z != NULL ? strtod(z, NULL) : 0;
}

/* P3Y6M4DT12H30M5S, each part at most once and in order; weeks alone. Years and months have their
 * mean length in the Gregorian calendar, so that durations have an order. */
static bool read_duration(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    static const char date[] = "YMWD", clock[] = "HMS";
    static const double date_seconds[] = {31556952, 2629746, 604800, 86400},
                        clock_seconds[] = {3600, 60, 1};
    const char *next = date;
    bool any = false, in_time = false, minus = s.n > 0 && s.p[0] == '-';
    double seconds = 0;
    ptrdiff_t i = 0;

    (void)t;
    if (minus) i++;
    if (i >= s.n || s.p[i++] != 'P') return false;
    while (i < s.n) {
        ptrdiff_t from = i;
        const char *unit;

        if (s.p[i] == 'T' && !in_time) {
            in_time = true, next = clock, any = false;
            i++;
            continue;
        }
        while (i < s.n && (isdigit((unsigned char)s.p[i]) || s.p[i] == '.' || s.p[i] == ',')) i++;
        if (i == from || i == s.n || (unit = strchr(next, s.p[i])) == NULL || *unit == 0)
            return false;
        seconds += number_of(slice_sub(s, from, i), a) *
                   (in_time ? clock_seconds[unit - clock] : date_seconds[unit - date]);
        next = unit + 1;
        any = true;
        i++;
    }
    if (!any || seconds > 9e15) return false;
    *out = value_duration((int64_t)(minus ? -seconds : seconds),
                          (int64_t)(fmod(minus ? -seconds : seconds, 1) * 1e9));
    return true;
}

/* ------------------------------------------------------------------ shapes */

static const struct json *tree(slice s, enum json_kind want, struct arena *a)
{
    const struct json *v = json_parse(a, s, NULL);

    return json_is(v, want) ? v : NULL;
}

static bool read_object(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    (void)t;
    *out = value_text(s);
    return tree(s, J_OBJECT, a) != NULL;
}

static bool read_array(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    (void)t;
    *out = value_text(s);
    return tree(s, J_ARRAY, a) != NULL;
}

static bool read_list(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    slice rest = s;

    *out = value_text(s);
    while (t->item != NULL && rest.n >= 0) {
        slice one = slice_cut(rest, t->delimiter, &rest);
        struct value v;

        if (!targettype_read(t->item, slice_trim(one), KIND_TEXT, a, &v)) return false;
    }
    return true;
}

static bool is_degree(slice s, int64_t most, struct arena *a)
{
    const struct decimal *d = decimal_parse(slice_trim(s), a);

    return d != NULL && decimal_cmp(d, decimal_int(most, a)) <= 0 &&
           decimal_cmp(d, decimal_int(-most, a)) >= 0;
}

static slice number_text(const struct json *v)
{
    return json_is(v, J_NUMBER) || json_is(v, J_TEXT) ? v->text : S("");
}

static bool read_geopoint(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    const struct json *v;
    slice lon, lat;

    *out = value_text(s);
    if (slice_eqz(t->format, "array")) {
        v = tree(s, J_ARRAY, a);
        if (v == NULL || v->n != 2) return false;
        lon = number_text(v->item[0]), lat = number_text(v->item[1]);
    } else if (slice_eqz(t->format, "object")) {
        v = tree(s, J_OBJECT, a);
        lon = number_text(json_member(v, "lon")), lat = number_text(json_member(v, "lat"));
    } else {
        lon = slice_cut(s, ',', &lat);
    }
    return lat.n > 0 && is_degree(lon, 180, a) && is_degree(lat, 90, a);
}

static bool read_geojson(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    static const char *const known[] = {"Point",      "LineString",         "Polygon",
                                        "MultiPoint", "MultiLineString",    "MultiPolygon",
                                        "Feature",    "GeometryCollection", "FeatureCollection",
                                        NULL};
    slice type = json_text(json_member(tree(s, J_OBJECT, a), "type"));

    *out = value_text(s);
    if (slice_eqz(t->format, "topojson")) return slice_eqz(type, "Topology");
    return listed(NULL, known, type);
}

static bool is_email(slice s)
{
    slice domain, local = slice_cut(s, '@', &domain);

    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ') return false;
    return local.n > 0 && domain.n > 0 && slice_find(domain, S("@")) < 0 && domain.p[0] != '.' &&
           domain.p[domain.n - 1] != '.';
}

static bool is_uri(slice s)
{
    slice rest, scheme = slice_cut(s, ':', &rest);

    for (ptrdiff_t i = 0; i < scheme.n; i++)
        if (!isalnum((unsigned char)scheme.p[i]) && strchr("+-.", scheme.p[i]) == NULL)
            return false;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ') return false;
    return scheme.n > 0 && isalpha((unsigned char)scheme.p[0]) && rest.n > 0;
}

static bool is_uuid(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? s.p[i] != '-' : !isxdigit((unsigned char)s.p[i])) return false;
    }
    return s.n == 36;
}

static bool is_base64(slice s)
{
    ptrdiff_t n = s.n;

    while (n > 0 && s.n - n < 2 && s.p[n - 1] == '=') n--;
    for (ptrdiff_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '+' && s.p[i] != '/') return false;
    return s.n % 4 == 0;
}

static bool read_string(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    (void)a;
    *out = value_text(s);
    return slice_eqz(t->format, "email")    ? is_email(s)
           : slice_eqz(t->format, "uri")    ? is_uri(s)
           : slice_eqz(t->format, "uuid")   ? is_uuid(s)
           : slice_eqz(t->format, "binary") ? is_base64(s)
                                            : true;
}

static bool read_any(const struct targettype *t, slice s, struct arena *a, struct value *out)
{
    (void)t;
    (void)a;
    *out = value_text(s);
    return true;
}

/* ------------------------------------------------------------- the table */

struct row {
    const char *name, *doc; /* a filled cell of it, in one clause */
    bool (*read)(const struct targettype *t, slice s, struct arena *a, struct value *out);
    const char *formats; /* "default" and these; '%': patterns too */
    enum kind kind[3];   /* columns of these kinds hold its values in canonical form */
};
static const struct row rows[] = {
    {"string", "any text", read_string, " email uri binary uuid ", {KIND_TEXT}},
    {"number",
     "a decimal like -1.50 or 1e6, NaN or INF; decimalChar, groupChar and bareNumber say how else",
     read_number,
     "",
     {KIND_NUMBER, KIND_INTEGER}},
    {"integer",
     "digits, perhaps with a sign; groupChar and bareNumber",
     read_integer,
     "",
     {KIND_INTEGER, KIND_NUMBER}},
    {"boolean",
     "true, True, TRUE or 1, or the same of false; trueValues, falseValues",
     read_boolean,
     "",
     {KIND_BOOL}},
    {"object", "a JSON object", read_object, "", {KIND_TEXT}},
    {"array", "a JSON array", read_array, "", {KIND_TEXT}},
    {"list",
     "items between a delimiter (a comma), each of the itemType",
     read_list,
     "",
     {KIND_TEXT}},
    {"date",
     "2024-02-29, a pattern like %d.%m.%Y, or any way that can be understood",
     read_date,
     "% any ",
     {KIND_DATE}},
    {"time", "08:30:00, or as for dates", read_time, "% any ", {KIND_TIME}},
    {"datetime",
     "2024-02-29T08:30:00, perhaps with a zone, or as for dates",
     read_datetime,
     "% any ",
     {KIND_DATETIME, KIND_DATE}},
    {"year", "four digits or more", read_year, "", {KIND_INTEGER, KIND_NUMBER}},
    {"yearmonth", "2024-02", read_yearmonth, "", {KIND_TEXT}},
    {"duration",
     "P1DT2H as in ISO 8601; years and months are compared by their mean length",
     read_duration,
     "",
     {KIND_DURATION}},
    {"geopoint",
     "90.5, 45.5: degrees of longitude and latitude",
     read_geopoint,
     " array object ",
     {KIND_TEXT}},
    {"geojson", "a GeoJSON object", read_geojson, " topojson ", {KIND_TEXT}},
    {"any", "anything", read_any, "", {KIND_TEXT}},
};

static const struct row *row_named(slice name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (slice_eqz(name, rows[i].name)) return &rows[i];
    return NULL;
}

/* "%d.%m.%Y" as our "DD.MM.YYYY"; the empty slice: it has a directive that we have not. */
static slice own_pattern(slice c, struct arena *a)
{
    static const char *const own[][2] = {{"Y", "YYYY"}, {"y", "YY"},  {"m", "MM"},  {"d", "DD"},
                                         {"B", "MMMM"}, {"b", "MMM"}, {"H", "hh"},  {"I", "h"},
                                         {"M", "mm"},   {"S", "ss"},  {"f", "fff"}, {"p", "AP"},
                                         {"z", "zz"},   {"a", "EEE"}};
    struct buf b = {0};

    for (ptrdiff_t i = 0; i < c.n; i++) {
        bool found = false;

        if (c.p[i] != '%') {
            buf_putc(&b, c.p[i]);
            continue;
        }
        i++;
        for (size_t k = 0; i < c.n && k < sizeof own / sizeof own[0]; k++)
            if (own[k][0][0] == c.p[i]) {
                buf_putz(&b, own[k][1]);
                found = true;
            }
        if (found) continue;
        buf_free(&b);
        return S("");
    }
    return buf_take(&b, a);
}

static bool read_format(struct targettype *t, struct arena *a, struct err *e)
{
    slice f = t->format;
    const char *known = t->row->formats;

    if (f.n == 0 || slice_eqz(f, "default")) return true;
    if (strstr(known, arena_printf(a, " %.*s ", SLICE_ARG(f)).p) != NULL) return true;
    if (known[0] == '%' && slice_starts(f, S("fmt:"))) f = slice_sub(f, 4, f.n);
    if (known[0] == '%' && slice_find(f, S("%")) >= 0) t->date_pattern = own_pattern(f, a);
    return t->date_pattern.n > 0 ||
           err_set(e, E_FAILED, "format \"%.*s\" of type %s", SLICE_ARG(t->format), t->row->name);
}

static slice mark(const struct json *field, const char *member, slice fallback)
{
    const struct json *v = json_member(field, member);

    return json_is(v, J_TEXT) ? v->text : fallback;
}

const struct targettype *targettype_open(const struct json *field, struct arena *a, struct err *e)
{
    struct targettype *t = arena_new(a, struct targettype, 1);
    slice name = json_text(json_member(field, "type")), delimiter;

    if (t == NULL) {
        err_set(e, E_LIMIT, "the schema does not fit the memory limit");
        return NULL;
    }
    t->row = row_named(name.n > 0 ? name : S("any"));
    if (t->row == NULL) {
        err_set(e, E_FAILED, "type \"%.*s\"", SLICE_ARG(name));
        return NULL;
    }
    t->field = field;
    t->format = json_text(json_member(field, "format"));
    t->decimal = mark(field, "decimalChar", S("."));
    t->group = mark(field, "groupChar", S(""));
    t->bare = json_flag(json_member(field, "bareNumber"), true);
    delimiter = mark(field, "delimiter", S(","));
    t->delimiter = delimiter.n > 0 ? delimiter.p[0] : ',';
    if (!read_format(t, a, e)) return NULL;
    if (strcmp(t->row->name, "list") == 0 && json_member(field, "itemType") != NULL) {
        struct json *item = json_new_object(a);

        json_set(a, item, "type", json_member(field, "itemType"));
        t->item = targettype_open(item, a, e);
        if (t->item == NULL) return NULL;
    }
    return t;
}

const char *targettype_name(const struct targettype *t)
{
    return t->row->name;
}

bool targettype_is_json(const struct targettype *t)
{
    return t->row->read == read_object || t->row->read == read_array ||
           t->row->read == read_geojson;
}

bool targettype_read(const struct targettype *t, slice cell, enum kind kind, struct arena *a,
                     struct value *out)
{
    for (int i = 0; i < 3 && kind != KIND_TEXT; i++)
        if (t->row->kind[i] == kind && kind != KIND_EMPTY)
            return value_read(cell, kind, a, out) &&
                   (out->type != V_NUMBER || t->row->kind[0] == KIND_NUMBER ||
                    decimal_is_integer(out->num));
    return t->row->read(t, cell, a, out);
}

int64_t targettype_length(const struct targettype *t, slice cell, struct arena *a)
{
    if (strcmp(t->row->name, "list") == 0) {
        int64_t n = 1;

        for (ptrdiff_t i = 0; i < cell.n; i++) n += cell.p[i] == t->delimiter;
        return n;
    }
    if (t->row->read == read_array || t->row->read == read_object)
        return json_count(json_parse(a, cell, NULL));
    return utf8_count(cell);
}

void targettype_mdoc(struct buf *out)
{
    buf_putz(out, ".Bl -tag -width 10n\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *f = rows[i].formats;

        buf_printf(out, ".It Cm %s\n%s", rows[i].name, rows[i].doc);
        if (*f == '%') f++;
        if (*f != 0) buf_printf(out, " (formats:%.*s)", (int)strlen(f) - 1, f);
        buf_putz(out, ".\n");
    }
    buf_putz(out, ".El\n");
}
