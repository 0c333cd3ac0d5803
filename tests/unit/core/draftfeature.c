/* Each feature of the built-in author by itself: a table that shows it beside one that does not. */
#include "draftfind.h"
#include "draftlevel.h"

#include "texttable.h"
#include "unit.h"

/* A table whose first line are the names, and a step on it. "a/b" is a name of two levels. */
struct side {
    const char *after; /* the op it is the result of */
    int first, last;   /* columns of the step, from 1; 0: any step of the op */
    const char *text;
};
struct shown {
    enum draftfeature feature;
    struct side with, without;
};

#define TOWNS "Town|Alder|Birch|Cedar\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"
#define MONTHS "Town|Jan|Feb|Mar\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"
#define YEARS "Town|2019|2020|2021|2022\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"
#define SIDEWAYS                                                                                   \
    "Site|Alster|Elbe|Bille|Dove\nOpened|1998-04-01|2004-09-15|2011-02-01|2019-06-17\n"            \
    "Beds|120|86|64|40\nManager|K. Brandt|S. Yildiz|T. Novak|A. Rossi\nOpen|yes|no|yes|yes"
#define GRID                                                                                       \
    "id|Val 2019|Val 2020|Qty 2019|Qty 2020\na|1571.5|1008.1|9|8\nb|1994.2|2745.9|2|10\n"          \
    "c|2453.0|2568.3|5|6"
#define GAPS "project|item|price\nred|pen|2\n|ink|3\n|pad|9\nblue|cup|4\n|tea|7"
#define LISTS                                                                                      \
    "who|skills|city\nann|wood; steel|Bonn\nbob|steel|Kiel\ncy|wood; glass; steel|Riga\n"          \
    "di|glass|Cork"
#define PAIRS                                                                                      \
    "who|skills|city\nann|wood; steel|Bonn\nbob|tin; glass|Kiel\ncy|clay; iron|Riga\ndi|wax|Cork"
#define NAMED_TWICE                                                                                \
    "Town|Alder|Birch|Cedar\nLand|Peru|Oman|Mali\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"
#define TITLES "item|price|stock\nFruit||\nApple|2|40\nPear|3|17\nTools||\nSaw|12|3\nHammer|9|5"
#define BLOCKS "k|v\na|1\nb|2\nc|3\na|4\nb|5\nc|6\na|7\nb|8\nc|9"

