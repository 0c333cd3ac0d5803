/* draftfeature.h - the features that the built-in author scores steps with: each has a name, a
 * weight and a sentence, in one table. The score of a step is the sum of weight x value; its
 * probability is the logistic function of it, 0.5 at a score of 0.5.
 *
 * Weights are hand-set from what the features mean and checked on generated cases
 * (tests/bench/draftgen.py). A bench can pass other weights, which is how an ablation is run. */
#ifndef FETTLE_DRAFTFEATURE_H
#define FETTLE_DRAFTFEATURE_H

/* X(op, feature, weight, what it is); values are 0..1 unless it says otherwise. */
/* clang-format off */
#define DRAFTFEATURE_LIST(X)                                                                       \
    X(unpivot, head, 0.55, "names are values of one variable: years, months, 1..n, or share a word")\
    X(unpivot, alike, 0.50, "the columns' contents are alike: one kind, one size, common values")  \
    X(unpivot, mixed, -0.60, "one column of all these cells would mix kinds")                      \
    X(unpivot, odd_edge, -0.50, "a column at its end is of another kind or alone has decimals, or one of all holds dates") \
    X(unpivot, key_unique, 0.12, "the other columns identify a row")                               \
    X(unpivot, key_repeats, -0.35, "rows repeat in the other columns")                             \
    X(unpivot, key_inside, -0.30, "a key column has the same values as the run")                   \
    X(unpivot, key_in_run, -0.30, "the first column of the run numbers or names the rows")         \
    X(unpivot, field_names, -0.50, "names are field names, without other evidence in the names")   \
    X(unpivot, item_names, -0.90, "names are questions, features or statements: q7, item 3, is_open") \
    X(unpivot, statistics, -0.20, "share of the names that are statistics: mean, min, p95") \
    X(unpivot, one_hot, -0.60, "each row has one 1 and else 0: flags of a category") \
    X(unpivot, cuts_numbering, -0.50, "begins or ends inside of names that are numbered") \
    X(unpivot, word_elsewhere, -0.35, "other names begin with the word that they share: it is whose field each is") \
    X(unpivot, uneven_families, -0.65, "numbered names beside other numbered ones of another count: items of scales") \
    X(unpivot, columns_explain, -0.20, "columns explain the numbers' sizes better than rows do, without evidence in the names") \
    X(unpivot, texts_behind, -0.50, "share of the texts that stand behind the run, without evidence in the names") \
    X(unpivot, signs_differ, -0.35, "some columns have negative numbers, others none, without strong evidence in the names") \
    X(unpivot, places_differ, -0.35, "columns are written with other numbers of decimals, without strong evidence in the names") \
    X(unpivot, text_differs, -0.40, "texts differ from column to column, without evidence in the names") \
    X(unpivot, no_key, -0.55, "no column before the run names the rows, without evidence in the names") \
    X(unpivot, flags, -0.35, "cells are one of two values, without evidence in the names")        \
    X(unpivot, time_key, -0.40, "rows have dates, times or years, without evidence in the names")  \
    X(unpivot, other_numbers, -0.60, "share of the measures that stand outside the run, without evidence in the names") \
    X(unpivot, units_differ, -0.80, "names end in different units: different measures")            \
    X(unpivot, inside_families, -0.45, "part of neighbouring groups of names with like contents")  \
    X(unpivot, even_names, 0.15, "names are short and of one length, without other evidence")      \
    X(unpivot, most_columns, 0.15, "nearly all columns, without evidence in the names")            \
    X(unpivot, one_row, -0.60, "a single row, and names that are no years, dates, months, weekdays or ranges") \
    X(unpivot, few, -0.35, "two columns, without evidence in the names")                           \
    X(unpivot, unlike, -0.55, "contents differ, without evidence in the names") \
    X(unpivot, text_key, 0.10, "a text column names each row")                                     \
    X(unpivot, text_neighbour, -0.50, "the run stops beside a column with the same texts")         \
    X(unpivot, number_neighbour, -0.12, "the run stops beside a column with numbers of that size") \
    X(unpivot, categories_beside, -0.50, "the run stops beside men, women, urban, ... with numbers of that size") \
    X(unpivot, length, 0.05, "number of columns, full at 8")                                       \
    X(unpivot, pair, -0.15, "only two columns")                                                    \
    X(unpivot, weak_pair, -0.35, "only two columns that share a word") \
    X(unpivot, nested, -0.30, "part of a longer run of years, months, ...")                        \
    X(unpivot, beyond, -0.35, "goes on past the end of a run of years, months, ...")               \
    X(unpivot, grid, -0.45, "the names form a grid of stubs and variables")                        \
    X(unpivot, sideways, -0.50, "rows are purer than columns: the table lies on its side")         \
    X(unpivot, corner, -0.60, "the corner cell names what stands to its right")                    \
    X(unpivot, names_below, -0.60, "the first rows are texts that name what stands below them")     \
    X(unpivot, names_again, -0.40, "share of the names that come again: they are values")          \
    X(unpivot, fields_down, -0.25, "the first column holds field names: rows are different measures") \
    X(unpivot, after, -0.05, "a second step without evidence in the names")                        \
    X(unpivot, after_inside, -0.15, "a second step that stops before the last column")             \
    X(unpivot, after_turn, -0.10, "right after transpose")                                         \
    X(unpivot, after_short, -0.25, "a second step over few columns with weak names")               \
    X(wide_to_long, base, 0.45, "always 1: the names form a grid")                                 \
    X(wide_to_long, cut, 0.12, "the cut is at a separator")                                        \
    X(wide_to_long, ordinal, 0.25, "the variable's values are years, months, 1..n")                \
    X(wide_to_long, agree, 0.25, "columns of one stub have one kind, stubs differ")                \
    X(wide_to_long, size, 0.04, "number of columns, full at 8")                                    \
    X(wide_to_long, two_by_two, -0.40, "two measures, two values, and these are no years, months, 1..n") \
    X(wide_to_long, statistics, -0.40, "share of the values or measures that are statistics: mean, se, ...") \
    X(wide_to_long, period_stubs, -0.60, "the measures would be quarters, months, ...: values too") \
    X(wide_to_long, left_over, -0.50, "a neighbour has the name of a measure and another value of the variable") \
    X(wide_to_long, sideways, -0.50, "rows are purer than columns")                                \
    X(wide_to_long, corner, -0.40, "the corner cell names what stands to its right")               \
    X(wide_to_long, fields_down, -0.40, "the first column holds field names") \
    X(wide_to_long, levels, 0.20, "the heading's levels say which names are measures")             \
    X(transpose, base, 0.05, "always 1")                                                           \
    X(transpose, purer_rows, 0.90, "rows are purer than columns")                                  \
    X(transpose, row_kinds, 0.10, "rows are of two kinds or more")                                 \
    X(transpose, row_kinds_more, 0.08, "rows are of three kinds or more")                          \
    X(transpose, odd_rows, 0.25, "few rows are of another kind than all others, and pure") \
    X(transpose, names_below, 0.45, "the first rows are texts over rows of numbers: they name records too") \
    X(transpose, names_again, 0.50, "share of the names that come again: they are values")         \
    X(transpose, row_sizes, 0.35, "numbers differ in size from row to row, not within a row")      \
    X(transpose, rows_explain, 0.30, "rows explain the numbers' sizes better than columns do (-1..1)")  \
    X(transpose, row_formats, 0.40, "rows agree on whole numbers or decimals better than columns do") \
    X(transpose, fields_down, 0.45, "the first column holds field names")                          \
    X(transpose, corner, 0.65, "the corner cell names what stands to its right")                   \
    X(transpose, statistics, 0.30, "the first column holds count, mean, std, ...")                 \
    X(transpose, wide, 0.25, "more columns than rows")                                             \
    X(transpose, very_wide, 0.30, "hundreds of columns and few rows")                              \
    X(transpose, key_not_text, -0.35, "the first column is not text")                              \
    X(transpose, key_repeats, -0.60, "the first column repeats itself")                            \
    X(transpose, pure_columns, -0.25, "every column is of one kind")                               \
    X(transpose, variable_head, -0.30, "names are values of one variable and the columns are alike") \
    X(transpose, tall, -0.15, "many more rows than columns")                                       \
    X(pivot_blocks, base, -0.10, "always 1")                                                       \
    X(pivot_blocks, cycle, 1.10, "the keys come back in one cycle")                                \
    X(fill, base, 0.50, "always 1: the first column has gaps below its values")                    \
    X(fill, gaps, 0.30, "it has more gaps than the columns behind it")                             \
    X(fill, many, 0.15, "more than 40 % gaps")                                                     \
    X(fill, full_rows, 0.10, "rows with and without a value are equally full")                     \
    X(fill, distinct, 0.10, "its values do not repeat")                                            \
    X(fill, repeats, -0.30, "neighbouring values repeat: then gaps are missing values")            \
    X(fill, numbers, -0.30, "numbers with few gaps")                                               \
    X(fill, prose, -0.40, "long texts behind full columns: 0 at 25 bytes, 1 at 45")                \
    X(fill, partial, -0.40, "more columns show the same gaps")                                     \
    X(fill, inner, -0.60, "columns before it are full")                                            \
    X(explode, base, 0.25, "always 1: cells hold a list mark")                                     \
    X(explode, lengths, 0.25, "lists of several lengths")                                          \
    X(explode, long, 0.15, "some long lists")                                                      \
    X(explode, reuse, 0.30, "parts come back in other lists")                                      \
    X(explode, alone, 0.20, "parts stand alone in other cells")                                    \
    X(explode, like_parts, 0.20, "cells without the mark have as many words as one part")          \
    X(explode, persons, 0.30, "parts are two or three words with capitals each, as names of persons") \
    X(explode, share, 0.10, "share of cells with the mark")                                        \
    X(explode, words, -0.10, "parts of more than two words")                                       \
    X(explode, prose, -0.35, "parts of more than five words")                                      \
    X(explode, impure, -0.30, "parts of different kinds")                                          \
    X(explode, empties, -0.30, "empty parts")                                                      \
    X(explode, strong_mark, 0.10, "the mark is ; or |")                                            \
    X(explode, strong_common, 0.15, "; or | in a third of the cells or more")                      \
    X(explode, strong_prose, 0.30, "longer parts, but the mark is ; or |")                         \
    X(explode, weak_mark, -0.15, "the mark is / or a line end")                                    \
    X(explode, always_two, -0.30, "always exactly two parts (-0.3 more for places: City, ST)")     \
    X(explode, always_three, -0.15, "always exactly three parts")                                  \
    X(explode, structured, -0.60, "paths, addresses, JSON, or marks within brackets") \
    X(explode, rare, -0.25, "few of the cells: 0 at 20 %, 1 at 5 %")                                         \
    X(explode, prose_name, -0.25, "the name says address, title, description, comment")            \
    X(explode, after_fill, 0.06, "right after fill")                                               \
    X(explode, plural_name, 0.10, "the name is a plural")                                          \
    X(subtitle, base, 0.45, "always 1: rows with nothing but a first cell")                        \
    X(subtitle, several, 0.15, "two titles or more")                                               \
    X(subtitle, at_top, 0.30, "the first row is one")                                              \
    X(subtitle, followed, 0.10, "titles are followed by rows of their own")                        \
    X(subtitle, not_at_top, -0.20, "the first row is none and other rows fill the first column")   \
    X(subtitle, rare, -0.30, "hardly any, and the first row is none")                              \
    X(subtitle, in_a_row, -0.30, "titles follow on titles")                                        \
    X(subtitle, single, -0.30, "one title somewhere in the middle")                                \
    X(subtitle, sparse, -0.20, "the other rows are nearly empty too")
/* clang-format on */

enum draftfeature {
#define X(op, name, weight, doc) DF_##op##_##name,
    DRAFTFEATURE_LIST(X)
#undef X
        DF_COUNT
};

struct draftfeature_info {
    const char *op, *name, *doc;
    double weight;
};
extern const struct draftfeature_info draftfeature_table[DF_COUNT];

/* Weighted sum of the features of one step. `weight` NULL: those of the table. */
double draftfeature_score(const double x[DF_COUNT], const double *weight);
/* The probability that a step with this score belongs there. */
double draftfeature_probability(double score);

#endif
