#include "term.h"

#include "key.h"
#include "utf8.h"
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>

struct term {
    SCREEN *curses;
    FILE *in, *out;
    const struct theme *theme;
    struct screen last; /* what the terminal shows */
    bool redraw, colour;
    struct buf paste;
};

enum { PASTE_BEGIN = KEY_MAX + 1, PASTE_END };

/* What a signal handler needs to give the terminal back: the one place that cannot go without
 * static state, for a handler has no other way to reach it. */
static struct {
    volatile sig_atomic_t active;
    int fd;
    struct termios saved;
    char bytes[256];
    size_t n;
} restore;

static void restore_now(void)
{
    size_t at = 0;

    if (!restore.active) return;
    restore.active = 0;
    while (at < restore.n) {
        ssize_t w = write(restore.fd, restore.bytes + at, restore.n - at);

        if (w <= 0) break;
        at += (size_t)w;
    }
    tcsetattr(restore.fd, TCSANOW, &restore.saved);
}

static void on_fatal(int sig)
{
    restore_now();
    signal(sig, SIG_DFL);
    raise(sig);
}

static void on_exit_restore(void)
{
    restore_now();
}

static void remember(const char *bytes)
{
    size_t n;

    /* terminfo says "absent" with NULL and "no such thing" with -1. */
    if (bytes == NULL || bytes == (const char *)-1) return;
    n = strlen(bytes);
    if (restore.n + n > sizeof restore.bytes) return;
    memcpy(restore.bytes + restore.n, bytes, n);
    restore.n += n;
}

static void prepare_restore(int fd)
{
    static const int fatal[] = {SIGHUP,  SIGTERM, SIGQUIT, SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
                                SIGABRT, SIGXCPU, SIGSYS,  SIGUSR1, SIGUSR2, SIGALRM};
    struct sigaction sa = {.sa_handler = on_fatal, .sa_flags = (int)SA_RESETHAND};
    static bool registered;

    restore.fd = fd;
    restore.n = 0;
    remember("\033[?2026l\033[?2004l");
    remember(tigetstr("sgr0"));
    remember(tigetstr("cnorm"));
    remember(tigetstr("rmkx"));
    remember(tigetstr("rmcup"));
    sigemptyset(&sa.sa_mask);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
    /* An assertion aborts and exit() may be called below us: both must leave a sane terminal. */
    if (!registered) atexit(on_exit_restore);
    registered = true;
    restore.active = 1;
}

static int curses_colour(const struct paint *p)
{
    if (p->rgb < 0) return -1;
    if (COLORS >= 0x1000000 && tigetflag("RGB") > 0) return p->rgb;
    if (COLORS >= 256) return p->c256;
    if (COLORS >= 16) return p->c16;
    return p->c16 % 8;
}

static void prepare_colours(struct term *t)
{
    const char *no = getenv("NO_COLOR");

    t->colour = has_colors() && !t->theme->mono && (no == NULL || no[0] == 0);
    if (!t->colour || start_color() == ERR) {
        t->colour = false;
        return;
    }
    use_default_colors();
    for (int i = 0; i < STYLE_COUNT; i++)
        init_extended_pair(i + 1, curses_colour(&t->theme->look[i].fg),
                           curses_colour(&t->theme->look[i].bg));
}

static void say(struct term *t, const char *bytes)
{
    fputs(bytes, t->out);
    fflush(t->out);
}

static FILE *open_tty(int fd, const char *mode)
{
    int copy = isatty(fd) ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : open("/dev/tty", O_RDWR | O_CLOEXEC);
    FILE *f;

    if (copy < 0) return NULL;
    if ((f = fdopen(copy, mode)) == NULL) close(copy);
    return f;
}

static void close_files(struct term *t)
{
    if (t->in != NULL) fclose(t->in);
    if (t->out != NULL) fclose(t->out);
}

