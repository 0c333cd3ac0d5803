#include "migrate.h"

#include <stddef.h>

/* Rows that an auditor would ask about are never changed and never deleted: triggers say so. What
 * a pin's or failure's state is now follows from its newest event; pin_now is the index of that,
 * kept in the same transaction, so that a look-up is one search of one B-tree. */
static const char tables[] =
    "CREATE TABLE orca (name TEXT PRIMARY KEY, made_at TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE source_schema (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL,"
    " layout TEXT NOT NULL, canonical TEXT NOT NULL, columns TEXT NOT NULL,"
    " UNIQUE (fingerprint, columns));"
    "CREATE TABLE transform (sha256 TEXT PRIMARY KEY, runtime TEXT NOT NULL, code BLOB NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE plan (sha256 TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE pin (id INTEGER PRIMARY KEY, orca TEXT NOT NULL REFERENCES orca,"
    " fingerprint TEXT NOT NULL, layout TEXT NOT NULL,"
    " schema INTEGER NOT NULL REFERENCES source_schema,"
    " what TEXT NOT NULL CHECK (what IN ('plan', 'transform')), sha256 TEXT NOT NULL,"
    " runtime TEXT NOT NULL, rolling INTEGER NOT NULL CHECK (rolling IN (0, 1)),"
    " note TEXT NOT NULL, who TEXT NOT NULL, made_at TEXT NOT NULL,"
    " supersedes INTEGER REFERENCES pin, evidence TEXT NOT NULL);"
    "CREATE INDEX pin_orca ON pin (orca, id);"
    "CREATE TABLE event (id INTEGER PRIMARY KEY, orca TEXT NOT NULL, pin INTEGER REFERENCES pin,"
    " at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL);"
    "CREATE INDEX event_pin ON event (pin);"
    "CREATE TABLE pin_now (pin INTEGER PRIMARY KEY REFERENCES pin, orca TEXT NOT NULL,"
    " fingerprint TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'retired')));"
    /* One approved pin for each orca and fingerprint: the database itself says so. */
    "CREATE UNIQUE INDEX pin_live ON pin_now (orca, fingerprint) WHERE state = 'approved';"
    "CREATE TABLE run (id INTEGER PRIMARY KEY, orca TEXT NOT NULL, pin INTEGER REFERENCES pin,"
    " at TEXT NOT NULL, outcome TEXT NOT NULL, source_name TEXT NOT NULL,"
    " source_path TEXT NOT NULL, source_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL,"
    " via TEXT NOT NULL, plan_sha256 TEXT NOT NULL, transform_sha256 TEXT NOT NULL,"
    " row_count INTEGER NOT NULL, column_count INTEGER NOT NULL, author_calls INTEGER NOT NULL,"
    " wall_ms INTEGER NOT NULL, record TEXT NOT NULL);"
    "CREATE INDEX run_pin ON run (pin, id);"
    "CREATE INDEX run_orca ON run (orca, id);"
    "CREATE TABLE run_artifact (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run,"
    " role TEXT NOT NULL CHECK (role IN ('output', 'file')), name TEXT NOT NULL,"
    " sha256 TEXT NOT NULL);"
    "CREATE INDEX run_artifact_run ON run_artifact (run);"
    "CREATE INDEX run_artifact_sha256 ON run_artifact (sha256);"
    "CREATE TABLE failure (id INTEGER PRIMARY KEY, orca TEXT NOT NULL,"
    " run INTEGER REFERENCES run, pin INTEGER REFERENCES pin, at TEXT NOT NULL,"
    " source_name TEXT NOT NULL, source_path TEXT NOT NULL, code TEXT NOT NULL,"
    " message TEXT NOT NULL, failures TEXT NOT NULL, plan TEXT NOT NULL, drift TEXT NOT NULL);"
    "CREATE INDEX failure_orca ON failure (orca, id);"
    "CREATE TABLE failure_event (id INTEGER PRIMARY KEY,"
    " failure INTEGER NOT NULL REFERENCES failure, at TEXT NOT NULL, who TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open', 'retried', 'dismissed')),"
    " note TEXT NOT NULL);"
    "CREATE INDEX failure_event_failure ON failure_event (failure, id);"
    "CREATE TABLE author_call (id INTEGER PRIMARY KEY, orca TEXT NOT NULL,"
    " run INTEGER REFERENCES run, at TEXT NOT NULL, author TEXT NOT NULL, model TEXT NOT NULL,"
    " prompt_sha256 TEXT NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL,"
    " tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, cost REAL, ms INTEGER NOT NULL);"
    "CREATE INDEX author_call_orca ON author_call (orca);"
    "CREATE TABLE pipeline_cell_provenance (run INTEGER NOT NULL REFERENCES run,"
    " output_column INTEGER NOT NULL, column_name TEXT NOT NULL, row_first INTEGER NOT NULL,"
    " row_last INTEGER NOT NULL, sheet TEXT NOT NULL, source_row INTEGER NOT NULL,"
    " source_step INTEGER NOT NULL, source_col INTEGER NOT NULL, step INTEGER NOT NULL,"
    " formula TEXT NOT NULL, transform TEXT NOT NULL,"
    " PRIMARY KEY (run, output_column, row_first)) WITHOUT ROWID;";

