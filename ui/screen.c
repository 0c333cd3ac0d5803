#include "screen.h"

#include "err.h"
#include "utf8.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void clear_cells(struct screen *s)
{
    for (int i = 0; i < s->rows * s->cols; i++)
        s->cell[i] = (struct cell){.width = 1, .style = STYLE_TEXT};
    s->cursor_row = s->cursor_col = -1;
}

void screen_size(struct screen *s, int rows, int cols)
{
    if (rows < 1) rows = 1;
    if (cols < 1) cols = 1;
    if (rows > 1000) rows = 1000;
    if (cols > 2000) cols = 2000;
    if (rows != s->rows || cols != s->cols || s->cell == NULL) {
        free(s->cell);
        s->cell = calloc((size_t)rows * (size_t)cols, sizeof *s->cell);
        if (s->cell == NULL) err_no_memory();
        s->rows = rows;
        s->cols = cols;
    }
    clear_cells(s);
}

void screen_free(struct screen *s)
{
    free(s->cell);
    *s = (struct screen){0};
}

/* What a terminal may obey, hide, join or draw with a width of its own choice: C0 and C1, bidi and
 * zero-width marks, variation selectors, joiners, tags, flags and skin tones (terminals disagree
 * about their width), private use. */
static bool is_odd(int32_t c)
{
    static const struct {
        int32_t from, to;
    } odd[] = {{0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},
               {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
               {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},
               {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
               {0xE000, 0xF8FF},   {0x1F1E6, 0x1F1FF}, {0x1F3FB, 0x1F3FF}, {0x1BCA0, 0x1BCA3},
               {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF}};

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        if (c >= odd[i].from && c <= odd[i].to) return true;
    return false;
}

/* The next glyph of text at *at as it is drawn: bytes in out, its length; *width its columns (0: it
 * combines with the one before); *odd: it stands for something that must not reach a terminal. */
static int next_glyph(slice text, ptrdiff_t *at, char out[GLYPH_BYTES], int *width, bool *odd)
{
    int32_t c;
    int n = utf8_decode(text.p + *at, text.n - *at, &c), w;
    unsigned char byte = (unsigned char)text.p[*at];

    *at += n;
    *odd = false;
    if (c >= 0x20 && c < 0x7F) {
        out[0] = (char)c;
        *width = 1;
        return 1;
    }
    w = c < 0 ? -1 : utf8_width(c);
    if (c >= 0 && !is_odd(c) && w >= 0 && w <= 2) {
        *width = w;
        if (c == 0xA0) c = ' '; /* some terminals draw it as nothing */
        return utf8_encode(c, out);
    }
    *odd = true;
    *width = snprintf(out, GLYPH_BYTES, "<%02X>", c < 0 ? (unsigned)byte : (unsigned)c);
    return *width;
}

static struct cell *cell_at(struct screen *s, int row, int col)
{
    return &s->cell[row * s->cols + col];
}

/* A wide character that loses one half loses both. */
static void unpair(struct screen *s, int row, int col)
{
    struct cell *c = cell_at(s, row, col);

    if (c->width == 0 && col > 0) *cell_at(s, row, col - 1) = (struct cell){.width = 1};
    if (c->width == 2 && col + 1 < s->cols) *cell_at(s, row, col + 1) = (struct cell){.width = 1};
}

static void put(struct screen *s, int row, int col, enum style style, const char *p, int n, int w)
{
    struct cell *c;

    if (row < 0 || row >= s->rows || col < 0 || col + w > s->cols) return;
    for (int i = 0; i < w; i++) unpair(s, row, col + i);
    c = cell_at(s, row, col);
    *c = (struct cell){.n = (uint8_t)n, .width = (uint8_t)w, .style = (uint8_t)style};
    memcpy(c->text, p, (size_t)n);
    if (w == 2) *cell_at(s, row, col + 1) = (struct cell){.style = (uint8_t)style};
}

static void combine(struct screen *s, int row, int col, const char *p, int n)
{
    struct cell *c;

    if (row < 0 || row >= s->rows || col < 0 || col >= s->cols) return;
    c = cell_at(s, row, col);
    if (c->width == 0 && col > 0) c = cell_at(s, row, col - 1);
    if (c->n == 0 || c->n + n > GLYPH_BYTES) return; /* a longer stack of marks is cut */
    memcpy(c->text + c->n, p, (size_t)n);
    c->n = (uint8_t)(c->n + n);
}

int screen_width(slice text, int most)
{
    char out[GLYPH_BYTES];
    int total = 0, w;
    bool odd;

    for (ptrdiff_t i = 0; i < text.n && total < most;) {
        next_glyph(text, &i, out, &w, &odd);
        total += w;
    }
    return total < most ? total : most;
}

int screen_text(struct screen *s, int row, int col, int width, enum style style, slice text)
{
    bool cut;
    int used = 0;

    if (col >= 0 && width > s->cols - col) width = s->cols - col;
    if (width <= 0 || row < 0 || row >= s->rows) return 0;
    cut = screen_width(text, width + 1) > width;
    for (ptrdiff_t i = 0; i < text.n;) {
        char out[GLYPH_BYTES];
        int w, n;
        bool odd;

        n = next_glyph(text, &i, out, &w, &odd);
        if (used + w > width - cut) break;
        if (w == 0) {
            if (used > 0) combine(s, row, col + used - 1, out, n);
        } else if (odd) {
            for (int k = 0; k < n; k++)
                put(s, row, col + used + k, style == STYLE_CURSOR ? style : STYLE_ODD, out + k, 1,
                    1);
        } else {
            put(s, row, col + used, style, out, n, w);
        }
        used += w;
    }
    while (cut && used < width - 1) put(s, row, col + used++, style, " ", 1, 1);
    if (cut) put(s, row, col + used++, style, "~", 1, 1);
    return used;
}

int screen_right(struct screen *s, int row, int col, int width, enum style style, slice text)
{
    int w = screen_width(text, width);

    return screen_text(s, row, col + width - w, w, style, text);
}

int screen_print(struct screen *s, int row, int col, int width, enum style style, const char *fmt,
                 ...)
{
    char text[2048];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0) return 0;
    if (n >= (int)sizeof text) n = (int)sizeof text - 1;
    return screen_text(s, row, col, width, style, (slice){text, n});
}

void screen_fill(struct screen *s, struct rect r, enum style style, char c)
{
    for (int y = r.row; y < r.row + r.rows; y++)
        for (int x = r.col; x < r.col + r.cols; x++) put(s, y, x, style, &c, 1, 1);
}

void screen_paint(struct screen *s, struct rect r, enum style style)
{
    for (int y = r.row < 0 ? 0 : r.row; y < r.row + r.rows && y < s->rows; y++)
        for (int x = r.col < 0 ? 0 : r.col; x < r.col + r.cols && x < s->cols; x++)
            cell_at(s, y, x)->style = (uint8_t)style;
}

void screen_rule(struct screen *s, int row, int col, int width)
{
    screen_fill(s, (struct rect){row, col, 1, width}, STYLE_RULE, '-');
}

/* A vertical line; where it meets a rule it becomes a crossing. */
void screen_bar(struct screen *s, int row, int col, int rows)
{
    for (int y = row; y < row + rows; y++) put(s, y, col, STYLE_RULE, "|", 1, 1);
    for (int y = row - 1; y <= row + rows; y += rows + 1)
        if (y >= 0 && y < s->rows && col >= 0 && col < s->cols && cell_at(s, y, col)->n == 1 &&
            cell_at(s, y, col)->text[0] == '-')
            put(s, y, col, STYLE_RULE, "+", 1, 1);
}

void screen_dump(const struct screen *s, struct buf *out)
{
    for (int y = 0; y < s->rows; y++) {
        int end = s->cols;

        while (end > 0) {
            const struct cell *c = &s->cell[y * s->cols + end - 1];

            if (c->width != 0 && (c->n == 0 || (c->n == 1 && c->text[0] == ' ')))
                end--;
            else
                break;
        }
        for (int x = 0; x < end; x++) {
            const struct cell *c = &s->cell[y * s->cols + x];

            if (c->n > 0)
                buf_put(out, (slice){c->text, c->n});
            else if (c->width != 0)
                buf_putc(out, ' ');
        }
        buf_putc(out, '\n');
    }
}