struct term *term_open(const struct theme *theme, struct err *e)
{
    struct term *t = calloc(1, sizeof *t);
    const char *kind = getenv("TERM");

    if (t == NULL) {
        err_set(e, E_SYSTEM, "out of memory");
        return NULL;
    }
    t->theme = theme;
    /* Cells are UTF-8 whatever the locale says. */
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    t->in = open_tty(STDIN_FILENO, "r");
    t->out = isatty(STDOUT_FILENO) ? open_tty(STDOUT_FILENO, "w") : NULL;
    /* Before curses touches it. */
    if (t->in != NULL) tcgetattr(fileno(t->in), &restore.saved);
    if (t->in == NULL || t->out == NULL) {
        err_set(e, E_TERM,
                "there is no terminal to draw on; without one, use a command such as \"fettle "
                "inspect FILE\" or \"fettle --script\"");
    } else if (kind == NULL || kind[0] == 0 || strcmp(kind, "dumb") == 0 ||
               (t->curses = newterm(NULL, t->out, t->in)) == NULL) {
        err_set(e, E_TERM,
                "the terminal \"%s\" is not known or cannot move its cursor; set TERM (for example "
                "TERM=xterm-256color)",
                kind != NULL ? kind : "");
    } else {
        prepare_restore(fileno(t->out));
        set_escdelay(25);
        raw();
        noecho();
        nonl();
        keypad(stdscr, TRUE);
        nodelay(stdscr, TRUE);
        leaveok(stdscr, FALSE);
        curs_set(0);
        define_key("\033[200~", PASTE_BEGIN);
        define_key("\033[201~", PASTE_END);
        prepare_colours(t);
        say(t, "\033[?2004h");
        t->redraw = true;
        return t;
    }
    close_files(t);
    free(t);
    return NULL;
}

void term_close(struct term *t)
{
    if (t == NULL) return;
    say(t, "\033[?2004l");
    endwin();
    restore_now();
    delscreen(t->curses);
    close_files(t);
    screen_free(&t->last);
    buf_free(&t->paste);
    free(t);
}

int term_fd(const struct term *t)
{
    return fileno(t->in);
}

void term_size(const struct term *t, int *rows, int *cols)
{
    (void)t;
    *rows = LINES;
    *cols = COLS;
}

