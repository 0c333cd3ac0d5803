#include "encoding.h"

#include "buf.h"
#include "utf8.h"
#include <ctype.h>
#include <errno.h>
#include <iconv.h>

/* Candidates of one byte a character. `prior` is a small head start for what is usual. */
struct single {
    const char *name, *iconv;
    double prior;
};
static const struct single single[] = {{"windows-1252", "WINDOWS-1252", 0.12},
                                       {"iso-8859-15", "ISO-8859-15", 0.05},
                                       {"windows-1250", "WINDOWS-1250", 0.06},
                                       {"iso-8859-2", "ISO-8859-2", 0.04},
                                       {"windows-1251", "WINDOWS-1251", 0.06},
                                       {"koi8-r", "KOI8-R", 0.03},
                                       {"ibm866", "CP866", 0.02},
                                       {"iso-8859-5", "ISO-8859-5", 0.01},
                                       {"windows-1253", "WINDOWS-1253", 0.05},
                                       {"windows-1254", "WINDOWS-1254", 0.05},
                                       {"windows-1257", "WINDOWS-1257", 0.04},
                                       {"ibm850", "CP850", 0.03},
                                       {"ibm437", "CP437", 0.01},
                                       {"ibm852", "CP852", 0.01},
                                       {"macintosh", "MACINTOSH", 0.02}};
enum { SINGLES = sizeof single / sizeof single[0] };

/* The letters beyond ASCII that a language uses. A text uses those of one language, mostly. */
static const char *const letters_of[] = {
    "äöüßÄÖÜé",
    "éèêëàâçîïôùûüœÉÈÀÇÊÔÎ",
    "áéíóúñüÁÉÍÓÚÑ",
    "ãõáéíóúâêôçàÃÕÁÉÍÓÚÂÊÔÇÀ",
    "àèéìòùÀÈÉ",
    "åäöÅÄÖéæøÆØ",
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽľĺŕôäĽ",
    "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
    "ăâîșțşţĂÂÎȘȚŞŢ",
    "čćđšžČĆĐŠŽ",
    "çğıöşüÇĞİÖŞÜâî",
    "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽąęėįųĄĘĖĮŲ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёЁ",
    "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ"};
enum { LANGUAGES = sizeof letters_of / sizeof letters_of[0] };

static bool contains(const char *set, int32_t cp)
{
    char enc[4];
    int n = utf8_encode(cp, enc);

    return slice_find(slice_z(set), (slice){enc, n}) >= 0;
}

static iconv_t open_to(const char *to, const char *from)
{
    return iconv_open(to, from);
}

/* The code points of bytes 0x80 .. 0xFF; -1 where there is none. */
static bool high_half(const char *name, int32_t map[128])
{
    iconv_t cd = open_to("UTF-32LE", name);

    if (cd == (iconv_t)-1) return false;
    for (int i = 0; i < 128; i++) {
        char in = (char)(0x80 + i), *ip = &in;
        unsigned char out[8] = {0};
        char *op = (char *)out;
        size_t in_left = 1, out_left = sizeof out;

        map[i] = -1;
        if (iconv(cd, &ip, &in_left, &op, &out_left) != (size_t)-1 && out_left == 4)
            map[i] = (int32_t)(out[0] | (uint32_t)out[1] << 8 | (uint32_t)out[2] << 16);
        iconv(cd, NULL, NULL, NULL, NULL);
    }
    iconv_close(cd);
    return true;
}

enum script { NO_LETTER, LATIN, GREEK, CYRILLIC, OTHER };

static enum script script_of(int32_t cp)
{
    if (cp < 0x80) return isalpha((int)cp) ? LATIN : NO_LETTER;
    if (!utf8_is_letter(cp) || cp == 0xAA || cp == 0xBA || cp == 0xB5) return NO_LETTER;
    if (cp < 0x250) return LATIN;
    if (cp < 0x400) return GREEK;
    if (cp < 0x530) return CYRILLIC;
    return OTHER;
}

static bool upper(int32_t cp, struct arena *tmp)
{
    char in[4];
    slice me = {in, 0};

    if (cp < 0x80) return isupper((int)cp);
    me.n = utf8_encode(cp, in);
    return !slice_eq(utf8_lower(tmp, me), me);
}

/* What is known of each byte under one candidate. */
struct view {
    int32_t cp[256];
    enum script script[256];
    bool upper[256];
    uint32_t lang[256]; /* bits: languages that use the letter */
};

