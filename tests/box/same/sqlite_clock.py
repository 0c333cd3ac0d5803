import sqlite3
print(sqlite3.connect(':memory:').execute("select datetime('now'), strftime('%s','now'), current_timestamp, julianday('now')").fetchall())
