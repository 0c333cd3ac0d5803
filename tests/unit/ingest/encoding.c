#include "encoding.h"
#include "decode.h"

#include "textbook.h"
#include <iconv.h>

/* The text in another encoding; what has no place there is an error of the test. */
static slice in_encoding(struct arena *a, const char *text, const char *name)
{
    iconv_t cd = iconv_open(name, "UTF-8");
    char *out = arena_new(a, char, 8192), *op = out, *ip = arena_z(a, slice_z(text));
    size_t left = strlen(text), room = 8192;

    assert_true(cd != (iconv_t)-1);
    assert_true(iconv(cd, &ip, &left, &op, &room) != (size_t)-1);
    iconv_close(cd);
    return (slice){out, (ptrdiff_t)(8192 - room)};
}

static void is_detected(const char *text, const char *iconv_name, const char *want)
{
    struct arena a;
    struct encoding enc;
    struct quirks q = {0};
    struct err e = {0};
    slice also, back, bytes;

    arena_init(&a, ARENA_NO_LIMIT);
    q.arena = &a;
    bytes = in_encoding(&a, text, iconv_name);
    encoding_detect(bytes, &a, &enc, &also);
    assert_slice(enc.name, want);
    assert_true(decode_text(bytes, &enc, &a, &q, &back, &e));
    assert_slice(back, text);
    assert_int_equal(q.n, 0);
    arena_free(&a);
}

static void western_and_central_europe(void **state)
{
    (void)state;
    is_detected("Straße;München;12,50 €\nÜbung;Köln;3,00 €\n", "WINDOWS-1252", "windows-1252");
    is_detected("Déjà vu;Élève;façade – être\n", "WINDOWS-1252", "windows-1252");
    is_detected("Příliš;žluťoučký;kůň;úpěl;ďábelské;ódy\n", "WINDOWS-1250", "windows-1250");
    is_detected("Zażółć;gęślą;jaźń;Łódź\n", "WINDOWS-1250", "windows-1250");
    is_detected("Zażółć;gęślą;jaźń;Łódź\n", "ISO-8859-2", "iso-8859-2");
    is_detected("Straße;München;Größe;für\n", "CP850", "ibm850");
    is_detected("Straße;München;Größe;für;Äpfel\n", "MACINTOSH", "macintosh");
    is_detected("İstanbul;Çağrı;Işık;Şişli\n", "WINDOWS-1254", "windows-1254");
}

static void other_scripts(void **state)
{
    (void)state;
    is_detected("Имя,Город\nАнна,Москва\nОлег,Казань\n", "WINDOWS-1251", "windows-1251");
    is_detected("Имя,Город\nАнна,Москва\nОлег,Казань\n", "KOI8-R", "koi8-r");
    is_detected("Имя,Город\nАнна,Москва\nОлег,Казань\n", "CP866", "ibm866");
    is_detected("Όνομα,Πόλη\nΆννα,Αθήνα\nΝίκος,Πάτρα\n", "WINDOWS-1253", "windows-1253");
    is_detected("名前,住所\n山田太郎,東京都の港区です\n鈴木さん,大阪にある会社\n", "CP932",
                "shift_jis");
    is_detected("名前,住所\n山田太郎,東京都の港区です\n鈴木さん,大阪にある会社\n", "EUC-JP",
                "euc-jp");
    is_detected("이름,주소\n김철수는,서울에 있는 회사\n이영희,부산에서 하다\n", "CP949", "euc-kr");
    is_detected("姓名,地址\n张三,中国北京的公司\n李四,在上海是一个人\n", "GB18030", "gb18030");
    is_detected("姓名,地址\n張三,中國台北的公司\n李四,在高雄是一個人\n", "BIG5", "big5");
}

