#include "fieldname.h"

#include "buf.h"
#include "unit.h"

static double alike(slice field, slice column, struct arena *a)
{
    const struct fieldwords *w = fieldwords_open(a);
    struct fieldname name[2];

    fieldname_read(w, field, a, &name[0]);
    fieldname_read(w, column, a, &name[1]);
    return fieldname_similarity(w, &name[0], &name[1], 0);
}

static double like(const char *field, const char *column, struct arena *a)
{
    return alike(slice_z(field), slice_z(column), a);
}

static void expect(const char *const (*pair)[2], size_t n, double least, double most)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    for (size_t i = 0; i < n; i++) {
        double x = like(pair[i][0], pair[i][1], &a);

        if (x < least || x > most) fail_msg("%s, %s: %.2f", pair[i][0], pair[i][1], x);
    }
    arena_free(&a);
}
#define EXPECT(list, least, most) expect(list, sizeof list / sizeof *list, least, most)

static void spelling(void **state)
{
    static const char *const same[][2] = {
        {"unit_price", "unitPrice"}, {"first_name", "FirstName"},      {"order_id", "OrderID"},
        {"vat_amount", "VATAmount"}, {"subtotal", "Sub Total"},        {"varieties", "Variety"},
        {"unit_price", "UnitPrice"}, {"shipped_on", "Shipping On"},    {"postal_code", "Post-Code"},
        {"street", "STRASSE"},       {"meter_reading", "Zaehlerstand"}};

    (void)state;
    EXPECT(same, 0.6, 1);
}

static void surely_alike(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(like("Kosten EUR", "cost_eur", &a) > 0.8);
    assert_true(like("Quantit\u00e9", "quantity", &a) > 0.8);
    assert_true(like("custName", "customer_name", &a) > 0.8);
    assert_true(like("unitPrice", "unit_price", &a) > 0.95);
    assert_true(like("Amount", "Region", &a) < 0.3);
    assert_true(like("", "x", &a) < 0.1);
    arena_free(&a);
}

static void abbreviations_and_initials(void **state)
{
    static const char *const same[][2] = {
        {"customer_name", "Cust Nm"},  {"unit_of_measure", "UOM"},    {"date_of_birth", "DOB"},
        {"birth_date", "DOB"},         {"tracking_number", "Trk No"}, {"delivery_date", "Dlvry Dt"},
        {"gross_weight_kg", "Grs Wt"}, {"employee_number", "EMPNO"},  {"hourly_rate", "Hrly Rt"}};

    (void)state;
    EXPECT(same, 0.6, 1);
}

static void languages_and_compounds(void **state)
{
    static const char *const same[][2] = {{"cost_eur", "Kosten EUR"},
                                          {"quantity", "Quantit\u00e9"},
                                          {"customer_number", "Kundennummer"},
                                          {"birth_date", "Geburtsdatum"},
                                          {"shipment_number", "Zendingnummer"},
                                          {"hire_date", "Date d'embauche"},
                                          {"invoice_number", "Numer faktury"},
                                          {"surname", "Apellidos"},
                                          {"grid_operator", "Netzbetreiber"},
                                          {"surface_sqm", "Superficie mq"},
                                          {"room_count", "Nombre de pi\u00e8ces"},
                                          {"return_date", "\u00c5terl\u00e4mningsdatum"}};

    (void)state;
    /* the last one is not in the list: nothing but its date is known */
    expect(same, sizeof same / sizeof *same - 1, 0.6, 1);
    expect(same + sizeof same / sizeof *same - 1, 1, 0.2, 0.6);
}

static void opposites_and_others(void **state)
{
    static const char *const other[][2] = {
        {"gross_amount", "Net Amount"}, {"start_date", "End Date"},  {"billing_city", "Ship City"},
        {"arrival_time", "Departure"},  {"amount", "Region"},        {"first_name", "Surname"},
        {"min_price", "Max Price"},     {"created_at", "Updated At"}};

    (void)state;
    EXPECT(other, 0, 0.45);
}

static void unknown_endings(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(like("", "x", &a) < 0.01);
    assert_true(like("\u00e9\u00e9\u00e9", "eee", &a) > 0.9);
    assert_true(like("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "nnnnnnnn", &a) < 0.3);
    assert_true(like("due_date", "Du Date", &a) < 0.9); /* ue is no umlaut in a known word */
    assert_true(like("_ _ - 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 a b c d", "a b c d", &a) < 0.7);
    arena_free(&a);
}

/* A word of 200 kB is compared as it stands: taken apart it would not end within the test. */
static void endless_words(void **state)
{
    static const char *const part[] = {"date", "kundennummer", "er", "x"};
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        struct buf b = {0};
        slice name;

        for (size_t n = 0; n < 200000 / strlen(part[i]); n++) buf_putz(&b, part[i]);
        name = buf_take(&b, &a);
        assert_true(alike(S("customer_number"), name, &a) < 0.6);
        assert_true(alike(name, name, &a) > 0.99);
        assert_true(alike(slice_sub(name, 0, name.n - 1), name, &a) < 0.99);
    }
    arena_free(&a);
}

/* Every word that fieldwords.def puts beside others stands in it itself. */
static void lists_name_known_words(void **state)
{
#define WORD(words)
#define GENERIC(words)
#define UNIT(words)
#define STOP(words)
#define NEAR(words) words,
#define OPPOSITE(a, b) a, b,
#define ALIAS(word, words) words,
    static const char *const list[] = {
#include "fieldwords.def"
    };
    struct arena a;
    const struct fieldwords *w;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    w = fieldwords_open(&a);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (slice rest = slice_z(list[i]); rest.n >= 0;) {
            slice word = slice_cut(rest, ' ', &rest);
            struct fieldname name;

            fieldname_read(w, word, &a, &name);
            if (!fieldname_means(w, &name, arena_z(&a, word)))
                fail_msg("\"%s\": %.*s is no word of the list", list[i], SLICE_ARG(word));
        }
    arena_free(&a);
}

int test_fieldname(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelling),
        cmocka_unit_test(surely_alike),
        cmocka_unit_test(abbreviations_and_initials),
        cmocka_unit_test(languages_and_compounds),
        cmocka_unit_test(opposites_and_others),
        cmocka_unit_test(unknown_endings),
        cmocka_unit_test(endless_words),
        cmocka_unit_test(lists_name_known_words),
    };

    return run_group("fieldname", tests);
}
