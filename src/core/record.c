#include "record.h"

const struct exec_limits exec_limits_default = {.wall_ms = 30000,
                                                .memory_mib = 512,
                                                .cpu_s = 30,
                                                .processes = 64,
                                                .out_bytes = (int64_t)64 << 20,
                                                .text_bytes = 1 << 20,
                                                .code_bytes = 256 << 10};

const char *exec_error_name(int error)
{
    static const char *const name[] = {NULL,     "syntax", "exception", "timeout", "memory",
                                       "output", "policy", "killed",    "contract"};

    return error >= 0 && error <= EXEC_CONTRACT ? name[error] : NULL;
}

slice exec_version_of(const struct exec_record *r, const char *name)
{
    for (int i = 0; i < r->nversion; i++)
        if (strcmp(r->version[i].name, name) == 0) return r->version[i].text;
    return (slice){0};
}

static void write_error(const struct exec_record *r, struct json_writer *w)
{
    if (r->error == 0) {
        jw_null(w, "error");
        return;
    }
    jw_open(w, "error", '{');
    jw_z(w, "kind", exec_error_name(r->error));
    jw_text(w, "type", r->error_type);
    jw_text(w, "message", r->error_message);
    if (r->error_line > 0)
        jw_int(w, "line", r->error_line);
    else
        jw_null(w, "line");
    jw_text(w, "last_line", r->error_last_line);
    jw_text(w, "traceback", r->traceback);
    jw_close(w, '}');
}

static void write_result(const struct exec_record *r, struct json_writer *w)
{
    struct buf d = {0};

    if (!r->has_table) {
        jw_null(w, "result");
        return;
    }
    jw_open(w, "result", '{');
    jw_int(w, "rows", r->table.nrow);
    jw_open(w, "columns", '[');
    for (int i = 0; i < r->table.ncol; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, "name", r->table.col[i].name);
        jw_z(w, "kind", kind_name(r->table.col[i].kind));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_bool(w, "index_kept", r->index != NULL);
    buf_printf(&d, "sha256:%s", r->table_digest.hex);
    jw_text(w, "digest", buf_slice(&d));
    buf_free(&d);
    jw_close(w, '}');
}

static void write_files(const struct exec_record *r, struct json_writer *w)
{
    jw_open(w, "files", '[');
    for (int i = 0; i < r->nfile; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, "name", r->file[i].name);
        jw_text(w, "mime", r->file[i].mime);
        jw_int(w, "bytes", r->file[i].bytes);
        jw_text(w, "sha256", r->file[i].sha256);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    if (r->files_skipped > 0) jw_int(w, "files_skipped", r->files_skipped);
}

static void write_sandbox(const struct exec_record *r, struct json_writer *w)
{
    jw_open(w, "sandbox", '{');
    jw_text(w, "backend", r->backend);
    jw_text(w, "profile", r->profile);
    if (r->notice.n > 0) jw_text(w, "notice", r->notice);
    jw_open(w, "layers", '[');
    for (const char *const *l = r->layer; l != NULL && *l != NULL; l++) jw_z(w, NULL, *l);
    jw_close(w, ']');
    jw_open(w, "denied", '[');
    for (const char *const *d = r->denied; d != NULL && *d != NULL; d++) jw_z(w, NULL, *d);
    jw_close(w, ']');
    jw_close(w, '}');
}

void record_json(const struct exec_record *r, struct json_writer *w, const char *key)
{
    jw_open(w, key, '{');
    jw_z(w, "fettle", "exec/1");
    jw_bool(w, "success", r->success);
    jw_int(w, "exit_code", r->exit_code);
    jw_text(w, "stdout", r->out_text);
    jw_text(w, "stderr", r->err_text);
    jw_open(w, "truncated", '{');
    jw_bool(w, "stdout", r->out_cut);
    jw_bool(w, "stderr", r->err_cut);
    jw_close(w, '}');
    write_error(r, w);
    write_result(r, w);
    write_files(r, w);
    jw_open(w, "usage", '{');
    jw_int(w, "wall_ms", r->wall_ms);
    jw_int(w, "cpu_ms", r->cpu_ms);
    jw_int(w, "max_rss_kib", r->max_rss_kib);
    jw_close(w, '}');
    jw_open(w, "limits", '{');
    jw_int(w, "wall_ms", r->limits.wall_ms);
    jw_int(w, "memory_mib", r->limits.memory_mib);
    jw_int(w, "cpu_s", r->limits.cpu_s);
    jw_int(w, "processes", r->limits.processes);
    jw_int(w, "out_bytes", r->limits.out_bytes);
    jw_int(w, "text_bytes", r->limits.text_bytes);
    jw_int(w, "code_bytes", r->limits.code_bytes);
    jw_close(w, '}');
    write_sandbox(r, w);
    jw_open(w, "runtime", '{');
    jw_z(w, "name", r->runtime);
    for (int i = 0; i < r->nversion; i++) jw_text(w, r->version[i].name, r->version[i].text);
    jw_close(w, '}');
    if (r->environment != NULL) jw_json(w, "environment", r->environment);
    jw_close(w, '}');
}
