/* runtime_python - a script, or transform(df, ctx), with pandas and numpy. */
#include "runtime.h"

#include "runtime_python.gen.h"

static const char *const module[] = {"pandas", NULL};

/* pandas/__init__.py names three it cannot do without, and dateutil one; Debian leaves them out of
 * the metadata. */
static const char *const base[] = {"pandas", "numpy", "python-dateutil", "pytz", "six", NULL};
static const char *const show[] = {"/usr/share/fonts",
                                   "/usr/share/matplotlib",
                                   "/usr/share/javascript",
                                   "/etc/matplotlibrc",
                                   "/etc/fonts",
                                   "/etc/mime.types",
                                   NULL};

static const char *const version[] = {"python", "pandas", "numpy", "cpu", NULL};

const struct runtime runtime_python = {
    .name = "python",
    .doc = "Python with pandas and numpy: a script, or a function transform(df, ctx)",
    .suffix = ".py",
    .entry = {(const char *)entry_runtime_python_py, sizeof entry_runtime_python_py - 1},
    .module = module,
    .base = base,
    .show = show,
    .version = version,
    .pooled = true,
};
