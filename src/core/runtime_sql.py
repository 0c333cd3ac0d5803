# sql.py - the runtime `sql`: statements over the input tables, which are tables of an SQLite
# database in memory. The rows of the last statement that gives any are the result.

def plain_name(text, taken):
    """A table's name: the file's without its suffix, unique however it is written."""
    name = os.path.splitext(text)[0] or text
    while name.lower() in taken:
        name += "_"
    taken.add(name.lower())
    return name


def quoted(name):
    return '"%s"' % name.replace('"', '""')


class Runtime:
    file = "code.sql"
    affinity = {"integer": "INTEGER", "number": "NUMERIC", "bool": "BOOLEAN"}

    def load(self):
        import numpy
        import sqlite3
        import encodings.idna, encodings.utf_16
        self.numpy, self.sqlite = numpy, sqlite3
        self.versions = {"python": sys.version.split()[0], "numpy": numpy.__version__,
                         "sqlite": sqlite3.sqlite_version}
        self.failed_line = 0

    def load_all(self, code):
        pass  # everything is there

    def begin(self, request):
        pass

    def add_table(self, name, file):
        table = Table("canonical-" + file, self.numpy)
        taken, parts, cells = set(), [], []
        for i, (column, kind) in enumerate(zip(table.names, table.kinds)):
            column = column.replace("\0", "") or "column_%d" % (i + 1)
            while column.lower() in taken:
                column += "_"
            taken.add(column.lower())
            parts.append("%s %s" % (quoted(column), self.affinity.get(kind, "TEXT")))
            cells.append(table.column(i))
            if kind == "bool":
                cells[i] = [{"true": 1, "false": 0}.get(c, c) for c in cells[i]]
        if not parts:
            return
        self.db.execute("CREATE TABLE %s (%s)" % (quoted(name), ", ".join(parts)))
        self.db.executemany("INSERT INTO %s VALUES (%s)" % (quoted(name), ",".join("?" * len(parts))),
                            zip(*cells))

    def fill(self, request):
        """`input` is the source's table, under its file's name too; the others by theirs."""
        source, taken = request.get("input") or {}, {"input"}
        if source.get("table"):
            self.add_table("input", "read")
            if source.get("path"):
                name = plain_name(source["path"], taken)
                self.db.execute("CREATE VIEW %s AS SELECT * FROM input" % quoted(name))
        for table in request.get("tables", []):
            self.add_table(plain_name(table["name"], taken), "table%d" % table["number"])

    def statements(self, text):
        """(line, statement) one by one."""
        line, part = 1, ""
        for piece in text.split(";"):
            part += piece + ";"
            if self.sqlite.complete_statement(part):
                yield line + part[:-len(part.lstrip())].count("\n"), part
                line, part = line + part.count("\n"), ""
        if part.rstrip("; \n\r\t"):
            yield line + part[:-len(part.lstrip())].count("\n"), part[:-1]

    def run(self, request, raw):
        kind = "syntax"
        try:
            text = raw.decode("utf-8")
            if not request.get("turn"):
                self.db = self.sqlite.connect(":memory:", isolation_level=None)
                self.fill(request)
            names, rows = None, None
            for self.failed_line, statement in self.statements(text):
                kind = "syntax"
                self.prepare(statement)
                kind = "exception"
                cursor = self.db.execute(statement)
                if cursor.description is not None:
                    names, rows = [d[0] for d in cursor.description], cursor.fetchall()
            self.failed_line = 0
            if names is None and request["transform"]:
                raise ContractError("no statement gives rows")
            return (names, rows) if names is not None else None, None
        except BaseException as exc:
            return None, (self.ending(exc, kind), exc)

    def prepare(self, statement):
        """What is wrong with the statement itself comes out before it runs."""
        import re
        bare = re.sub(r"--[^\n]*|/\*.*?\*/", "", statement, flags=re.S).strip(" \t\r\n;")
        if bare and not bare.upper().startswith("EXPLAIN"):
            self.db.execute("EXPLAIN " + statement).close()

    def ending(self, exc, kind):
        if isinstance(exc, self.sqlite.Error):
            code = getattr(exc, "sqlite_errorcode", 0) & 255
            if code in (self.sqlite.SQLITE_FULL, self.sqlite.SQLITE_IOERR):
                return "output"
            return kind
        return ending(exc) if not isinstance(exc, UnicodeDecodeError) else "syntax"

    def line(self, exc):
        return self.failed_line

    def encode(self, result, request):
        names, rows = result
        columns = []
        for i, name in enumerate(names):
            pairs = [sql_text(row[i]) for row in rows]
            columns.append(encode_text(name, [p[0] for p in pairs], join_kinds({p[1] for p in pairs})))
        return encode_result(columns, len(rows))


def sql_text(value):
    """(text, kind) of what SQLite gives: nothing, int, float, text or bytes."""
    if value is None or value == "":
        return "", None
    if isinstance(value, int):
        return str(value), "integer"
    if isinstance(value, float):
        text = number_text(value)
        return text, None if text == "" else "text" if "inf" in text else "number"
    return (value.hex(), "text") if isinstance(value, bytes) else (value, "text")