static double letter_score(const struct view *v, int before, int at, int after)
{
    enum script s = v->script[at], b = before >= 0 ? v->script[before] : NO_LETTER,
                n = after >= 0 ? v->script[after] : NO_LETTER;
    double score = 0;

    if (b == NO_LETTER && n == NO_LETTER) return -0.3;
    if ((b != NO_LETTER && b != s) || (n != NO_LETTER && n != s)) return -2.5;
    score = 1;
    if (b != NO_LETTER) {
        if (v->upper[at] && !v->upper[before]) score -= 3;
        if (!v->upper[at] && v->upper[before] && n != NO_LETTER && v->upper[after]) score -= 3;
    } else if (v->upper[at]) {
        score += 0.2;
    }
    return score;
}

static double symbol_score(const struct view *v, int before, int at, int after)
{
    int32_t cp = v->cp[at];
    bool word_b = before >= 0 && v->script[before] != NO_LETTER;
    bool word_n = after >= 0 && v->script[after] != NO_LETTER;
    bool digit_b = before >= '0' && before <= '9', digit_n = after >= '0' && after <= '9';

    if (cp < 0 || (cp >= 0x80 && cp < 0xA0)) return -12;
    if (cp == 0x2019) return word_b ? 1.2 : 0.2;
    if (cp == 0xA0) return digit_b || digit_n || before == ' ' || !word_b || !word_n ? 0.8 : 0.1;
    if (cp == 0x20AC || cp == 0xA3 || cp == 0xA5)
        return word_b && word_n                                      ? -2.5
               : digit_b || digit_n || after == ' ' || before == ' ' ? 1.2
                                                                     : 0.3;
    if (cp == 0xB0) return word_b && word_n ? -2 : digit_b || before == ' ' ? 1 : 0.2;
    if (cp == 0xB2 || cp == 0xB3) return word_b && !word_n ? 0.8 : -1.5;
    if (cp == 0xA7 || cp == 0xA9 || cp == 0xAE || cp == 0xB5 || cp == 0x2122 || cp == 0xBA ||
        cp == 0xAA)
        return word_b && word_n ? -2 : 0.6;
    if ((cp >= 0x2010 && cp <= 0x2026) || cp == 0xAB || cp == 0xBB || cp == 0xB7 || cp == 0xBD ||
        cp == 0xBC)
        return word_b && word_n && cp != 0x2013 ? -1.5 : 0.7;
    if (cp >= 0x2500 && cp < 0x25A0) return -2.5;
    return word_b && word_n ? -2.5 : -1;
}

static void view_make(struct view *v, const int32_t map[128])
{
    struct arena tmp;

    arena_init(&tmp, ARENA_NO_LIMIT);
    for (int i = 0; i < 256; i++) {
        v->cp[i] = i < 128 ? i : map[i - 128];
        v->script[i] = v->cp[i] < 0 ? NO_LETTER : script_of(v->cp[i]);
        v->upper[i] = v->script[i] != NO_LETTER && upper(v->cp[i], &tmp);
        v->lang[i] = 0;
        if (i < 128 || v->script[i] == NO_LETTER) continue;
        for (int l = 0; l < LANGUAGES; l++)
            if (contains(letters_of[l], v->cp[i])) v->lang[i] |= 1u << l;
    }
    arena_free(&tmp);
}

/* Mean plausibility of a byte beyond ASCII under the candidate; about 2 is perfect. */
static double single_score(slice s, const char *name)
{
    int32_t map[128];
    struct view v;
    int64_t high = 0, letters = 0, used[LANGUAGES] = {0}, most = 0;
    double sum = 0;

    if (!high_half(name, map)) return -100;
    view_make(&v, map);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        int at = (uint8_t)s.p[i], before = i > 0 ? (uint8_t)s.p[i - 1] : -1,
            after = i + 1 < s.n ? (uint8_t)s.p[i + 1] : -1;

        if (at < 0x80) continue;
        high++;
        if (v.script[at] == NO_LETTER) {
            sum += symbol_score(&v, before, at, after);
            continue;
        }
        letters++;
        sum += letter_score(&v, before, at, after);
        for (int l = 0; l < LANGUAGES; l++) used[l] += v.lang[at] >> l & 1;
    }
    for (int l = 0; l < LANGUAGES; l++)
        if (used[l] > most) most = used[l];
    if (high == 0) return 0;
    return (sum + 1.5 * (double)most - 0.5 * (double)(letters - most)) / (double)high;
}