/* clang-format off */
static const struct shown shown[] = {
    {DF_unpivot_head, {NULL, 2, 4, MONTHS}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_alike, {NULL, 2, 4, TOWNS},
     {NULL, 2, 4, "Town|Alder|Birch|Cedar\nUlm|10|1.25|90000\nBonn|7|0.31|61000\nKiel|5|2.75|40000"}},
    {DF_unpivot_mixed,
     {NULL, 2, 5, "Town|Alder|Birch|Cedar|Dogwood\nUlm|10|low|9|x\nBonn|7|high|8|y\nKiel|5|low|4|z"},
     {NULL, 2, 5, "Town|Alder|Birch|Cedar|Dogwood\nUlm|10|12|9|8\nBonn|7|9|8|7\nKiel|5|3|4|6"}},
    {DF_unpivot_odd_edge,
     {NULL, 2, 5, "Town|2019|2020|2021|2022\nUlm|10|12|9|low\nBonn|7|8|6|high\nKiel|5|5|4|low"},
     {NULL, 2, 5, YEARS}},
    {DF_unpivot_odd_edge, /* dates within */
     {NULL, 2, 6, "Town|Alder|Birch|Cedar|Elm|Fir\nUlm|10|2021-05-03|9|7|2\nBonn|7|2021-05-04|6|8|1\nKiel|5|2021-05-04|4|5|3"},
     {NULL, 2, 6, "Town|Alder|Birch|Cedar|Elm|Fir\nUlm|10|12|9|7|2\nBonn|7|8|6|8|1\nKiel|5|5|4|5|3"}},
    {DF_unpivot_odd_edge, /* decimals at its end alone */
     {NULL, 2, 5, "Town|Alder|Birch|Cedar|Elm\nUlm|1.5|12|9|7\nBonn|7.1|8|6|8\nKiel|5.3|5|4|5"},
     {NULL, 2, 5, "Town|Alder|Birch|Cedar|Elm\nUlm|10|12|9|7\nBonn|7|8|6|8\nKiel|5|5|4|5"}},
    {DF_unpivot_key_unique, {NULL, 2, 4, MONTHS},
     {NULL, 2, 4, "Town|Jan|Feb|Mar\nUlm|10|12|9\nUlm|7|8|6\nKiel|5|5|4"}},
    {DF_unpivot_key_repeats,
     {NULL, 2, 4, "Town|Jan|Feb|Mar\nUlm|10|12|9\nUlm|7|8|6\nUlm|5|5|4\nKiel|4|5|4"},
     {NULL, 2, 4, MONTHS}},
    {DF_unpivot_key_inside,
     {NULL, 2, 4, "who|Jan|Feb|Mar\nann|bob|cy|di\nbob|ann|di|cy\ncy|di|ann|bob\ndi|cy|bob|ann"},
     {NULL, 2, 4, "who|Jan|Feb|Mar\nann|Ulm|Bonn|Kiel\nbob|Bonn|Kiel|Ulm\ncy|Kiel|Ulm|Bonn\ndi|Ulm|Ulm|Ulm"}},
    {DF_unpivot_key_in_run,
     {NULL, 1, 4, "Elm|Alder|Birch|Cedar\n1|12|9|7\n2|8|6|12\n3|5|4|9\n4|3|8|8\n5|7|3|6\n6|4|9|5"},
     {NULL, 1, 4, "Elm|Alder|Birch|Cedar\n1|12|9|7\n2|8|6|12\n3|5|4|9\n4|3|8|8"}},
    {DF_unpivot_field_names,
     {NULL, 2, 4, "Town|Price|Weight|Rating\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_item_names, {NULL, 2, 7, "who|q1|q2|q3|q4|q5|q6\na|1|5|4|3|2|1\nb|2|4|5|1|3|4\nc|5|1|2|4|4|2"},
     {NULL, 2, 5, "who|q1|q2|q3|q4\na|1|5|4|3\nb|2|4|5|1\nc|5|1|2|4"}},
    {DF_unpivot_item_names, {NULL, 2, 4, "food|is_raw|is_new|has_nuts\na|1|0|1\nb|0|0|1\nc|1|1|0"},
     {NULL, 2, 4, "food|isle|hash|wash\na|1|0|1\nb|0|0|1\nc|1|1|0"}},
    {DF_unpivot_statistics, {NULL, 2, 4, "job|mean_ms|p95_ms|max_ms\na|10|12|19\nb|7|8|16\nc|5|5|14"},
     {NULL, 2, 4, "job|read_ms|cut_ms|pack_ms\na|10|12|19\nb|7|8|16\nc|5|5|14"}},
    {DF_unpivot_one_hot,
     {NULL, 2, 4, "who|is red|is tan|is blue\na|1|0|0\nb|0|0|1\nc|0|1|0\nd|1|0|0\ne|0|0|1\nf|0|1|0"},
     {NULL, 2, 4, "who|is red|is tan|is blue\na|1|0|0\nb|0|1|1\nc|0|1|0\nd|1|0|0\ne|0|0|1\nf|0|1|0"}},
    {DF_unpivot_cuts_numbering, {NULL, 3, 5, "who|x1|x2|x3|x4\na|5|1|5|4\nb|5|2|4|5\nc|4|5|1|2"},
     {NULL, 2, 5, "who|x1|x2|x3|x4\na|5|1|5|4\nb|5|2|4|5\nc|4|5|1|2"}},
    {DF_unpivot_word_elsewhere,
     {NULL, 3, 5, "pl_name|star|pl_mass|pl_orbit|pl_tilt\na|x|10|12|9\nb|y|7|8|6\nc|z|5|5|4"},
     {NULL, 3, 5, "name|star|pl_mass|pl_orbit|pl_tilt\na|x|10|12|9\nb|y|7|8|6\nc|z|5|5|4"}},
    {DF_unpivot_uneven_families,
     {NULL, 2, 4, "who|mood_1|mood_2|mood_3|pain_1|pain_2|pain_3|pain_4\na|5|1|5|4|3|4|2\nb|5|2|4|5|1|2|2\nc|4|5|1|2|2|3|1"},
     {NULL, 2, 4, "who|mood_1|mood_2|mood_3|pain_1|pain_2|pain_3\na|5|1|5|4|3|4\nb|5|2|4|5|1|2\nc|4|5|1|2|2|3"}},
    {DF_unpivot_columns_explain, {NULL, 2, 4, "n|Alder|Birch|Cedar\na|10|120|1900\nb|17|180|1600\nc|15|150|1400"},
     {NULL, 2, 4, "n|Alder|Birch|Cedar\na|10|12|19\nb|170|180|160\nc|1500|1500|1400"}},
    {DF_unpivot_texts_behind,
     {NULL, 2, 4, "n|Alder|Birch|Cedar|Old|Far\n1|red|blue|red|yes|no\n2|blue|red|green|no|no\n3|red|green|blue|yes|yes"},
     {NULL, 2, 4, "n|Alder|Birch|Cedar|Kind|Plan\n1|red|blue|red|4|1\n2|blue|red|green|5|2\n3|red|green|blue|7|3"}},
    {DF_unpivot_signs_differ,
     {NULL, 2, 4, "n|Alder|Birch|Cedar\na|-10|12|9\nb|7|8|6\nc|-5|5|4\nd|3|9|2\ne|-8|6|7\nf|4|7|3"},
     {NULL, 2, 4, "n|Alder|Birch|Cedar\na|-10|12|-9\nb|7|-8|6\nc|-5|5|4\nd|3|9|2\ne|-8|-6|-7\nf|4|7|3"}},
    {DF_unpivot_places_differ,
     {NULL, 2, 4, "n|Alder|Birch|Cedar\na|1.05|1.2|9\nb|7.21|8.1|6\nc|5.5|5.9|4\nd|3.42|9.3|2\ne|8.8|6.1|7\nf|4.37|7.7|3"},
     {NULL, 2, 4, "n|Alder|Birch|Cedar\na|1.05|1.23|9.1\nb|7.21|8.1|6.37\nc|5.5|5.92|4.4\nd|3.42|9.3|2.6\ne|8.8|6.1|7\nf|4.37|7.7|3"}},
    {DF_unpivot_text_differs,
     {NULL, 2, 4, "n|Alder|Birch|Cedar\n1|red|round|Ulm\n2|blue|oval|Bonn\n3|red|flat|Kiel\n4|green|round|Ulm"},
     {NULL, 2, 4, "n|Alder|Birch|Cedar\n1|red|blue|red\n2|blue|red|green\n3|red|green|blue\n4|green|red|red"}},
    {DF_unpivot_no_key,
     {NULL, 2, 4, "Elm|Alder|Birch|Cedar\n1.5|10.5|12.1|9.2\n0.5|7.4|8.3|6.3\n1.5|5.3|5.1|4.4"},
     {NULL, 2, 4, "Elm|Alder|Birch|Cedar\nx|10.5|12.1|9.2\ny|7.4|8.3|6.3\nz|5.3|5.1|4.4"}},
    {DF_unpivot_flags,
     {NULL, 2, 4, "Town|Alder|Birch|Cedar\na|1|0|1\nb|0|0|1\nc|1|1|0\nd|0|1|0\ne|1|0|1\nf|0|1|1"},
     {NULL, 2, 4, "Town|Alder|Birch|Cedar\na|1|9|4\nb|8|5|1\nc|3|7|6\nd|5|2|7\ne|4|8|2\nf|6|3|9"}},
    {DF_unpivot_time_key, {NULL, 2, 4, "Year|Alder|Birch|Cedar\n2019|10|12|9\n2020|7|8|6\n2021|5|5|4"}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_time_key, /* a title that is a year is when of a group, not of a row */
     {"explode", 2, 4, "Year|Alder|Birch|Cedar\n2019|10|12|9\n2020|7|8|6\n2021|5|5|4"},
     {"subtitle", 2, 4, "Year|Alder|Birch|Cedar\n2019|10|12|9\n2020|7|8|6\n2021|5|5|4"}},
    {DF_unpivot_text_key, {"fill", 3, 5, "Group|Town|Alder|Birch|Cedar\nx|Ulm|10|12|9\nx|Bonn|7|8|6\nx|Kiel|5|5|4"},
     {"explode", 3, 5, "Group|Town|Alder|Birch|Cedar\nx|Ulm|10|12|9\nx|Bonn|7|8|6\nx|Kiel|5|5|4"}},
    {DF_unpivot_other_numbers,
     {NULL, 2, 4, "Town|Alder|Birch|Cedar|Sort|Elm|Fir|Gum\nUlm|10|12|9|a|8|9|7\nBonn|7|8|6|b|6|5|6\nKiel|5|5|4|c|3|5|4"},
     {NULL, 2, 4, "Town|Alder|Birch|Cedar|Sort|Elm|Fir|Gum\nUlm|10|12|9|a|x|y|z\nBonn|7|8|6|b|y|x|z\nKiel|5|5|4|c|z|x|y"}},
    {DF_unpivot_categories_beside,
     {NULL, 4, 6, "Answer|Men|Women|18-34|35-54|55+\nDaily|20|22|33|21|11\nNever|14|15|17|14|19\nWeekly|44|31|27|32|41"},
     {NULL, 4, 6, "Answer|Men|Base|18-34|35-54|55+\nDaily|20|22|33|21|11\nNever|14|15|17|14|19\nWeekly|44|31|27|32|41"}},
    {DF_unpivot_units_differ,
     {NULL, 2, 4, "Town|Alder kg|Birch mm|Cedar \u00b0C\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"},
     {NULL, 2, 4, "Town|Alder kg|Birch kg|Cedar kg\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"}},
    {DF_unpivot_inside_families,
     {NULL, 2, 3, "Answer|Sex male|Sex female|Age young|Age old\nyes|98|51|48|85\nno|64|62|31|49\nperhaps|23|46|22|29"},
     {NULL, 2, 3, "Answer|Sex male|Sex female|Alder|Birch\nyes|98|51|48|85\nno|64|62|31|49\nperhaps|23|46|22|29"}},
    {DF_unpivot_even_names, {NULL, 2, 4, TOWNS},
     {NULL, 2, 4, "Town|A|Birch of the woods|Cd\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"}},
    {DF_unpivot_most_columns, {NULL, 2, 4, TOWNS},
     {NULL, 2, 4, "Town|Alder|Birch|Cedar|x|y|z\nUlm|10|12|9|a|b|c\nBonn|7|8|6|b|c|a\nKiel|5|5|4|c|a|b"}},
    {DF_unpivot_one_row, {NULL, 1, 4, "h0|h1|h2|h3\n10|12|9|8"},
     {NULL, 1, 4, "h0|h1|h2|h3\n10|12|9|8\n7|8|6|5"}},
    {DF_unpivot_one_row, {NULL, 2, 4, "Town|x1|x2|x3\nUlm|10|12|9"}, {NULL, 2, 4, "Town|Jan|Feb|Mar\nUlm|10|12|9"}},
    {DF_unpivot_few, {NULL, 2, 3, "Town|Alder|Birch\nUlm|10|12\nBonn|7|8\nKiel|5|5"},
     {NULL, 2, 3, "Town|2019|2020\nUlm|10|12\nBonn|7|8\nKiel|5|5"}},
    {DF_unpivot_unlike,
     {NULL, 2, 4, "Town|Alder|Birch|Cedar\nUlm|10|1.25|90000\nBonn|7|0.31|61000\nKiel|5|2.75|40000"}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_text_key, {NULL, 2, 4, TOWNS},
     {NULL, 2, 4, "Elm|Alder|Birch|Cedar\n1|10|12|9\n2|7|8|6\n3|5|5|4"}},
    {DF_unpivot_text_neighbour,
     {NULL, 3, 6, "n|A|B|C|D|E\n1|red|blue|red|blue|red\n2|blue|red|blue|red|green\n3|green|green|red|green|blue"},
     {NULL, 3, 6, "n|A|B|C|D|E\n1|Ulm|blue|red|blue|red\n2|Bonn|red|blue|red|green\n3|Kiel|green|red|green|blue"}},
    {DF_unpivot_number_neighbour,
     {NULL, 3, 6, "n|A|B|C|D|E\nx|5|6|7|5|7\ny|7|5|6|7|6\nz|4|7|5|6|5"},
     {NULL, 3, 6, "n|A|B|C|D|E\nx|5400|6|7|5|7\ny|3700|5|6|7|6\nz|4100|7|5|6|5"}},
    {DF_unpivot_length,
     {NULL, 2, 9, "t|a|b|c|d|e|f|g|h\nx|5|6|7|5|7|5|6|6\ny|7|5|6|7|6|6|7|7"}, {NULL, 2, 4, "t|a|b|c\nx|5|6|7\ny|7|5|6"}},
    {DF_unpivot_pair, {NULL, 2, 3, "Town|2019|2020\nUlm|10|12\nBonn|7|8"}, {NULL, 2, 5, YEARS}},
    {DF_unpivot_weak_pair, {NULL, 2, 3, "Town|Score north|Score south\nUlm|10|12\nBonn|7|8"},
     {NULL, 2, 3, "Town|2019|2020\nUlm|10|12\nBonn|7|8"}},
    {DF_unpivot_nested, {NULL, 3, 5, YEARS},
     {NULL, 3, 5, "Town|Alder|Birch|Cedar|Elm\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"}},
    {DF_unpivot_beyond,
     {NULL, 2, 5, "Town|Jan|Feb|Mar|Rain\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"},
     {NULL, 2, 5, "Town|Alder|Birch|Cedar|Rain\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"}},
    {DF_unpivot_grid, {NULL, 2, 5, GRID},
     {NULL, 2, 5, "id|Val 2019|Val 2020|Val 2021|Val 2022\na|15|10|9|8\nb|19|27|2|10\nc|24|25|5|6"}},
    {DF_unpivot_sideways, {NULL, 2, 5, SIDEWAYS}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_corner, {NULL, 2, 4, "Month|Jan|Feb|Mar\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"}, {NULL, 2, 4, MONTHS}},
    {DF_unpivot_names_below, {NULL, 2, 4, NAMED_TWICE}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_names_again,
     {NULL, 2, 5, "Land|Peru|Peru|Oman|Oman.1\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"},
     {NULL, 2, 5, "Land|Peru|Oman|Peru 2|Oman 2\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"}},
    {DF_unpivot_names_again, /* one name for all says nothing */
     {NULL, 2, 5, "Land|Peru|Peru|Oman|Oman.1\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"},
     {NULL, 2, 5, "Peru|Peru|Peru|Peru|Peru.1\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"}},
    {DF_unpivot_names_below, {NULL, 2, 4, NAMED_TWICE},
     {NULL, 2, 4, "Town|Alder|Birch|Cedar\nLand|Peru|Peru|Peru\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"}},
    {DF_unpivot_fields_down,
     {NULL, 2, 4, "Town|Alder|Birch|Cedar\nPrice|10|12|9\nWeight|7|8|6\nRating|5|5|4"}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_after, {"fill", 2, 4, TOWNS}, {NULL, 2, 4, TOWNS}},
    {DF_unpivot_after_inside,
     {"fill", 2, 4, "Town|Alder|Birch|Cedar|Boss\nUlm|10|12|9|x\nBonn|7|8|6|y\nKiel|5|5|4|z"}, {"fill", 2, 4, TOWNS}},
    {DF_unpivot_after_turn, {"transpose", 2, 4, MONTHS}, {"fill", 2, 4, MONTHS}},
    {DF_unpivot_after_short, {"fill", 2, 4, TOWNS}, {"fill", 2, 4, MONTHS}},

    {DF_wide_to_long_base, {NULL, 2, 5, GRID}, {NULL, 0, 0, YEARS}},
    {DF_wide_to_long_cut, {NULL, 2, 5, GRID},
     {NULL, 2, 5, "id|Val19|Val20|Qty19|Qty20\na|1571.5|1008.1|9|8\nb|1994.2|2745.9|2|10\nc|2453.0|2568.3|5|6"}},
    {DF_wide_to_long_ordinal, {NULL, 2, 5, GRID},
     {NULL, 2, 5, "id|Val - Alster|Val - Elbe|Qty - Alster|Qty - Elbe\na|1571.5|1008.1|9|8\nb|1994.2|2745.9|2|10\nc|2453.0|2568.3|5|6"}},
    {DF_wide_to_long_agree, {NULL, 2, 5, GRID},
     {NULL, 2, 5, "id|Val 2019|Val 2020|Qty 2019|Qty 2020\na|15|x|9|x\nb|19|y|2|y\nc|24|z|5|z"}},
    {DF_wide_to_long_size,
     {NULL, 2, 9, "id|V 2019|V 2020|V 2021|V 2022|Q 2019|Q 2020|Q 2021|Q 2022\na|1.5|1.1|1.2|1.7|9|8|4|5\nb|1.9|2.7|1.8|1.6|2|10|4|7"},
     {NULL, 2, 5, GRID}},
    {DF_wide_to_long_two_by_two,
     {NULL, 2, 5, "id|leaf_length|leaf_width|stem_length|stem_width\na|1.5|1.1|9|8\nb|1.9|2.7|2|10\nc|2.4|2.5|5|6"},
     {NULL, 2, 5, GRID}},
    {DF_wide_to_long_statistics,
     {NULL, 2, 5, "id|read_mean|read_max|cut_mean|cut_max\na|1.5|1.1|9|8\nb|1.9|2.7|2|10\nc|2.4|2.5|5|6"},
     {NULL, 2, 5, "id|read_old|read_new|cut_old|cut_new\na|1.5|1.1|9|8\nb|1.9|2.7|2|10\nc|2.4|2.5|5|6"}},
    {DF_wide_to_long_period_stubs,
     {NULL, 2, 5, "id|Q1 FY21|Q2 FY21|Q1 FY22|Q2 FY22\na|15|10|9|8\nb|19|27|2|10\nc|24|25|5|6"}, {NULL, 2, 5, GRID}},
    {DF_wide_to_long_left_over,
     {NULL, 2, 5, "id|Ctrl-1|Ctrl-2|Dex-1|Dex-2|Dex-3\na|15|10|9|8|9\nb|19|27|2|10|7\nc|24|25|5|6|5"},
     {NULL, 2, 5, "id|Ctrl-1|Ctrl-2|Dex-1|Dex-2|QC\na|15|10|9|8|9\nb|19|27|2|10|7\nc|24|25|5|6|5"}},
    {DF_wide_to_long_left_over, /* the variable stands before the measure */
     {NULL, 2, 5, "id|5a|5b|6a|6b|7a\na|15|10|9|8|9\nb|19|27|2|10|7\nc|24|25|5|6|5"},
     {NULL, 2, 5, "id|5a|5b|6a|6b|Age\na|15|10|9|8|9\nb|19|27|2|10|7\nc|24|25|5|6|5"}},
    {DF_wide_to_long_sideways,
     {NULL, 2, 5, "id|Val 2019|Val 2020|Qty 2019|Qty 2020\nopened|1998-04-01|2004-09-15|2011-02-01|2019-06-17\nbeds|120|86|64|40\nboss|Ann|Bob|Cy|Di"},
     {NULL, 2, 5, GRID}},
    {DF_wide_to_long_corner,
     {NULL, 2, 5, "year|Val 2019|Val 2020|Qty 2019|Qty 2020\nUlm|15|10|9|8\nBonn|19|27|2|10\nKiel|24|25|5|6"}, {NULL, 2, 5, GRID}},
    {DF_wide_to_long_fields_down,
     {NULL, 2, 5, "id|Val 2019|Val 2020|Qty 2019|Qty 2020\nprice|15|10|9|8\nweight|19|27|2|10\nrating|24|25|5|6"}, {NULL, 2, 5, GRID}},
    {DF_wide_to_long_levels,
     {NULL, 2, 5, "Town/|2021/Births|2021/Deaths|2022/Births|2022/Deaths\nUlm|15|10|9|8\nBonn|19|27|2|10"},
     {NULL, 2, 5, "Town|2021 Births|2021 Deaths|2022 Births|2022 Deaths\nUlm|15|10|9|8\nBonn|19|27|2|10"}},

    {DF_transpose_base, {NULL, 0, 0, SIDEWAYS}, {NULL, 0, 0, "a|b\n1|2\n3|4"}},
    {DF_transpose_purer_rows, {NULL, 0, 0, SIDEWAYS}, {NULL, 0, 0, TOWNS}},
    {DF_transpose_row_kinds, {NULL, 0, 0, SIDEWAYS}, {NULL, 0, 0, TOWNS}},
    {DF_transpose_row_kinds_more, {NULL, 0, 0, SIDEWAYS},
     {NULL, 0, 0, "Site|Alster|Elbe|Bille\nBeds|120|86|64\nBoss|Ann|Bob|Cy\nCars|3|4|5"}},
    {DF_transpose_odd_rows, {NULL, 0, 0, "Site|Alster|Elbe|Bille\nBeds|120|86|64\nBoss|Ann|Bob|Cy\nCars|3|4|5\nBoats|1|2|1"},
     {NULL, 0, 0, TOWNS}},
    {DF_transpose_names_below, {NULL, 0, 0, NAMED_TWICE},
     {NULL, 0, 0, "Town|Alder|Birch|Cedar\nUlm|10|12|9\nLand|Peru|Oman|Mali\nKiel|5|5|4"}},
    {DF_transpose_names_again,
     {NULL, 0, 0, "Land|Peru|Peru|Oman|Oman.1\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"},
     {NULL, 0, 0, "Land|Peru|Oman|Peru 2|Oman 2\nUlm|10|12|9|8\nBonn|7|8|6|5\nKiel|5|5|4|3"}},
    {DF_transpose_row_sizes, {NULL, 0, 0, "Site|Alster|Elbe|Bille\nBeds|120000|860000|640000\nCars|3|4|5\nBoats|1|2|1"},
     {NULL, 0, 0, TOWNS}},
    {DF_transpose_rows_explain, {NULL, 0, 0, "Site|Alster|Elbe|Bille\nBeds|120000|860000|640000\nCars|3|4|5\nBoats|1|2|1"},
     {NULL, 0, 0, "Site|Alster|Elbe|Bille\nBeds|120000|3|1\nCars|860000|4|2\nBoats|640000|5|1"}},
    {DF_transpose_row_formats, {NULL, 0, 0, "Site|Alster|Elbe|Bille\nBeds|12|86|64\nCost|3.5|4.5|5.5\nBoats|12|22|13"},
     {NULL, 0, 0, TOWNS}},
    {DF_transpose_fields_down, {NULL, 0, 0, "Town|Alder|Birch|Cedar\nPrice|10|12|9\nWeight|7|8|6\nRating|5|5|4"}, {NULL, 0, 0, TOWNS}},
    {DF_transpose_corner, {NULL, 0, 0, "Month|Jan|Feb|Mar\nUlm|10|12|9\nBonn|7|8|6\nKiel|5|5|4"}, {NULL, 0, 0, MONTHS}},
    {DF_transpose_statistics,
     {NULL, 0, 0, "x|Alder|Birch\ncount|3|3\nmean|7.3|8.3\nstd|2.5|3.5\nmin|5|5\nmax|10|12"},
     {NULL, 0, 0, "x|Alder|Birch\nUlm|3|3\nBonn|7.3|8.3\nKiel|2.5|3.5\nmin|5|5\nmax|10|12"}},
    {DF_transpose_wide, {NULL, 0, 0, "a|b|c|d|e|f|g|h\nx|1|2|3|4|5|6|7\ny|1|2|3|4|5|6|7"}, {NULL, 0, 0, TOWNS}},
    {DF_transpose_key_not_text, {NULL, 0, 0, "Elm|Alder|Birch\n1|10|12\n2|7|8\n3|5|5"}, {NULL, 0, 0, TOWNS}},
    {DF_transpose_key_repeats, {NULL, 0, 0, "Town|Alder|Birch\nUlm|10|12\nUlm|7|8\nUlm|5|5\nUlm|5|4"}, {NULL, 0, 0, TOWNS}},
    {DF_transpose_pure_columns, {NULL, 0, 0, TOWNS}, {NULL, 0, 0, SIDEWAYS}},
    {DF_transpose_variable_head, {NULL, 0, 0, MONTHS}, {NULL, 0, 0, TOWNS}},

    {DF_pivot_blocks_base, {NULL, 0, 0, BLOCKS}, {NULL, 0, 0, "k|v\na|1\nb|2\nc|3\nd|4\ne|5\nf|6"}},
    {DF_pivot_blocks_cycle, {NULL, 0, 0, BLOCKS},
     {NULL, 0, 0, "k|v\na|1\nb|2\nc|3\na|4\nb|5\nc|6\na|7\nc|8\nb|9"}},

    {DF_fill_base, {NULL, 1, 1, GAPS}, {NULL, 0, 0, TOWNS}},
    {DF_fill_gaps, {NULL, 1, 1, GAPS}, {NULL, 1, 1, "project|item|price\nred|pen|2\n|ink|\n|pad|\nblue|cup|\n|tea|7\n|cap|\n|nut|"}},
    {DF_fill_many, {NULL, 1, 1, GAPS}, {NULL, 1, 1, "project|item|price\nred|pen|2\n|ink|3\nlime|pad|9\nblue|cup|4"}},
    {DF_fill_full_rows, {NULL, 1, 1, GAPS}, {NULL, 1, 1, "project|item|price\nred|pen|\n|ink|3\n|pad|9\nblue||\n|tea|7"}},
    {DF_fill_distinct, {NULL, 1, 1, GAPS},
     {NULL, 1, 1, "project|item|price\nred|pen|2\n|ink|3\nblue|pad|9\n|cup|4\nred|tea|7\n|cap|5\nblue|nut|1\n|fig|3"}},
    {DF_fill_repeats,
     {NULL, 1, 1, "p|item|price\nred|pen|2\n|ink|3\nred|pad|9\n|cup|4\nblue|tea|7\n|cap|5\nlime|nut|1\n|fig|3\nteal|ash|2"},
     {NULL, 1, 1, GAPS}},
    {DF_fill_repeats, /* below another title a group may have the name of the last one */
     {"subtitle", 2, 2, "g|p|item|price\nx|red|pen|2\nx||ink|3\nx|red|pad|9\nx||cup|4\nx|blue|tea|7\nx||cap|5\nx|lime|nut|1\nx||fig|3\nx|teal|ash|2"},
     {"subtitle", 2, 2, "g|p|item|price\nx|red|pen|2\nx||ink|3\ny|red|pad|9\ny||cup|4\ny|blue|tea|7\ny||cap|5\ny|lime|nut|1\ny||fig|3\ny|teal|ash|2"}},
    {DF_fill_numbers, {NULL, 1, 1, "n|item|price\n1|pen|2\n|ink|3\n3|pad|9\n4|cup|4\n5|tea|7"},
     {NULL, 1, 1, "n|item|price\nred|pen|2\n|ink|3\nblue|pad|9\nlime|cup|4\nteal|tea|7"}},
    {DF_fill_prose,
     {NULL, 2, 2, "n|note|item|price\na|came late because of the rain and the customs|pen|2\nb||ink|3\nc||pad|9\nd|one of them was broken, we sent it back again|cup|4\ne||tea|7"},
     {NULL, 2, 2, "n|project|item|price\na|red|pen|2\nb||ink|3\nc||pad|9\nd|blue|cup|4\ne||tea|7"}},
    {DF_fill_partial, {NULL, 1, 1, "land|town|item|price\nDE|Ulm|pen|2\n||ink|3\n|Bonn|pad|9\n||cup|4\nFR|Lyon|tea|7\n||cap|5"},
     {NULL, 1, 1, GAPS}},
    {DF_fill_inner, {NULL, 2, 2, "n|project|item|price\na|red|pen|2\nb||ink|3\nc||pad|9\nd|blue|cup|4\ne||tea|7"},
     {NULL, 1, 1, GAPS}},

    {DF_explode_base, {NULL, 2, 2, LISTS}, {NULL, 0, 0, TOWNS}},
    {DF_explode_lengths, {NULL, 2, 2, LISTS}, {NULL, 2, 2, PAIRS}},
    {DF_explode_long,
     {NULL, 2, 2, "who|skills\nann|a; b; c; d; e; f\nbob|a; b; c; d; e\ncy|b; c; d; e; f\ndi|a"}, {NULL, 2, 2, PAIRS}},
    {DF_explode_reuse, {NULL, 2, 2, LISTS}, {NULL, 2, 2, PAIRS}},
    {DF_explode_alone, {NULL, 2, 2, LISTS}, {NULL, 2, 2, PAIRS}},
    {DF_explode_like_parts, {NULL, 2, 2, LISTS},
     {NULL, 2, 2, "who|skills\nann|wood; steel\nbob|he can do it all\ncy|wood; tin; steel\ndi|not a thing, poor man"}},
    {DF_explode_share, {NULL, 2, 2, PAIRS},
     {NULL, 2, 2, "who|skills\na|wood; steel\nb|tin\nc|clay\nd|wax\ne|oak\nf|ash\ng|fig\nh|elm\ni|gum\nj|tea"}},
    {DF_explode_words,
     {NULL, 2, 2, "who|tasks\nann|clean the old red pump; call them back again soon\nbob|fix one more broken door hinge; oil the long brown chain\ncy|paint it"},
     {NULL, 2, 2, LISTS}},
    {DF_explode_prose, {NULL, 2, 2, "who|tasks\nann|we went there and saw the old pump again, but it was dry and of no use, then came more rain and the road was shut, so all of us had to stay home\nbob|he came very late because of the snow, then came more rain and the road was shut, so all of us had to stay home\ncy|then came more rain and the road was shut\ndi|so all of us had to stay home"}, {NULL, 2, 2, LISTS}},
    {DF_explode_impure, {NULL, 2, 2, "who|data\nann|12; steel\nbob|7; glass\ncy|9; iron\ndi|4; wax"}, {NULL, 2, 2, LISTS}},
    {DF_explode_empties, {NULL, 2, 2, "who|skills\nann|wood;;\nbob|tin;;\ncy|clay;;\ndi|wax;;"}, {NULL, 2, 2, LISTS}},
    {DF_explode_strong_mark, {NULL, 2, 2, LISTS},
     {NULL, 2, 2, "who|skills\nann|wood, steel\nbob|steel\ncy|wood, glass, steel\ndi|glass"}},
    {DF_explode_strong_common, {NULL, 2, 2, LISTS},
     {NULL, 2, 2, "who|skills\na|wood; steel; tin\nb|steel\nc|wood\nd|tin\ne|steel\nf|wood\ng|tin\nh|tin"}},
    {DF_explode_strong_prose, {NULL, 2, 2, "who|tasks\nann|we went there and saw the old pump again; but it was dry and of no use; then came more rain and the road was shut; so all of us had to stay home\nbob|he came very late because of the snow; then came more rain and the road was shut; so all of us had to stay home\ncy|then came more rain and the road was shut\ndi|so all of us had to stay home"}, {NULL, 2, 2, "who|tasks\nann|we went there and saw the old pump again, but it was dry and of no use, then came more rain and the road was shut, so all of us had to stay home\nbob|he came very late because of the snow, then came more rain and the road was shut, so all of us had to stay home\ncy|then came more rain and the road was shut\ndi|so all of us had to stay home"}},
    {DF_explode_weak_mark, {NULL, 2, 2, "who|skills\nann|wood/steel\nbob|steel\ncy|wood/glass/steel\ndi|glass"}, {NULL, 2, 2, LISTS}},
    {DF_explode_always_two, {NULL, 2, 2, PAIRS}, {NULL, 2, 2, LISTS}},
    {DF_explode_always_three,
     {NULL, 2, 2, "who|skills\nann|wood; steel; tin\nbob|tin; glass; ash\ncy|clay; iron; fig\ndi|wax"}, {NULL, 2, 2, LISTS}},
    {DF_explode_persons,
     {NULL, 2, 2, "film|cast\nx|Ann Lee, Bo Ray, Cy Day\ny|Di Fox, Ed Hall, Fay Jones\nz|Gus Kerr, Ann Lee"},
     {NULL, 2, 2, "film|cast\nx|ann, bo, cy\ny|di, ed, fay\nz|gus, ann"}},
    {DF_explode_structured, {NULL, 2, 2, "who|pages\nann|/shop; /tea; /ink\nbob|/shop; /ink\ncy|/ink\ndi|/shop; /tea; /ink; /pad"},
     {NULL, 2, 2, "who|pages\nann|shop; tea; ink\nbob|shop; ink\ncy|ink\ndi|shop; tea; ink; pad"}},
    {DF_explode_structured, /* a mark within brackets */
     {NULL, 2, 2, "who|teas\nann|(red; hot; old)\nbob|(red; old)\ncy|old\ndi|(red; hot; hot; hot; old)\ned|(red; hot; hot; old)"},
     {NULL, 2, 2, "who|teas\nann|red; hot; old\nbob|red; old\ncy|old\ndi|red; hot; hot; hot; old\ned|red; hot; hot; old"}},
    {DF_explode_rare, {NULL, 2, 2, "who|skills\na|wood; tin; clay; oak\nb|tin\nc|clay\nd|wood\ne|oak\nf|ash\ng|fig\nh|elm\ni|gum\nj|tea\nk|ink\nl|fur"}, {NULL, 2, 2, LISTS}},
    {DF_explode_prose_name, {NULL, 2, 2, "who|comments\nann|wood; steel\nbob|steel\ncy|wood; glass; steel\ndi|glass"}, {NULL, 2, 2, LISTS}},
    {DF_explode_after_fill, {"fill", 2, 2, LISTS}, {"subtitle", 2, 2, LISTS}},
    {DF_explode_plural_name, {NULL, 2, 2, LISTS}, {NULL, 2, 2, "who|skill\nann|wood; steel\nbob|steel\ncy|wood; glass; steel\ndi|glass"}},

    {DF_subtitle_base, {NULL, 0, 0, TITLES}, {NULL, 0, 0, TOWNS "\nRiga|1|2|3"}},
    {DF_subtitle_several, {NULL, 0, 0, TITLES}, {NULL, 0, 0, "item|price|stock\nFruit||\nApple|2|40\nPear|3|17\nFig|1|9"}},
    {DF_subtitle_at_top, {NULL, 0, 0, TITLES}, {NULL, 0, 0, "item|price|stock\nApple|2|40\nPear|3|17\nTools||\nSaw|12|3"}},
    {DF_subtitle_followed, {NULL, 0, 0, TITLES}, {NULL, 0, 0, "item|price|stock\nFruit||\nRed||\nFresh||\nApple|2|40\nPear|3|17\nFig|1|9"}},
    {DF_subtitle_not_at_top, {NULL, 0, 0, "item|price|stock\nApple|2|40\nPear|3|17\nTools||\nSaw|12|3"}, {NULL, 0, 0, TITLES}},
    {DF_subtitle_in_a_row, {NULL, 0, 0, "item|price|stock\nFruit||\nRed||\nFresh||\nApple|2|40\nPear|3|17\nFig|1|9"}, {NULL, 0, 0, TITLES}},
    {DF_subtitle_single, {NULL, 0, 0, "item|price|stock\nApple|2|40\nPear|3|17\nTools||\nSaw|12|3"}, {NULL, 0, 0, TITLES}},
    {DF_subtitle_sparse, {NULL, 0, 0, "item|a|b|c|d|e\nFruit|||||\nApple|2||||\nPear|||3||\nTools|||||\n||||1|"}, {NULL, 0, 0, TITLES}},
};
/* clang-format on */

/* Names with "/" are taken apart: the levels of their heading. */
static struct draftlevels *levels_of(struct table *t, struct arena *a)
{
    struct draftlevels *l = arena_new(a, struct draftlevels, 1);
    slice *level = arena_new(a, slice, 2 * t->ncol), *name = arena_new(a, slice, t->ncol);

    for (int c = 0; c < t->ncol; c++) {
        slice *two = level + (ptrdiff_t)2 * c;

        two[0] = slice_cut(t->col[c].name, '/', &two[1]);
        if (two[1].n < 0) return NULL;
        name[c] = two[1].n > 0 ? arena_printf(a, "%.*s %.*s", SLICE_ARG(two[0]), SLICE_ARG(two[1]))
                               : two[0];
        t->col[c].name = name[c];
    }
    *l = (struct draftlevels){2, t->ncol, name, level};
    return l;
}

/* The feature's value of that step; 0: there is no such step. */
static double value_of(enum draftfeature f, const struct side *s)
{
    struct draftsteps *found;
    struct draftview v;
    struct arena a;
    struct table t;
    double x = 0;

    arena_init(&a, ARENA_NO_LIMIT);
    texttable(&t, &a, s->text);
    found = arena_new(&a, struct draftsteps, 1);
    struct draftlevels *levels = levels_of(&t, &a);
    assert_true(draftview_open(&v, &t, s->after, &a));
    v.levels = levels;
    draftfind_steps(&v, NULL, found);
    if (strcmp(draftfeature_table[f].op, "pivot_blocks") == 0) draftfind_pivot_blocks(&v, found);
    for (int i = 0; i < found->n; i++) {
        const struct draftstep *step = &found->at[i];

        if (strcmp(draftop_name(step->op), draftfeature_table[f].op) == 0 &&
            (s->first == 0 || (step->first == s->first - 1 && step->last == s->last - 1)))
            x = step->x[f];
    }
    arena_free(&a);
    return x;
}

static void each_feature_by_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        double with = value_of(shown[i].feature, &shown[i].with);
        double without = value_of(shown[i].feature, &shown[i].without);

        if (with < without + 0.25)
            fail_msg("%s.%s is %.3f where it shows and %.3f where it does not",
                     draftfeature_table[shown[i].feature].op,
                     draftfeature_table[shown[i].feature].name, with, without);
    }
}