static void names_of_several_languages(void **state)
{
    const char *west = "Søren Kjær;José García\nFrançois Lefèvre;Jürgen Groß\nInés Muñoz;Håkon "
                       "Bäckström\nJoão Conceição;Zoë Núñez\n";

    (void)state;
    is_detected(west, "WINDOWS-1252", "windows-1252");
    is_detected(west, "MACINTOSH", "macintosh");
    is_detected(west, "CP850", "ibm850");
    is_detected("Łukasz Wójcik;Zdeněk Dvořák\nMárton Szűcs;Žiga Čuček\n", "WINDOWS-1250",
                "windows-1250");
}

static void no_word_changes_its_script(void **state)
{
    (void)state;
    is_detected("Russell Microcap® Value;12\nRussell Microcap® Growth;13\n", "WINDOWS-1252",
                "windows-1252");
}

/* 1 234 in groups, 48 degrees: what stands between digits is no letter. */
static void letters_touch_no_digits(void **state)
{
    (void)state;
    is_detected("pays;somme\nB\u00e9nin;1\u00a0234\nGabon;12\u00a0870\n", "CP850", "ibm850");
    is_detected("port;lat\nBrest;48\u00b023'\nS\u00e8te;43\u00b024'\n", "WINDOWS-1252",
                "windows-1252");
}

