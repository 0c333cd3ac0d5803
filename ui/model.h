/* model.h - everything the workbench knows. Views draw it and never change it; actions change it
 * and ask for jobs; what a job made is const and replaced as a whole. */
#ifndef FETTLE_MODEL_H
#define FETTLE_MODEL_H

#include "author.h"
#include "backend.h"
#include "change.h"
#include "draft.h"
#include "explain.h"
#include "form.h"
#include "grid.h"
#include "hunk.h"
#include "input.h"
#include "inspect.h"
#include "keymap.h"
#include "options.h"
#include "plan.h"
#include "profile.h"
#include "rowindex.h"
#include "run.h"
#include "schema.h"
#include "task.h"
#include "theme.h"

/* One job at a time in each; a new one cancels the old and its result is dropped. */
enum slot {
    SLOT_HEAD,
    SLOT_FILE,
    SLOT_LOOK,
    SLOT_DRAFT,
    SLOT_APPLY,
    SLOT_WAYS,
    SLOT_AUTHOR,
    SLOT_RUN,
    SLOT_PINS,
    SLOT_PIN,
    SLOT_STATE,
    SLOT_EXPLAIN,
    SLOT_PROFILE,
    SLOT_FIND,
    SLOT_INDEX,
    SLOT_PAGE,
    SLOT_SHOW,
    SLOT_COUNT
};

/* ---- what jobs make */
struct made_file {
    struct source source;
    struct workbook book;
    int64_t ms;
};
struct made_look {
    struct inspection in;
    struct table table; /* the chosen region with the detected header */
    int header_rows;
    struct schema schema;
    char fingerprint[10];     /* "7c1e-90b2"; empty: none */
    struct run_pin_found pin; /* the pin that serves this file, or the nearest one */
    char pin_problem[160];    /* why the cache could not be asked */
    int64_t ms;
};
struct made_draft {
    struct draft draft;
    int64_t ms;
};
struct made_apply {
    const struct json *doc;
    struct plan plan;
    struct table in; /* what step 1 gets */
    struct plan_result result;
    struct failures failures;
    struct change *change; /* [nstep]: what each step that ran did */
    bool usable;           /* plan is filled */
    bool ok;               /* every step ran and every sentinel held */
    int64_t ms;
};
enum way_kind { WAY_PLAN, WAY_ASK_PLAN, WAY_CODE, WAY_LEAVE };
struct way {
    enum way_kind kind;
    slice text, effect;
    const char *note;       /* what the history calls it; NULL: text */
    const struct json *doc; /* WAY_PLAN: the plan that this way gives */
    bool solves;            /* nothing fails with it */
};
struct made_ways {
    struct way *at;
    int n;
};
struct made_author {
    bool is_plan;
    const struct json *plan;
    slice code, note;
    int round;
    int64_t ms;
};
struct made_run {
    slice code;
    struct exec_record record;
    struct change change; /* against the input table, or the run before */
    bool compared;
};
struct made_pins {
    struct pin *pin;
    slice *steps; /* of each: its ops in order, or how long its code is */
    int n;
    struct failure_row *failure;
    int nfailure;
    struct run_row *run; /* newest first, of all pins */
    int nrun;
    char path[256], notice[200];
};
struct made_pin {
    int64_t id;
    char text[80]; /* "pin 3 is approved" …; empty: a new pin */
    bool settled;  /* the failed run that was opened left the queue */
};
struct made_explain {
    struct explanation x;
};
struct made_profile {
    struct profile p;
    const struct table *of;
    bool one; /* of one column, and of all rows of the file that `of` is a sample of */
};

/* What was counted since the part before it. */
struct made_index {
    struct rowindex_at *at; /* the entries [first, first + n); of the last part with the end */
    int64_t first, n, rows;
    int widest;
    bool complete;
};
struct made_page {
    int64_t row; /* 0-based number of the first */
    struct table table;
};

struct made_find {
    slice pattern;
    const struct table *table; /* what was searched; NULL: the view's lines */
    int64_t row;
    int col;
    bool found, wrapped;
    int64_t limits; /* cells that the pattern was too costly for */
};
struct made_show {
    char title[80];
    slice text;
};

/* ---- plans and code as the person changes them */
enum { HISTORY_MAX = 500, CODE_PAST = 50 };
struct history {
    struct {
        const struct json *doc;
        const char *note; /* "drop Status": what the gesture did */
    } at[HISTORY_MAX];
    int n, now; /* now: index of the present plan; -1: none */
};

enum input_purpose {
    INPUT_NONE,
    INPUT_FIND,
    INPUT_ORCA,
    INPUT_NOTE,
    INPUT_ROLLING,
    INPUT_LINE,  /* one line of code */
    INPUT_WISH,  /* what the author shall do */
    INPUT_LEAVE, /* why a failure is left */
    INPUT_RETIRE,
    INPUT_DISMISS /* why a failed run needs nothing more */
};

/* The rows of a large file, of which few are in memory (rawrows.h). */
enum { PAGES_HELD = 8 };
struct rawrows {
    struct rowindex index;                 /* of what was counted so far */
    int64_t known;                         /* entries, with the one that ends what was counted */
    bool counted;                          /* all of it */
    bool broken;                           /* the file is not as it was, or counting was stopped */
    struct task_message *page[PAGES_HELD]; /* each has a made_page; the newest first */
};

enum popup { POPUP_NONE, POPUP_HELP, POPUP_PALETTE, POPUP_OPS, POPUP_FORM, POPUP_TEXT };