/* ------------------------------------------------ several bytes a character */

struct multi {
    const char *name, *iconv;
    const char *common; /* the characters that running text has most */
    int32_t from, to;   /* the block that only this language fills */
};
static const struct multi multi[] = {
    {"shift_jis", "CP932", "のにはをたがでてとしれさある年月日本大", 0x3040, 0x30FF},
    {"euc-jp", "EUC-JP", "のにはをたがでてとしれさある年月日本大", 0x3040, 0x30FF},
    {"euc-kr", "EUC-KR", "이다는에을의가고하지한로기사인", 0xAC00, 0xD7A3},
    {"gb18030", "GB18030", "的一是在不了有和人这中大为上个国年月日地", 0, 0},
    {"big5", "BIG5", "的一是在不了有和人這中大為上個國年月日地", 0, 0}};
enum { MULTIS = sizeof multi / sizeof multi[0] };

static double multi_score(slice s, const struct multi *m)
{
    iconv_t cd = open_to("UTF-32LE", m->iconv);
    char *in = (char *)(uintptr_t)s.p;
    size_t left = (size_t)s.n;
    int64_t wide = 0, broken = 0;
    double sum = 0;

    if (cd == (iconv_t)-1) return -100;
    while (left > 0) {
        unsigned char out[4096];
        char *op = (char *)out;
        size_t room = sizeof out, got = iconv(cd, &in, &left, &op, &room);

        for (size_t i = 0; i + 4 <= sizeof out - room; i += 4) {
            int32_t cp = (int32_t)(out[i] | (uint32_t)out[i + 1] << 8 | (uint32_t)out[i + 2] << 16);

            if (cp < 0x80) continue;
            wide++;
            if (cp >= 0xFF61 && cp <= 0xFF9F)
                sum -= 1; /* half-width kana: seldom, and easy to hit */
            else if (m->from > 0 && cp >= m->from && cp <= m->to)
                sum += 2;
            else if (cp >= 0x3040 && cp <= 0x30FF)
                sum -= 1;
            else if (cp >= 0xAC00 && cp <= 0xD7A3)
                sum -= 1;
            else if (cp >= 0x4E00 && cp <= 0x9FFF)
                sum += 0.6;
            else if (cp >= 0x3000 && cp <= 0x303F)
                sum += 1;
            else if (cp >= 0xFF00 && cp < 0xFF61)
                sum += 0.8;
            else if (cp >= 0xE000 && cp <= 0xF8FF)
                sum -= 3;
            else if (cp > 0xFFFF)
                sum -= 3;
            else
                sum -= 0.7;
            if (contains(m->common, cp)) sum += 1.5;
        }
        if (got == (size_t)-1 && errno == EILSEQ) {
            broken++;
            in++;
            left--;
        } else if (got == (size_t)-1 && errno == EINVAL) {
            break; /* the sample ends inside a character */
        }
    }
    iconv_close(cd);
    if (wide == 0) return -100;
    return (sum - 6.0 * (double)broken) / (double)wide;
}

/* ----------------------------------------------------------------- detection */

static bool has_mark(slice b, struct encoding *out)
{
    out->bom = true;
    out->confidence = 1;
    if (slice_starts(b, S("\xEF\xBB\xBF")))
        out->name = S("utf-8");
    else if (b.n >= 4 && memcmp(b.p, "\xFF\xFE\0\0", 4) == 0)
        out->name = S("utf-32le");
    else if (b.n >= 4 && memcmp(b.p, "\0\0\xFE\xFF", 4) == 0)
        out->name = S("utf-32be");
    else if (slice_starts(b, S("\xFF\xFE")))
        out->name = S("utf-16le");
    else if (slice_starts(b, S("\xFE\xFF")))
        out->name = S("utf-16be");
    else
        return out->bom = false;
    return true;
}