/* A sign that parts the cells of all lines is no letter. */
/* One sign in the whole file, beside a letter of its unit; and letters that stand there too. */
static void signs_of_units(void **state)
{
    (void)state;
    is_detected("Datum;Abfluss [m³/s]\n1;2,5\n", "WINDOWS-1252", "windows-1252");
    is_detected("day,flow (m³/h)\n1,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("day,Volume Nm³\n1,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("branch,Revenue (k£)\nYork,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("branch,Cost £k\nYork,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("Ort;Umsatz (T€)\nUlm;2,5\n", "WINDOWS-1252", "windows-1252");
    is_detected("Ort;Umsatz k€\nUlm;2,5\n", "WINDOWS-1252", "windows-1252");
    is_detected("no,PM10 (µg/m³)\n1,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("no,time [µs]\n1,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("no,T [°F]\n1,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("kwota (zł);n\n2,5;1\n", "WINDOWS-1250", "windows-1250");
    is_detected("opis;n\nmłody;1\n", "WINDOWS-1250", "windows-1250");
    is_detected("nome,n\nqualità,1\n", "MACINTOSH", "macintosh");
    is_detected("nombre;n\nÁgueda;1\n", "WINDOWS-1252", "windows-1252");
}

/* No Cyrillic, Hebrew or kana where no two of its letters stand side by side. */
static void lone_letters_are_none(void **state)
{
    (void)state;
    is_detected("item,Price (£)\nA1,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("item,T [°F]\nA1,2.5\n", "WINDOWS-1252", "windows-1252");
    is_detected("пол,n\nМ,1\nЖ,2\n", "WINDOWS-1251", "windows-1251");
}

static void a_delimiter_beyond_ascii(void **state)
{
    (void)state;
    is_detected(
        "Supplier\u00a6Contract\u00a6Value \u00a3\nA Cleaning\u00a6K901\u00a6\u00a3880,904\n"
        "Bell Ltd\u00a6K902\u00a6\u00a31,200\nCity Taxis\u00a6K903\u00a6\u00a377\n",
        "WINDOWS-1252", "windows-1252");
}

static void wide_without_mark(void **state)
{
    (void)state;
    is_detected("a,b\nü,2\n", "UTF-16LE", "utf-16le");
    is_detected("a,b\nü,2\n", "UTF-16BE", "utf-16be");
    is_detected("a,b\nü,2\n", "UTF-32LE", "utf-32le");
    is_detected("plain,ascii\n1,2\n", "UTF-8", "utf-8");
}

static void broken_bytes_are_kept_and_told(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t,
                  S("name,city\nJos\xC3\xA9,M\xC3\xA1laga\nAn\xE9,L\xC3\xA9on\nEva,\xC3\x89ire\n"));
    assert_slice(t.book.encoding.name, "utf-8");
    assert_slice(textbook_cell(&t, 1, 0), "Ané");
    assert_int_equal(textbook_quirks(&t, "mixed_encoding"), 1);
    arena_free(&t.arena);
    /* The letter that ends no sequence and begins none is one: Weiß. */
    textbook_read(&t, S("name,city\nJos\xC3\xA9,M\xC3\xA1laga\nWei\xDF,Gie\xDF"
                        "en\nG\xC3\xBCnther,Ulm\n"));
    assert_slice(textbook_cell(&t, 1, 0), "Weiß");
    assert_slice(textbook_cell(&t, 1, 1), "Gießen");
    assert_int_equal(textbook_quirks(&t, "broken_text"), 0);
    arena_free(&t.arena);
}

static void controls_are_dropped_and_told(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("a,b\n1,2\0\n3,4\n\x1A"));
    assert_slice(textbook_cell(&t, 0, 1), "2");
    assert_int_equal(t.table.nrow, 2);
    assert_int_equal(textbook_quirks(&t, "nul_bytes"), 1);
    assert_int_equal(textbook_quirks(&t, "end_mark"), 1);
    arena_free(&t.arena);
}

/* What is beyond ASCII comes at the end of much that is not, and is in the last line only. */
static void the_end_of_a_long_text_counts(void **state)
{
    enum { LINES = 1 << 19 };
    struct arena a;
    struct encoding enc;
    struct buf b = {0};
    slice also;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    for (int i = 0; i < LINES; i++) buf_putz(&b, "1001,Main Street 4,ok\n");
    buf_put(&b, in_encoding(&a, "1002,Łąkowa 5 – Świdnica,żółć\n", "WINDOWS-1250"));
    encoding_detect(buf_slice(&b), &a, &enc, &also);
    assert_slice(enc.name, "windows-1250");
    assert_true(enc.confidence > 0.9);
    buf_free(&b);
    arena_free(&a);
}

/* A lone letter that several sets explain is no certainty, and the runner-up is told. */
static void doubt_is_said(void **state)
{
    struct arena a;
    struct encoding enc;
    slice also;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    encoding_detect(S("id,name\n1,Am\xE9\n2,ok\n3,ok\n"), &a, &enc, &also);
    assert_true(enc.confidence < 0.95);
    assert_true(also.n > 0);
    arena_free(&a);
}

static void sixteen_bits_need_few_zeros(void **state)
{
    (void)state;
    is_detected("Имя,Город\nАнна,Москва\nОлег,Казань\n", "UTF-16LE", "utf-16le");
    is_detected("姓名,地址\n张三,中国北京\n李四,上海\n空,空\n", "UTF-16BE", "utf-16be");
}

static void names_are_checked(void **state)
{
    struct arena a;
    struct encoding enc;
    struct err e = {0};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(encoding_named("Latin1", &a, &enc, &e));
    assert_slice(enc.name, "iso-8859-1");
    assert_false(encoding_named("klingon", &a, &enc, &e));
    assert_int_equal(e.code, E_USAGE);
    assert_non_null(strstr(e.text, "klingon"));
    arena_free(&a);
}

int test_encoding(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(western_and_central_europe),
        cmocka_unit_test(other_scripts),
        cmocka_unit_test(names_of_several_languages),
        cmocka_unit_test(no_word_changes_its_script),
        cmocka_unit_test(letters_touch_no_digits),
        cmocka_unit_test(signs_of_units),
        cmocka_unit_test(lone_letters_are_none),
        cmocka_unit_test(a_delimiter_beyond_ascii),
        cmocka_unit_test(wide_without_mark),
        cmocka_unit_test(broken_bytes_are_kept_and_told),
        cmocka_unit_test(controls_are_dropped_and_told),
        cmocka_unit_test(the_end_of_a_long_text_counts),
        cmocka_unit_test(doubt_is_said),
        cmocka_unit_test(sixteen_bits_need_few_zeros),
        cmocka_unit_test(names_are_checked),
    };

    return run_group("encoding", tests);
}