enum app_want { WANT_NOTHING, WANT_QUIT, WANT_SUSPEND, WANT_EDITOR, WANT_REDRAW, WANT_COPY };

/* The key before asked for a letter. */
enum letter { LETTER_NONE, LETTER_MARK, LETTER_JUMP };

struct view;
struct mark {
    const struct view *view; /* NULL: none */
    int64_t row;
    int col;
};

struct app {
    struct app_options o;
    struct keymap keymap;
    struct task_set *tasks;
    uint64_t serial[SLOT_COUNT];
    struct task_message *held[SLOT_COUNT]; /* owns the made_… below */
    struct task_message *grave;            /* replaced while jobs may still read it */

    const struct made_file *head; /* the first rows of a big file, until file comes */
    const struct made_file *file;
    const struct made_look *look;
    const struct made_draft *draft;
    const struct made_apply *apply;
    const struct made_ways *ways;
    const struct made_run *run;
    const struct made_pins *pins;
    const struct made_explain *explain;
    const struct made_profile *profile;

    struct arena docs; /* plans, code and texts of this session */
    struct history history;
    char orca[80];
    bool at_home;        /* it was started without a file */
    int leaving;         /* 1: the key before asked whether to leave */
    bool accepted;       /* the person accepted what Result shows */
    bool result_is_code; /* Result shows the code's table, not the plan's */
    bool draft_opens;    /* take the first draft when it comes */
    slice counts_of;     /* show this column's values when the profile comes; empty: do not */
    slice pin_note;
    int64_t pinned_as; /* id of the pin made in this session; 0: none */
    int64_t failure;   /* id of the queue's entry that was opened; 0: none */

    const struct view *view, *back; /* the present one; where q goes */
    enum popup popup;
    int rows, cols, body_rows, body_cols;
    char message[512];
    enum style message_style;
    char progress[160];
    enum app_want want;
    struct err fatal;    /* the file it was started on cannot be read: leave and say so */
    struct buf clip;     /* WANT_COPY */
    char edit_path[128]; /* WANT_EDITOR */
    bool edit_is_plan;

    enum input_purpose purpose;
    char prompt[80];
    struct input input;
    struct buf find;
    const struct view *find_view; /* where it was asked */
    enum letter letter;
    struct mark mark[26];
    struct rawrows rows_of;
    int64_t row_waits;      /* go to this row when the whole is read; 0: to none */
    int find_waits;         /* find in this direction when all rows are counted; 0: nothing */
    struct exec_pool *pool; /* warm interpreters; NULL: no code was in sight yet */

    /* each view's own place */
    struct {
        struct grid grid;
        int page, doubt;
    } raw;
    struct {
        int pane, draft, step, change;
        bool problem; /* the problem page is open */
        int failure, way, problem_pane;
        struct grid grid;
    } plan;
    struct {
        slice base; /* the code that was accepted or pinned before; may be empty */
        slice code; /* the proposal */
        slice note;
        struct hunks hunks;
        struct {
            slice base, code, note;
        } past[CODE_PAST]; /* what u goes back to */
        int npast;
        int line, top, pane, round;
        bool plain; /* only the new code */
    } code;
    struct {
        struct grid grid;
        bool explain;
    } result;
    struct {
        int sel, page;
    } pinview;
    struct {
        int sel;
    } home;
    struct {
        struct input filter;
        int sel;
    } palette;
    struct form form;
    struct {
        struct buf text;
        int top;
        char title[80];
    } text; /* POPUP_TEXT */
};

/* One view = one file views/NAME.c with one `const struct view view_NAME`. */
struct view {
    const char *name, *title;
    int number; /* in the title line; 0: not there */
    void (*settle)(struct app *app, struct rect body);
    void (*draw)(const struct app *app, struct screen *s, struct rect body);
    /* The line above the message line, when there is something to sum up; may be NULL. */
    bool (*summary)(const struct app *app, struct buf *out, enum style *style);
    /* Left and right half of the status line. */
    void (*status)(const struct app *app, struct buf *left, struct buf *right);
    bool (*act)(struct app *app, enum action a);
    /* The column that the cursor is in, as the next step sees it; NULL: this view has none. */
    slice (*column)(const struct app *app);
    /* The label of an action in the hint bar; NULL: it does nothing here now. */
    const char *(*hint)(const struct app *app, enum action a);
};
extern const struct view *const view_table[]; /* generated, NULL at the end */
const struct view *view_find(const char *name);

/* ---- what every part may ask of the model */
void app_say(struct app *app, enum style style, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Starts typing on the message line. */
void app_ask(struct app *app, enum input_purpose p, slice text, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void app_go(struct app *app, const char *view);
bool app_busy(const struct app *app, enum slot s);
/* Is a file being opened? */
bool app_reading(const struct app *app);
/* The present plan's document; NULL: none. */
const struct json *app_plan(const struct app *app);
/* Makes doc the present plan (undo takes it back) and applies it. note is kept: a literal, or in
 * app->docs. */
void app_set_plan(struct app *app, const struct json *doc, const char *note);
/* The person accepts what Result shows; says so, or why that cannot be. */
void app_accept(struct app *app);
/* The table that Result shows; NULL: none. */
const struct table *app_result(const struct app *app);
/* A copy of the code as the proposal against the present one. */
void app_set_code(struct app *app, slice code, slice note, bool keep_base);
/* Takes the last change of the code back. */
void app_undo_code(struct app *app);
/* Asks the driver to open the text in the person's editor. */
void app_edit(struct app *app, slice text, bool is_plan);
/* Milliseconds for people: 0 in tests. */
int64_t app_ms(const struct app *app, int64_t ms);

#endif