/* UTF-16 and UTF-32 without a mark show in where the zero bytes are. */
static bool by_zeros(slice b, struct encoding *out)
{
    int64_t zero[4] = {0}, n = b.n < 65536 ? b.n & ~(ptrdiff_t)3 : 65536, q;

    if (b.n < 4) return false;
    if (n == 0) return false;
    for (int64_t i = 0; i < n; i++) zero[i & 3] += b.p[i] == 0;
    q = n / 4;
    out->bom = false;
    out->confidence = 0.95;
    if (zero[2] * 10 >= q * 9 && zero[3] * 10 >= q * 9 && zero[0] * 10 <= q)
        out->name = S("utf-32le");
    else if (zero[0] * 10 >= q * 9 && zero[1] * 10 >= q * 9 && zero[3] * 10 <= q)
        out->name = S("utf-32be");
    else if (zero[1] + zero[3] >= 2 && (zero[1] + zero[3]) * 10 >= n &&
             (zero[0] + zero[2]) * 8 < zero[1] + zero[3])
        out->name = S("utf-16le");
    else if (zero[0] + zero[2] >= 2 && (zero[0] + zero[2]) * 10 >= n &&
             (zero[1] + zero[3]) * 8 < zero[0] + zero[2])
        out->name = S("utf-16be");
    else
        return false;
    return true;
}

/* Well-formed and broken sequences beyond ASCII. */
static void count_utf8(slice s, int64_t *good, int64_t *bad)
{
    *good = *bad = 0;
    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int n;

        if (!(s.p[i] & 0x80)) {
            i++;
            continue;
        }
        n = utf8_decode(s.p + i, s.n - i, &cp);
        if (cp < 0)
            ++*bad;
        else
            ++*good;
        i += n;
    }
}

/* The pieces of lines around bytes beyond ASCII: all that says anything, and little of it. */
static slice sample_high(slice b, struct arena *a)
{
    enum { MOST = 1 << 17, AROUND = 6 };
    struct buf out = {0};
    ptrdiff_t done = 0;

    for (ptrdiff_t i = 0; i < b.n && out.n < MOST; i++) {
        ptrdiff_t from, to;

        if (!(b.p[i] & 0x80)) continue;
        from = i - AROUND > done ? i - AROUND : done;
        to = i + 1;
        while (to < b.n && (b.p[to] & 0x80)) to++;
        i = to - 1;
        to = to + AROUND < b.n ? to + AROUND : b.n;
        for (ptrdiff_t k = i + 1; k < to; k++)
            if (b.p[k] & 0x80) to = k;
        if (from > done || done == 0) buf_putc(&out, ' ');
        buf_put(&out, slice_sub(b, from, to));
        done = to;
    }
    return buf_take(&out, a);
}

/* The best of the other one-byte encodings that read the bytes as other characters; those that read
 * the same are no rivals. */
static double rival(slice s, const char *chosen, const char **name)
{
    int32_t mine[128], map[128];
    bool used[128] = {false};
    double best = -1000;
    int me = -1;

    for (int i = 0; i < SINGLES; i++)
        if (strcmp(single[i].name, chosen) == 0) me = i;
    if (me >= 0 && !high_half(single[me].iconv, mine)) return best;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] & 0x80) used[(uint8_t)s.p[i] - 128] = true;
    for (int i = 0; i < SINGLES; i++) {
        bool same = me >= 0;
        double v;

        if (i == me || !high_half(single[i].iconv, map)) continue;
        for (int k = 0; k < 128 && same; k++) same = !used[k] || map[k] == mine[k];
        if (same) continue;
        v = single_score(s, single[i].iconv) + single[i].prior;
        if (v > best) best = v, *name = single[i].name;
    }
    return best;
}

void encoding_detect(slice bytes, struct arena *a, struct encoding *out, slice *also)
{
    int64_t good, bad, high = 0, runs = 0;
    double best = -1000, second = -1000;
    const char *name = "windows-1252", *next = "";
    slice s;

    *also = (slice){"", 0};
    *out = (struct encoding){0};
    if (has_mark(bytes, out) || by_zeros(bytes, out)) return;
    count_utf8(bytes, &good, &bad);
    *out = (struct encoding){.name = S("utf-8"), .confidence = good == 0 ? 0.99 : 1};
    if (bad == 0) return;
    if (good > 0 && good >= bad * 2) {
        out->confidence = (double)good / (double)(good + bad);
        *also = arena_printf(a, "windows-1252 (%lld places are no UTF-8)", (long long)bad);
        return;
    }
    s = sample_high(bytes, a);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool is = s.p[i] & 0x80;

        high += is;
        runs += is && (i == 0 || !(s.p[i - 1] & 0x80));
    }
    for (int i = 0; i < SINGLES + MULTIS; i++) {
        bool one = i < SINGLES;
        double v;

        /* In text of several bytes a character, bytes beyond ASCII come in runs. */
        if (!one && high < runs * 2 && !(i == SINGLES && high * 10 > runs * 13)) continue;
        v = one ? single_score(s, single[i].iconv) + single[i].prior
                : multi_score(s, &multi[i - SINGLES]) + 0.6;
        if (v > best) {
            best = v;
            name = one ? single[i].name : multi[i - SINGLES].name;
        }
    }
    out->name = slice_z(name);
    second = rival(s, name, &next);
    out->confidence = 0.5 + (best - second > 1 ? 0.48 : 0.48 * (best - second));
    if (second > -50) *also = slice_z(next);
}

