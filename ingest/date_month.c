/* date_month.c - month names in the common European languages. */
#include "date.h"

#include "utf8.h"

/* Full names and the short forms people write, lower case; one line a month. Where a short form
 * means different months in two languages it is left out. */
static const char *const month[12][40] = {
    {"january",      "jan",      "januar",  "j\u00e4nner", "jaenner", "janvier", "janv",
     "enero",        "ene",      "gennaio", "gen",         "januari", "janeiro", "januari",
     "stycze\u0144", "stycznia", "sty",     "leden",       "ledna",   "led",     "janu\u00e1r",
     "tammikuu",     "ianuarie", "ian",     "j\u00e4n"},
    {"february",     "feb",      "februar",   "f\u00e9vrier", "f\u00e9vr",  "fevrier",
     "fevr",         "febrero",  "febbraio",  "februari",     "fevereiro",  "fev",
     "luty",         "lutego",   "lut",       "\u00fanor",    "\u00fanora", "\u00fano",
     "febru\u00e1r", "helmikuu", "februarie", "febr"},
    {"march",        "mar",       "m\u00e4rz",   "maerz",       "m\u00e4r",   "mrz",
     "mars",         "marzo",     "maart",       "mrt",         "mar\u00e7o", "marco",
     "marzec",       "marca",     "b\u0159ezen", "b\u0159ezna", "b\u0159e",   "marec",
     "m\u00e1rcius", "maaliskuu", "martie",      "marts",       "m\u00e1rc"},
    {"april", "apr", "avril", "avr", "abril", "abr", "aprile", "kwiecie\u0144", "kwietnia", "kwi",
     "duben", "dubna", "dub", "\u00e1prilis", "huhtikuu", "aprilie", "apr\u00edl", "\u00e1pr"},
    {"may", "mai", "mayo", "maggio", "mag", "mei", "maio", "maj", "maja", "kv\u011bten",
     "kv\u011btna", "kv\u011b", "m\u00e1jus", "toukokuu", "m\u00e1j"},
    {"june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "czerwiec", "czerwca", "cze",
     "\u010derven", "\u010dervna", "j\u00fanius", "kes\u00e4kuu", "iunie", "iun", "j\u00fan"},
    {"july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "lipiec", "lipca",
     "lip", "\u010dervenec", "\u010dervence", "j\u00falius", "hein\u00e4kuu", "iulie", "iul",
     "j\u00fal"},
    {"august", "aug", "ao\u00fbt", "aout", "agosto", "ago", "augustus", "sierpie\u0144", "sierpnia",
     "sie", "srpen", "srpna", "augusztus", "elokuu", "augusti"},
    {"september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro", "set",
     "wrzesie\u0144", "wrze\u015bnia", "wrz", "z\u00e1\u0159\u00ed", "szeptember", "syyskuu",
     "septembrie", "setiembre", "szept"},
    {"october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out",
     "pa\u017adziernik", "pa\u017adziernika", "pa\u017a", "\u0159\u00edjen", "\u0159\u00edjna",
     "okt\u00f3ber", "lokakuu", "octombrie"},
    {"november", "nov", "novembre", "noviembre", "novembro", "listopada", "marraskuu", "noiembrie",
     "noi"},
    {"december", "dec", "dezember", "dez", "d\u00e9cembre", "d\u00e9c", "decembre", "diciembre",
     "dic", "dicembre", "dezembro", "grudzie\u0144", "grudnia", "gru", "prosinec", "prosince",
     "joulukuu", "decembrie"}};

enum { MONTH_NAME_MAX = 32 };

static int find(slice lower)
{
    if (lower.n > 3 && lower.p[lower.n - 1] == '.') lower.n--;
    for (int m = 0; m < 12; m++)
        for (int i = 0; month[m][i] != NULL; i++)
            if (lower.p[0] == month[m][i][0] && slice_eqz(lower, month[m][i])) return m + 1;
    return 0;
}

int date_month(slice word)
{
    struct arena a;
    char small[MONTH_NAME_MAX];
    bool ascii = true;
    int found;

    if (word.n < 3 || word.n > MONTH_NAME_MAX) return 0;
    for (ptrdiff_t i = 0; i < word.n && ascii; i++) {
        ascii = (word.p[i] & 0x80) == 0;
        small[i] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] + 32) : word.p[i];
    }
    if (ascii) return find((slice){small, word.n});
    arena_init(&a, 4096);
    found = find(utf8_lower(&a, word));
    arena_free(&a);
    return found;
}