void term_resize(struct term *t)
{
    struct winsize w;

    if (ioctl(fileno(t->out), TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0)
        resizeterm(w.ws_row, w.ws_col);
    t->redraw = true;
}

void term_redraw(struct term *t)
{
    t->redraw = true;
    clearok(curscr, TRUE);
}

void term_leave(struct term *t)
{
    say(t, "\033[?2004l");
    def_prog_mode();
    endwin();
    restore.active = 0;
}

void term_return(struct term *t)
{
    restore.active = 1;
    reset_prog_mode();
    refresh();
    curs_set(0);
    say(t, "\033[?2004h");
    term_resize(t);
    term_redraw(t);
}

static int32_t function_key(wint_t c)
{
    switch (c) {
    case KEY_UP:
        return K_UP;
    case KEY_DOWN:
        return K_DOWN;
    case KEY_LEFT:
        return K_LEFT;
    case KEY_RIGHT:
        return K_RIGHT;
    case KEY_PPAGE:
        return K_PAGE_UP;
    case KEY_NPAGE:
        return K_PAGE_DOWN;
    case KEY_HOME:
        return K_HOME;
    case KEY_END:
        return K_END;
    case KEY_DC:
        return K_DELETE;
    case KEY_BACKSPACE:
        return K_BACKSPACE;
    case KEY_BTAB:
        return K_BACK_TAB;
    case KEY_ENTER:
        return K_RETURN;
    default:
        return 0;
    }
}

/* Everything up to the end mark; what does not fit the buffer is dropped. */
static void read_paste(struct term *t)
{
    char bytes[4];
    wint_t c;
    int kind;

    buf_clear(&t->paste);
    timeout(200); /* the rest of a paste is on its way */
    while ((kind = get_wch(&c)) != ERR && !(kind == KEY_CODE_YES && c == PASTE_END))
        if (kind == OK && t->paste.n < (size_t)1 << 20)
            buf_put(&t->paste, (slice){bytes, utf8_encode((int32_t)c, bytes)});
    nodelay(stdscr, TRUE);
}

int32_t term_key(struct term *t)
{
    wint_t c;
    int32_t key;

    for (;;) {
        int kind = get_wch(&c);

        if (kind == ERR) return 0;
        if (kind == OK) return c == 127 || c == 8 ? K_BACKSPACE : c == 10 ? K_RETURN : (int32_t)c;
        if (c == PASTE_BEGIN) {
            read_paste(t);
            return K_PASTE;
        }
        if ((key = function_key(c)) != 0) return key;
    }
}

slice term_paste(const struct term *t)
{
    return buf_slice(&t->paste);
}

static attr_t attributes(unsigned bits)
{
    return (bits & LOOK_ATTR_BOLD ? A_BOLD : 0) | (bits & LOOK_ATTR_UNDERLINE ? A_UNDERLINE : 0) |
           (bits & LOOK_ATTR_REVERSE ? A_REVERSE : 0) | (bits & LOOK_ATTR_DIM ? A_DIM : 0) |
           (bits & LOOK_ATTR_ITALIC ? A_ITALIC : 0);
}

static void put_cell(const struct term *t, int row, int col, const struct cell *c)
{
    const struct style_look *l = &t->theme->look[c->style];
    wchar_t w[CCHARW_MAX + 1] = {L' '};
    int n = 0, pair = t->colour ? c->style + 1 : 0;
    cchar_t cc;

    for (int i = 0; i < c->n && n < CCHARW_MAX;) {
        int32_t cp;

        i += utf8_decode(c->text + i, c->n - i, &cp);
        w[n++] = cp < 0 ? L'?' : (wchar_t)cp;
    }
    setcchar(&cc, w, attributes(t->colour ? l->attr : l->mono), (short)pair, &pair);
    mvadd_wch(row, col, &cc);
}

void term_draw(struct term *t, const struct screen *s)
{
    bool all = t->redraw || t->last.rows != s->rows || t->last.cols != s->cols;

    if (all) {
        screen_size(&t->last, s->rows, s->cols);
        erase();
    }
    for (int i = 0; i < s->rows * s->cols; i++) {
        const struct cell *c = &s->cell[i];
        int row = i / s->cols, col = i % s->cols;

        if (row >= LINES || col >= COLS) continue;
        if (all || memcmp(c, &t->last.cell[i], sizeof *c) != 0) {
            t->last.cell[i] = *c;
            if (c->width > 0) put_cell(t, row, col, c);
        }
    }
    t->redraw = false;
    if (s->cursor_row >= 0) {
        curs_set(1);
        move(s->cursor_row, s->cursor_col);
    } else {
        curs_set(0);
    }
    /* Synchronized output: terminals that know it show the update at once, others ignore it. */
    say(t, "\033[?2026h");
    refresh();
    say(t, "\033[?2026l");
}

void term_copy(struct term *t, slice text)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buf b = {0};

    if (text.n > 64 << 10) text.n = 64 << 10;
    buf_putz(&b, "\033]52;c;");
    for (ptrdiff_t i = 0; i < text.n; i += 3) {
        unsigned v = 0;

        for (ptrdiff_t k = 0; k < 3; k++)
            v = v << 8 | (i + k < text.n ? (unsigned char)text.p[i + k] : 0);
        for (int k = 0; k < 4; k++)
            buf_putc(&b, k > text.n - i ? '=' : digit[v >> (18 - 6 * k) & 63]);
    }
    buf_putz(&b, "\033\\");
    buf_putc(&b, 0);
    say(t, b.p);
    buf_free(&b);
}