/* What takes more rows or columns than fit above. */
static double of_size(enum draftfeature f, int rows, int cols, int titles)
{
    struct draftsteps *found;
    struct draftview v;
    struct arena a;
    struct table t;
    struct err e;
    double x = 0;

    arena_init(&a, ARENA_NO_LIMIT);
    found = arena_new(&a, struct draftsteps, 1);
    assert_true(table_new(&t, &a, cols, rows, &e));
    for (int c = 0; c < cols; c++) {
        t.col[c].name = arena_printf(&a, "%c", 'a' + c % 26);
        for (int r = 0; r < rows; r++)
            t.col[c].cell[r] =
                c == 0 || r < rows - titles ? arena_printf(&a, "%d", r * 7 % 100 + c) : S("");
    }
    assert_true(draftview_open(&v, &t, NULL, &a));
    draftfind_steps(&v, NULL, found);
    for (int i = 0; i < found->n; i++)
        if (strcmp(draftop_name(found->at[i].op), draftfeature_table[f].op) == 0)
            x = found->at[i].x[f];
    arena_free(&a);
    return x;
}

static void features_of_size(void **state)
{
    (void)state;
    assert_true(of_size(DF_transpose_very_wide, 3, 400, 0) >
                of_size(DF_transpose_very_wide, 3, 200, 0));
    assert_true(of_size(DF_transpose_tall, 400, 4, 0) > of_size(DF_transpose_tall, 30, 4, 0));
    assert_true(of_size(DF_subtitle_rare, 120, 3, 1) > of_size(DF_subtitle_rare, 20, 3, 1));
}

