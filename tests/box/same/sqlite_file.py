import sqlite3
d = sqlite3.connect('a.sqlite')
d.execute('create table t (a, b)')
d.executemany('insert into t values (?, ?)', [(i, str(i)) for i in range(500)])
d.execute('insert into t select abs(random()) % 1000, hex(randomblob(4)) from t')
d.commit()
d.close()