/* ---------------------------------------------------------------- conversion */

bool encoding_named(const char *name, struct arena *a, struct encoding *out, struct err *e)
{
    iconv_t cd;
    slice low = utf8_lower(a, slice_z(name));

    if (slice_eqz(low, "utf8")) low = S("utf-8");
    if (slice_eqz(low, "latin1") || slice_eqz(low, "latin-1")) low = S("iso-8859-1");
    if (slice_eqz(low, "cp1252")) low = S("windows-1252");
    if (slice_eqz(low, "x-mac-roman") || slice_eqz(low, "macroman")) low = S("macintosh");
    cd = open_to("UTF-8", arena_z(a, low));
    if (cd == (iconv_t)-1)
        return err_set(e, E_USAGE,
                       "no character encoding is named \"%s\"; utf-8, windows-1252, utf-16le and "
                       "shift_jis are some that are",
                       name);
    iconv_close(cd);
    *out = (struct encoding){.name = low, .confidence = 1};
    return true;
}

static bool too_large(struct err *e)
{
    return err_set(e, E_LIMIT, "the text does not fit the memory limit");
}

static int32_t line_of(const char *from, const char *at)
{
    int32_t n = 1;

    for (const char *p = from; p < at && (p = memchr(p, '\n', (size_t)(at - p))) != NULL; p++) n++;
    return n;
}

/* Valid text; broken bytes as windows-1252 says. */
static bool repair_utf8(slice in, struct arena *a, struct quirks *q, slice *text, struct err *e)
{
    struct buf b = {0};
    int32_t map[128], row = 0;
    int64_t n = 0;

    if (!high_half("WINDOWS-1252", map)) memset(map, 0xFF, sizeof map);
    for (ptrdiff_t i = 0; i < in.n;) {
        ptrdiff_t bad = utf8_invalid(slice_sub(in, i, in.n));
        char enc[4];
        int32_t cp;

        if (bad < 0) bad = in.n - i;
        buf_put(&b, slice_sub(in, i, i + bad));
        i += bad;
        if (i >= in.n) break;
        if (n++ == 0) row = line_of(in.p, in.p + i);
        cp = map[(uint8_t)in.p[i] - 128];
        buf_put(&b, (slice){enc, utf8_encode(cp < 0 ? 0xFFFD : cp, enc)});
        i++;
    }
    quirk_add(q, "mixed_encoding", 0, (struct range){row, 0, row, 0}, NULL, n,
              "%lld bytes are no UTF-8, first in line %d; read as windows-1252", (long long)n, row);
    *text = buf_take(&b, a);
    return text->p != NULL || too_large(e);
}

static bool convert(slice in, const struct encoding *enc, struct arena *a, struct quirks *q,
                    slice *text, struct err *e)
{
    const char *from = slice_eqz(enc->name, "shift_jis") ? "CP932"
                       : slice_eqz(enc->name, "euc-kr")  ? "CP949"
                                                         : arena_z(a, enc->name);
    iconv_t cd = open_to("UTF-8", from);
    char *ip = (char *)(uintptr_t)in.p;
    size_t left = (size_t)in.n;
    struct buf b = {0};
    int64_t broken = 0;
    int32_t row = 0;

    if (cd == (iconv_t)-1)
        return err_set(e, E_USAGE, "this machine cannot convert from \"%.*s\"",
                       SLICE_ARG(enc->name));
    while (left > 0) {
        size_t room = left + left / 2 + 64, had = room;
        char *op = buf_reserve(&b, room);
        size_t got = iconv(cd, &ip, &left, &op, &room);

        b.n += had - room;
        if (got != (size_t)-1 || errno == E2BIG) continue;
        if (broken++ == 0) row = line_of(b.p, b.p + b.n);
        buf_putz(&b, "\xEF\xBF\xBD");
        ip++;
        left--;
        if (slice_starts(enc->name, S("utf-16")) && left > 0) ip++, left--;
    }
    iconv_close(cd);
    if (broken > 0)
        quirk_add(q, "broken_text", 0, (struct range){row, 0, row, 0}, NULL, broken,
                  "%lld places are no %.*s, first in line %d; each became U+FFFD",
                  (long long)broken, SLICE_ARG(enc->name), row);
    *text = buf_take(&b, a);
    return text->p != NULL || too_large(e);
}