static void each_feature_has_a_test(void **state)
{
    static const enum draftfeature of_size_only[] = {DF_transpose_very_wide, DF_transpose_tall,
                                                     DF_subtitle_rare};

    (void)state;
    for (int f = 0; f < DF_COUNT; f++) {
        bool tested = false;

        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
            tested = tested || (int)shown[i].feature == f;
        for (size_t i = 0; i < sizeof of_size_only / sizeof *of_size_only; i++)
            tested = tested || (int)of_size_only[i] == f;
        if (!tested)
            fail_msg("%s.%s has no test", draftfeature_table[f].op, draftfeature_table[f].name);
    }
}

static void features_are_named_once(void **state)
{
    (void)state;
    for (int i = 0; i < DF_COUNT; i++) {
        assert_true(strlen(draftfeature_table[i].doc) > 5);
        for (int k = 0; k < i; k++)
            assert_false(strcmp(draftfeature_table[i].op, draftfeature_table[k].op) == 0 &&
                         strcmp(draftfeature_table[i].name, draftfeature_table[k].name) == 0);
    }
    assert_true(draftfeature_probability(0.5) > 0.49 && draftfeature_probability(0.5) < 0.51);
}

int test_draftfeature(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_feature_by_itself),
        cmocka_unit_test(features_of_size),
        cmocka_unit_test(each_feature_has_a_test),
        cmocka_unit_test(features_are_named_once),
    };

    return run_group("draftfeature", tests);
}