static const char guards[] =
    "CREATE TRIGGER pin_kept BEFORE UPDATE ON pin"
    " BEGIN SELECT RAISE(ABORT, 'a pin is superseded, never changed'); END;"
    "CREATE TRIGGER pin_stays BEFORE DELETE ON pin"
    " BEGIN SELECT RAISE(ABORT, 'a pin is retired, never deleted'); END;"
    "CREATE TRIGGER event_kept BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;"
    "CREATE TRIGGER event_stays BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;"
    "CREATE TRIGGER run_kept BEFORE UPDATE ON run"
    " BEGIN SELECT RAISE(ABORT, 'a run is never changed'); END;"
    "CREATE TRIGGER run_stays BEFORE DELETE ON run"
    " BEGIN SELECT RAISE(ABORT, 'a run is never deleted'); END;"
    "CREATE TRIGGER failure_kept BEFORE UPDATE ON failure"
    " BEGIN SELECT RAISE(ABORT, 'a failure is never changed'); END;"
    "CREATE TRIGGER author_call_kept BEFORE UPDATE ON author_call"
    " BEGIN SELECT RAISE(ABORT, 'an author call is never changed'); END;"
    "CREATE TRIGGER transform_kept BEFORE UPDATE ON transform"
    " BEGIN SELECT RAISE(ABORT, 'code is content-addressed, never changed'); END;"
    "CREATE TRIGGER plan_kept BEFORE UPDATE ON plan"
    " BEGIN SELECT RAISE(ABORT, 'a plan is content-addressed, never changed'); END;"
    /* Whatever asks, a pin's work never counts for another orca. */
    "CREATE TRIGGER run_own_pin BEFORE INSERT ON run WHEN NEW.pin IS NOT NULL AND"
    " (SELECT orca FROM pin WHERE id = NEW.pin) IS NOT NEW.orca"
    " BEGIN SELECT RAISE(ABORT, 'the pin belongs to another orca'); END;"
    "CREATE TRIGGER failure_own_pin BEFORE INSERT ON failure WHEN NEW.pin IS NOT NULL AND"
    " (SELECT orca FROM pin WHERE id = NEW.pin) IS NOT NEW.orca"
    " BEGIN SELECT RAISE(ABORT, 'the pin belongs to another orca'); END;"
    "CREATE TRIGGER event_own_pin BEFORE INSERT ON event WHEN NEW.pin IS NOT NULL AND"
    " (SELECT orca FROM pin WHERE id = NEW.pin) IS NOT NEW.orca"
    " BEGIN SELECT RAISE(ABORT, 'the pin belongs to another orca'); END;"
    "CREATE TRIGGER pin_now_own BEFORE INSERT ON pin_now WHEN"
    " (SELECT orca FROM pin WHERE id = NEW.pin) IS NOT NEW.orca"
    " BEGIN SELECT RAISE(ABORT, 'the pin belongs to another orca'); END;"
    "CREATE TRIGGER pin_now_kept BEFORE UPDATE ON pin_now WHEN"
    " NEW.orca <> OLD.orca OR NEW.fingerprint <> OLD.fingerprint OR NEW.pin <> OLD.pin"
    " BEGIN SELECT RAISE(ABORT, 'only the state of a pin changes'); END;";

/* What drift sentinels want to know of earlier runs. */
static const char metrics[] =
    "CREATE TABLE run_metric (run INTEGER NOT NULL REFERENCES run, column_name TEXT NOT NULL,"
    " what TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, column_name, what)) WITHOUT ROWID;"
    "CREATE TRIGGER run_metric_kept BEFORE UPDATE ON run_metric"
    " BEGIN SELECT RAISE(ABORT, 'a run is never changed'); END;";

/* The runs of a pin are counted without reading their records. */
static const char counts[] = "CREATE INDEX run_pin_outcome ON run (pin, outcome, at);";

/* Spans that differ in their source rows only are kept as one (spanpack.h). */
static const char packs[] =
    "ALTER TABLE pipeline_cell_provenance ADD COLUMN source_rows BLOB NOT NULL DEFAULT x'';";

/* To change the form, add a line with the next version; never edit one that was released. */
const struct migration migrate_step[] = {{1, tables}, {1, guards}, {2, metrics},
                                         {3, counts}, {4, packs},  {0, NULL}};

int migrate_version(void)
{
    int n = 0;

    while (migrate_step[n].sql != NULL) n++;
    return migrate_step[n - 1].version;
}
