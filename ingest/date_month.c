/* date_month.c - month names in the European languages. */
#include "date.h"

#include "utf8.h"

/* Full names (also as they follow a day) of the months in the European languages and the short
 * forms of the more common ones, after utf8_plain, sorted by their bytes; after Unicode's CLDR and
 * what people write without accents. A form that means different months in two languages is that
 * of the larger one, or left out. */
static const struct {
    const char *name;
    int month;
} table[] = {{"abr", 4},           {"abril", 4},        {"ago", 8},         {"agost", 8},
             {"agosto", 8},        {"agust", 8},        {"agustos", 8},     {"aibrean", 4},
             {"aout", 8},          {"apr", 4},          {"april", 4},       {"aprila", 4},
             {"aprile", 4},        {"aprilie", 4},      {"aprilis", 4},     {"aprill", 4},
             {"aralik", 12},       {"aralık", 12},      {"aug", 8},         {"august", 8},
             {"augusta", 8},       {"augusti", 8},      {"augusts", 8},     {"augustus", 8},
             {"augusztus", 8},     {"avgust", 8},       {"avr", 4},         {"avril", 4},
             {"balandis", 4},      {"balandzio", 4},    {"bealtaine", 5},   {"birzelio", 6},
             {"birzelis", 6},      {"bre", 3},          {"brezen", 3},      {"brezna", 3},
             {"cerven", 6},        {"cervence", 7},     {"cervenec", 7},    {"cervna", 6},
             {"cvc", 7},           {"cvn", 6},          {"cze", 6},         {"czerwca", 6},
             {"czerwiec", 6},      {"dec", 12},         {"december", 12},   {"decembra", 12},
             {"decembre", 12},     {"decembrie", 12},   {"decembris", 12},  {"des", 12},
             {"desember", 12},     {"desembre", 12},    {"detsember", 12},  {"dez", 12},
             {"dezember", 12},     {"dezembro", 12},    {"dic", 12},        {"dicembre", 12},
             {"diciembre", 12},    {"dub", 4},          {"duben", 4},       {"dubna", 4},
             {"eanair", 1},        {"ekim", 10},        {"elo", 8},         {"elok", 8},
             {"elokuu", 8},        {"elokuuta", 8},     {"ene", 1},         {"enero", 1},
             {"eylul", 9},         {"feabhra", 2},      {"feb", 2},         {"febbraio", 2},
             {"feber", 2},         {"febr", 2},         {"febrer", 2},      {"febrero", 2},
             {"februar", 2},       {"februara", 2},     {"februari", 2},    {"februarie", 2},
             {"februaris", 2},     {"february", 2},     {"fev", 2},         {"fevereiro", 2},
             {"fevr", 2},          {"fevrier", 2},      {"geguze", 5},      {"geguzes", 5},
             {"gen", 1},           {"gener", 1},        {"gennaio", 1},     {"giu", 6},
             {"giugno", 6},        {"gru", 12},         {"grudnia", 12},    {"grudzien", 12},
             {"gruodis", 12},      {"gruodzio", 12},    {"haziran", 6},     {"heina", 7},
             {"heinak", 7},        {"heinakuu", 7},     {"heinakuuta", 7},  {"helmi", 2},
             {"helmik", 2},        {"helmikuu", 2},     {"helmikuuta", 2},  {"huhti", 4},
             {"huhtik", 4},        {"huhtikuu", 4},     {"huhtikuuta", 4},  {"ian", 1},
             {"ianuarie", 1},      {"iuil", 7},         {"iul", 7},         {"iulie", 7},
             {"iun", 6},           {"iunie", 6},        {"jaanuar", 1},     {"jaenner", 1},
             {"jan", 1},           {"janeiro", 1},      {"janner", 1},      {"januar", 1},
             {"januara", 1},       {"januari", 1},      {"january", 1},     {"janv", 1},
             {"janvaris", 1},      {"janvier", 1},      {"joulu", 12},      {"jouluk", 12},
             {"joulukuu", 12},     {"joulukuuta", 12},  {"juil", 7},        {"juillet", 7},
             {"juin", 6},          {"jul", 7},          {"jula", 7},        {"julho", 7},
             {"juli", 7},          {"julij", 7},        {"julijs", 7},      {"julio", 7},
             {"juliol", 7},        {"julius", 7},       {"july", 7},        {"jun", 6},
             {"juna", 6},          {"june", 6},         {"junho", 6},       {"juni", 6},
             {"junij", 6},         {"junijs", 6},       {"junio", 6},       {"junius", 6},
             {"juny", 6},          {"juuli", 7},        {"juuni", 6},       {"kasim", 11},
             {"kasım", 11},        {"kesa", 6},         {"kesak", 6},       {"kesakuu", 6},
             {"kesakuuta", 6},     {"kolovoz", 8},      {"kolovoza", 8},    {"kovas", 3},
             {"kovo", 3},          {"kve", 5},          {"kveten", 5},      {"kvetna", 5},
             {"kwi", 4},           {"kwiecien", 4},     {"kwietnia", 4},    {"lapkricio", 11},
             {"lapkritis", 11},    {"led", 1},          {"leden", 1},       {"ledna", 1},
             {"liepa", 7},         {"liepos", 7},       {"lip", 7},         {"lipanj", 6},
             {"lipca", 7},         {"lipiec", 7},       {"lipnja", 6},      {"listopad", 11},
             {"listopada", 11},    {"listopadu", 11},   {"loka", 10},       {"lokak", 10},
             {"lokakuu", 10},      {"lokakuuta", 10},   {"lug", 7},         {"luglio", 7},
             {"lunasa", 8},        {"lut", 2},          {"lutego", 2},      {"luty", 2},
             {"maalis", 3},        {"maalisk", 3},      {"maaliskuu", 3},   {"maaliskuuta", 3},
             {"maart", 3},         {"maerz", 3},        {"mag", 5},         {"maggio", 5},
             {"mai", 5},           {"maig", 5},         {"maijs", 5},       {"maio", 5},
             {"maj", 5},           {"maja", 5},         {"majus", 5},       {"mar", 3},
             {"marc", 3},          {"marca", 3},        {"march", 3},       {"marcius", 3},
             {"marco", 3},         {"marec", 3},        {"marras", 11},     {"marrask", 11},
             {"marraskuu", 11},    {"marraskuuta", 11}, {"mars", 3},        {"mart", 3},
             {"marta", 3},         {"martie", 3},       {"marts", 3},       {"marz", 3},
             {"marzec", 3},        {"marzo", 3},        {"may", 5},         {"mayis", 5},
             {"mayo", 5},          {"mayıs", 5},        {"mei", 5},         {"meitheamh", 6},
             {"mrt", 3},           {"mrz", 3},          {"nisan", 4},       {"noi", 11},
             {"noiembrie", 11},    {"nollaig", 12},     {"nov", 11},        {"november", 11},
             {"novembra", 11},     {"novembre", 11},    {"novembris", 11},  {"novembro", 11},
             {"noviembre", 11},    {"ocak", 1},         {"oct", 10},        {"october", 10},
             {"octobre", 10},      {"octombrie", 10},   {"octubre", 10},    {"okt", 10},
             {"oktober", 10},      {"oktobra", 10},     {"oktobris", 10},   {"oktoober", 10},
             {"ott", 10},          {"ottobre", 10},     {"out", 10},        {"outubro", 10},
             {"ozujak", 3},        {"ozujka", 3},       {"paz", 10},        {"pazdziernik", 10},
             {"pazdziernika", 10}, {"prosinac", 12},    {"prosinca", 12},   {"prosince", 12},
             {"prosinec", 12},     {"rij", 10},         {"rijen", 10},      {"rijna", 10},
             {"rugpjucio", 8},     {"rugpjutis", 8},    {"rugsejis", 9},    {"rugsejo", 9},
             {"rujan", 9},         {"rujna", 9},        {"samhain", 11},    {"sausio", 1},
             {"sausis", 1},        {"sep", 9},          {"sept", 9},        {"september", 9},
             {"septembra", 9},     {"septembre", 9},    {"septembrie", 9},  {"septembris", 9},
             {"septiembre", 9},    {"set", 9},          {"setembre", 9},    {"setembro", 9},
             {"setiembre", 9},     {"settembre", 9},    {"sie", 8},         {"sierpien", 8},
             {"sierpnia", 8},      {"sijecanj", 1},     {"sijecnja", 1},    {"spalio", 10},
             {"spalis", 10},       {"srpanj", 7},       {"srpen", 8},       {"srpna", 8},
             {"srpnja", 7},        {"studeni", 11},     {"studenoga", 11},  {"sty", 1},
             {"styczen", 1},       {"stycznia", 1},     {"subat", 2},       {"svibanj", 5},
             {"svibnja", 5},       {"syys", 9},         {"syysk", 9},       {"syyskuu", 9},
             {"syyskuuta", 9},     {"szept", 9},        {"szeptember", 9},  {"tammi", 1},
             {"tammik", 1},        {"tammikuu", 1},     {"tammikuuta", 1},  {"temmuz", 7},
             {"touko", 5},         {"toukok", 5},       {"toukokuu", 5},    {"toukokuuta", 5},
             {"travanj", 4},       {"travnja", 4},      {"uno", 2},         {"unor", 2},
             {"unora", 2},         {"vasario", 2},      {"vasaris", 2},     {"veebruar", 2},
             {"veljaca", 2},       {"veljace", 2},      {"wrz", 9},         {"wrzesien", 9},
             {"wrzesnia", 9},      {"zar", 9},          {"zari", 9},        {"απριλιοσ", 4},
             {"απριλιου", 4},      {"αυγουστοσ", 8},    {"αυγουστου", 8},   {"δεκεμβριοσ", 12},
             {"δεκεμβριου", 12},   {"ιανουαριοσ", 1},   {"ιανουαριου", 1},  {"ιουλιοσ", 7},
             {"ιουλιου", 7},       {"ιουνιοσ", 6},      {"ιουνιου", 6},     {"μαιοσ", 5},
             {"μαιου", 5},         {"μαρτιοσ", 3},      {"μαρτιου", 3},     {"νοεμβριοσ", 11},
             {"νοεμβριου", 11},    {"οκτωβριοσ", 10},   {"οκτωβριου", 10},  {"σεπτεμβριοσ", 9},
             {"σεπτεμβριου", 9},   {"φεβρουαριοσ", 2},  {"φεβρουαριου", 2}, {"август", 8},
             {"августа", 8},       {"апрель", 4},       {"апреля", 4},      {"април", 4},
             {"березень", 3},      {"березня", 3},      {"вересень", 9},    {"вересня", 9},
             {"грудень", 12},      {"грудня", 12},      {"декабрь", 12},    {"декабря", 12},
             {"декември", 12},     {"жовтень", 10},     {"жовтня", 10},     {"июль", 7},
             {"июля", 7},          {"июнь", 6},         {"июня", 6},        {"квітень", 4},
             {"квітня", 4},        {"липень", 7},       {"липня", 7},       {"листопад", 11},
             {"листопада", 11},    {"лютии", 2},        {"лютого", 2},      {"маи", 5},
             {"март", 3},          {"марта", 3},        {"мая", 5},         {"ноември", 11},
             {"ноябрь", 11},       {"ноября", 11},      {"октомври", 10},   {"октябрь", 10},
             {"октября", 10},      {"сентябрь", 9},     {"сентября", 9},    {"септември", 9},
             {"серпень", 8},       {"серпня", 8},       {"січень", 1},      {"січня", 1},
             {"травень", 5},       {"травня", 5},       {"февраль", 2},     {"февраля", 2},
             {"февруари", 2},      {"червень", 6},      {"червня", 6},      {"юли", 7},
             {"юни", 6},           {"январь", 1},       {"января", 1},      {"януари", 1}};

enum { NAME_MAX_BYTES = 48 };

static int find(slice plain)
{
    int from = 0, to = (int)(sizeof table / sizeof table[0]);

    if (plain.n > 3 && plain.p[plain.n - 1] == '.') plain.n--;
    while (from < to) {
        int mid = (from + to) / 2, d = slice_cmp(plain, slice_z(table[mid].name));

        if (d == 0) return table[mid].month;
        if (d < 0)
            to = mid;
        else
            from = mid + 1;
    }
    return 0;
}

int date_month(slice word)
{
    struct arena a;
    char small[NAME_MAX_BYTES];
    bool ascii = true;
    int found;

    if (word.n < 3 || word.n > NAME_MAX_BYTES) return 0;
    for (ptrdiff_t i = 0; i < word.n && ascii; i++) {
        ascii = (word.p[i] & 0x80) == 0;
        small[i] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] + 32) : word.p[i];
    }
    if (ascii) return find((slice){small, word.n});
    arena_init(&a, 4096);
    found = find(utf8_plain(&a, word));
    arena_free(&a);
    return found;
}