/* Zero bytes and the end mark of old systems carry nothing. */
static bool drop_controls(slice *text, struct arena *a, struct quirks *q, struct err *e)
{
    int64_t zeros = 0;
    ptrdiff_t end = text->n, n = 0;
    int32_t row = 0;

    while (end > 0 && strchr("\r\n\x1A ", text->p[end - 1]) != NULL && text->p[end - 1] != 0) end--;
    if (memchr(text->p + end, 0x1A, (size_t)(text->n - end)) != NULL) {
        quirk_add(q, "end_mark", 0, (struct range){0}, NULL, 1,
                  "the text ends with a Ctrl-Z mark; it was dropped");
        text->n = (const char *)memchr(text->p + end, 0x1A, (size_t)(text->n - end)) - text->p;
    }
    for (const char *p = text->p, *z = text->p + text->n;
         p < z && (p = memchr(p, 0, (size_t)(z - p))) != NULL; p++)
        if (zeros++ == 0) row = line_of(text->p, p);
    if (zeros > 0) {
        char *copy = arena_new(a, char, text->n + 1);

        if (copy == NULL) return too_large(e);
        for (ptrdiff_t i = 0; i < text->n; i++)
            if (text->p[i] != 0) copy[n++] = text->p[i];
        *text = (slice){copy, n};
        quirk_add(q, "nul_bytes", 0, (struct range){row, 0, row, 0}, NULL, zeros,
                  "%lld zero byte%s, first in line %d; dropped", (long long)zeros,
                  zeros == 1 ? "" : "s", row);
    }
    return true;
}

/* "Ã¼" for "ü": UTF-8 that somebody read as windows-1252 and wrote as UTF-8 again. */
static void note_double(slice text, struct quirks *q)
{
    int64_t n = 0, plain = 0;
    ptrdiff_t first = -1;

    for (ptrdiff_t i = 0; i + 3 < text.n; i++) {
        if (!(text.p[i] & 0x80)) continue;
        if ((text.p[i] == '\xC3') && (text.p[i + 1] == '\x83' || text.p[i + 1] == '\x82') &&
            (text.p[i + 2] == '\xC2' || text.p[i + 2] == '\xE2' || text.p[i + 2] == '\xC5')) {
            if (n++ == 0) first = i;
            i += 3;
        } else if ((text.p[i] & 0xE0) == 0xC0) {
            plain++;
            i++;
        }
    }
    if (n > 0 && n >= plain / 4)
        quirk_add(
            q, "double_encoded", 0,
            (struct range){line_of(text.p, text.p + first), 0, line_of(text.p, text.p + first), 0},
            NULL, n,
            "%lld characters look encoded twice (\"\xC3\x83\xC2\xBC\" for \"\xC3\xBC\"), first in "
            "line %d",
            (long long)n, line_of(text.p, text.p + first));
}

bool encoding_decode(slice bytes, struct encoding *enc, struct arena *a, struct quirks *q,
                     slice *text, struct err *e)
{
    struct encoding mark = {0};
    slice in = bytes;

    if (has_mark(bytes, &mark) && slice_eq(mark.name, enc->name)) {
        in = slice_sub(bytes,
                       slice_starts(mark.name, S("utf-32")) ? 4
                       : slice_eqz(mark.name, "utf-8")      ? 3
                                                            : 2,
                       bytes.n);
        enc->bom = true;
    }
    *text = in;
    if (in.n == 0) return true;
    if (!slice_eqz(enc->name, "utf-8")) {
        if (!convert(in, enc, a, q, text, e)) return false;
    } else if (utf8_invalid(in) >= 0) {
        if (!repair_utf8(in, a, q, text, e)) return false;
    }
    if (!drop_controls(text, a, q, e)) return false;
    note_double(*text, q);
    return true;
}
