import sqlite3
d = sqlite3.connect(':memory:')
print(d.execute('select random(), hex(randomblob(8))').fetchall())
d.execute('create table t as with recursive c(n) as (values(1) union all select n+1 from c where n<50) select n from c')
print(d.execute('select n from t order by random() limit 9').fetchall())
