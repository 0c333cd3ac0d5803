#!/usr/bin/env python3
"""Small files in the many ways that people and programs write tables, and the table that a careful reader takes from each: the rows
that convert must write, with a heading (H) or without one (N), cells parted by a broken bar, and the delimiter where it is sure.
    small.py FETTLE"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

H, N = True, False
CASES = []


def case(name, heading, text, rows, delimiter=None):
    CASES.append((name, heading, text if isinstance(text, bytes) else text.encode(), [r.split("¦") for r in rows], delimiter))


def misses(program, path, heading, rows, delimiter):
    table = subprocess.run([program, "convert", path, "-o", "-", "--quiet"], capture_output=True, timeout=60)
    found = json.loads(subprocess.run([program, "inspect", path, "--json"], capture_output=True, timeout=60).stdout or "{}")
    got = list(csv.reader(io.StringIO(table.stdout.decode(), newline="")))
    depth = found["regions"][found["region"] - 1]["header_rows"] if found.get("region") else None
    if got != rows:
        yield f"rows {got}"
    if depth is None or (depth > 0) != heading:
        yield f"heading of {depth} rows"
    if delimiter is not None and found["dialect"]["delimiter"] != delimiter:
        yield f"delimiter {found['dialect']['delimiter']!r}"


# ---- delimiters that also stand in cells
case('decimal commas between semicolons, three columns', H, 'id;preis;menge\n1;12,50;3\n2;7,00;4\n3;120,99;1\n',
     ['id¦preis¦menge', '1¦12,50¦3', '2¦7,00¦4', '3¦120,99¦1'], ';')
case('a list of numbers with ; inside of a cell', H, 'id,f\n1,1;2\n2,1;2\n', ['id¦f', '1¦1;2', '2¦1;2'], ',')
case('lists with | inside of cells', H, 'film,genres,year\nHeat,crime|drama,1995\nUp,family,2009\nAlien,horror|scifi|drama,1979\n',
     ['film¦genres¦year', 'Heat¦crime|drama¦1995', 'Up¦family¦2009', 'Alien¦horror|scifi|drama¦1979'], ',')
case('lists with commas between tabs', H, 'user\tgroups\nann\tadm,sudo,dev\nbob\tdev,ops,web\ncy\tadm,ops,dev\n',
     ['user¦groups', 'ann¦adm,sudo,dev', 'bob¦dev,ops,web', 'cy¦adm,ops,dev'], '\t')
case('coordinates with commas between semicolons', H, 'place;coord\nOslo;59.91,10.75\nLima;-12.05,-77.04\nRome;41.90,12.50\n',
     ['place¦coord', 'Oslo¦59.91,10.75', 'Lima¦-12.05,-77.04', 'Rome¦41.90,12.50'], ';')
case('times as cells between blanks', N, '08:00 12:30 A4\n09:15 13:00 B2\n10:00 11:45 A1\n',
     ['08:00¦12:30¦A4', '09:15¦13:00¦B2', '10:00¦11:45¦A1'], ' ')
case('times between commas', H, 'stop,arrives,leaves\nNord,08:00:10,08:01:00\nSued,08:10:20,08:11:00\n',
     ['stop¦arrives¦leaves', 'Nord¦08:00:10¦08:01:00', 'Sued¦08:10:20¦08:11:00'], ',')
case('timestamps with a blank and a T', H, 'at|level|text\n2024-01-02 10:00:00|INFO|started, ok\n2024-01-02 10:00:05|WARN|disk: 91 %; free some\n2024-01-02 10:01:00|INFO|stopped\n',
     ['at¦level¦text', '2024-01-02 10:00:00¦INFO¦started, ok', '2024-01-02 10:00:05¦WARN¦disk: 91 %; free some', '2024-01-02 10:01:00¦INFO¦stopped'], '|')
case('key=value pairs inside of cells', H, 'host,tags\nweb1,env=prod;tier=front\nweb2,env=test;tier=front\ndb1,env=prod;tier=back\n',
     ['host¦tags', 'web1¦env=prod;tier=front', 'web2¦env=test;tier=front', 'db1¦env=prod;tier=back'], ',')
case('JSON in quoted cells', H, 'id,payload\n1,"{""a"":1,""b"":[1,2]}"\n2,"{""a"":2,""b"":[]}"\n',
     ['id¦payload', '1¦{"a":1,"b":[1,2]}', '2¦{"a":2,"b":[]}'], ',')
case('JSON without quotes between tabs', H, 'id\tpayload\n1\t{"a":1,"b":[1,2]}\n2\t{"a":2,"b":[]}\n3\t{"a":3,"b":[7]}\n',
     ['id¦payload', '1¦{"a":1,"b":[1,2]}', '2¦{"a":2,"b":[]}', '3¦{"a":3,"b":[7]}'], '\t')
case('JSON without quotes between semicolons', H, 'id;payload\n1;{"a":1,"b":2}\n2;{"a":2,"b":5}\n3;{"a":3,"b":7}\n',
     ['id¦payload', '1¦{"a":1,"b":2}', '2¦{"a":2,"b":5}', '3¦{"a":3,"b":7}'], ';')
case('decimal commas in quotes between commas', H, 'art,preis\nA1,"1,50"\nB2,"12,00"\nC3,"7,25"\n',
     ['art¦preis', 'A1¦1,50', 'B2¦12,00', 'C3¦7,25'], ',')
case('thousands with commas in quotes', H, 'town,people\nAachen,"248,960"\nBonn,"330,579"\nUlm,"126,329"\n',
     ['town¦people', 'Aachen¦248,960', 'Bonn¦330,579', 'Ulm¦126,329'], ',')
case('names with commas between semicolons', H, 'name;born\nMann, Thomas;1875\nBöll, Heinrich;1917\nGrass, Günter;1927\n',
     ['name¦born', 'Mann, Thomas¦1875', 'Böll, Heinrich¦1917', 'Grass, Günter¦1927'], ';')
case('sentences with commas between bars', H, 'nr|remark\n1|late, but there\n2|broken, sent back, paid\n3|fine\n',
     ['nr¦remark', '1¦late, but there', '2¦broken, sent back, paid', '3¦fine'], '|')
case('addresses of the web between blanks', N, 'https://a.example/x?q=1&r=2 200 17\nhttps://b.example/y 404 3\nhttps://a.example/ 200 9\n',
     ['https://a.example/x?q=1&r=2¦200¦17', 'https://b.example/y¦404¦3', 'https://a.example/¦200¦9'], ' ')
case('paths with backslashes', H, 'file,bytes\nC:\\tmp\\a.txt,17\nC:\\tmp\\b.txt,9\nD:\\x\\y.bin,1024\n',
     ['file¦bytes', 'C:\\tmp\\a.txt¦17', 'C:\\tmp\\b.txt¦9', 'D:\\x\\y.bin¦1024'], ',')
# ---- odd delimiters
case('two rows between !', N, 'a!2!b\nc!3!d\n', ['a¦2¦b', 'c¦3¦d'], '!')
case('one row of names and one between !', H, 'name!age!town\nann!33!Ulm\n', ['name¦age¦town', 'ann¦33¦Ulm'], '!')
case('hash between cells', H, 'id#name#qty\n1#bolt#20\n2#nut#35\n3#gear#4\n', ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35', '3¦gear¦4'], '#')
case('at sign between cells', H, 'id@name@qty\n1@bolt@20\n2@nut@35\n3@gear@4\n', ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35', '3¦gear¦4'], '@')
case('dollar between cells', H, 'id$name$qty\n1$bolt$20\n2$nut$35\n', ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35'], '$')
case('unit separator', H, 'id\x1fname\x1fqty\n1\x1fbolt, big\x1f20\n2\x1fnut; small\x1f35\n', ['id¦name¦qty', '1¦bolt, big¦20', '2¦nut; small¦35'], '\x1f')
case('double bar', H, 'id||name||qty\n1||a|b||20\n2||nut||35\n3||gear||1\n', ['id¦name¦qty', '1¦a|b¦20', '2¦nut¦35', '3¦gear¦1'], '||')
case('double colon', H, 'user::film::rating\n1::1193::5\n1::661::3\n2::914::3\n', ['user¦film¦rating', '1¦1193¦5', '1¦661¦3', '2¦914¦3'], '::')
case('tilde bar tilde', H, 'id~|~name~|~qty\n1~|~bolt~|~20\n2~|~nut~|~35\n', ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35'], '~|~')
case('arrow', H, 'start -> middle -> end\na -> b -> c\nx -> y -> z\n', ['start¦middle¦end', 'a¦b¦c', 'x¦y¦z'], None)
case('bar in a frame of bars', H, '| id | name | qty |\n|----|------|-----|\n| 1  | bolt | 20  |\n| 2  | nut  | 35  |\n',
     ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35'], '|')
case('psql table', H, ' id | name | qty \n----+------+-----\n  1 | bolt |  20\n  2 | nut  |  35\n(2 rows)\n',
     ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35'], '|')
case('mysql frame', H, '+----+------+-----+\n| id | name | qty |\n+----+------+-----+\n|  1 | bolt |  20 |\n|  2 | nut  |  35 |\n+----+------+-----+\n',
     ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35'], '|')
case('broken bar sign', H, 'id¦name\n1¦bolt\n2¦nut\n'.replace('¦', '\u00a6'), ['id¦name', '1¦bolt', '2¦nut'], '\u00a6')
case('colon, passwd', N, 'root:x:0:0:root:/root:/bin/bash\nmail:x:8:8:mail:/var/mail:/usr/sbin/nologin\nann:x:1000:1000:Ann,,,:/home/ann:/bin/zsh\n',
     ['root¦x¦0¦0¦root¦/root¦/bin/bash', 'mail¦x¦8¦8¦mail¦/var/mail¦/usr/sbin/nologin', 'ann¦x¦1000¦1000¦Ann,,,¦/home/ann¦/bin/zsh'], ':')
# ---- blanks and fixed width
case('aligned with negative numbers', H, 'station   temp  delta\nOslo      -3.2    1.0\nLima      18.4   -0.5\nRome       9.9   -1.2\nCape Town 20.1    0.0\n',
     ['station¦temp¦delta', 'Oslo¦-3.2¦1.0', 'Lima¦18.4¦-0.5', 'Rome¦9.9¦-1.2', 'Cape Town¦20.1¦0.0'])
case('numbers only, aligned by one blank', N, ' 1.0  2.5 -3.0\n-1.5 -2.5  3.5\n10.0 -0.5  0.0\n', ['1.0¦2.5¦-3.0', '-1.5¦-2.5¦3.5', '10.0¦-0.5¦0.0'])
case('fixed width, text touching', H, 'code name      qty\nA1   long bolt  20\nB22  nut         3\nC333 big gear  100\n',
     ['code¦name¦qty', 'A1¦long bolt¦20', 'B22¦nut¦3', 'C333¦big gear¦100'])
case('ls -l', N, '-rw-r--r-- 1 ann users   120 Jan  3 10:00 a.txt\n-rw-r--r-- 1 ann users 14020 Feb 13 11:30 b.txt\ndrwxr-xr-x 2 bob users  4096 Mar 23 09:15 dir\n',
     ['-rw-r--r--¦1¦ann¦users¦120¦Jan¦3¦10:00¦a.txt', '-rw-r--r--¦1¦ann¦users¦14020¦Feb¦13¦11:30¦b.txt', 'drwxr-xr-x¦2¦bob¦users¦4096¦Mar¦23¦09:15¦dir'])
case('gaps of two blanks and empty cells', H, 'name      phone     city\nAnn Lee   555-1     Ulm\nBob                 Bonn\nCy Young  555-3     Köln\n',
     ['name¦phone¦city', 'Ann Lee¦555-1¦Ulm', 'Bob¦¦Bonn', 'Cy Young¦555-3¦Köln'])
case('two tabs for alignment', H, 'name\t\tage\nann\t\t33\nbob\t\t41\n', ['name¦age', 'ann¦33', 'bob¦41'])
# ---- comments, sep=, preambles, footers
case('sep line with bar', H, 'sep=|\na|b\n1|2,5\n3|4,5\n', ['a¦b', '1¦2,5', '3¦4,5'], '|')
case('comment lines on top', H, '# made by export 1.2\n# on 2024-01-01, 10:00\nid,name\n1,a\n2,b\n', ['id¦name', '1¦a', '2¦b'], ',')
case('redirects under remarks', N, '# Moved pages\n/old/a,/new/a,301\n/old/b,/new/b,301\n\n# Deleted pages\n/old/x,/gone,410\n/old/y,/gone,410\n',
     ['/old/a¦/new/a¦301', '/old/b¦/new/b¦301', '/old/x¦/gone¦410', '/old/y¦/gone¦410'], ',')
case('redirects under remarks, blanks', N, '# Moved pages\n/old/a /new/a\n/old/b /new/b\n# Deleted pages\n/old/x /gone\n/old/y /gone\n',
     ['/old/a¦/new/a', '/old/b¦/new/b', '/old/x¦/gone', '/old/y¦/gone'], ' ')
case('heading in a comment', H, '#chrom\tstart\tend\nchr1\t10\t20\nchr2\t5\t9\nchr3\t7\t8\n', ['#chrom¦start¦end', 'chr1¦10¦20', 'chr2¦5¦9', 'chr3¦7¦8'], '\t')
case('semicolon comments in an ini-like list', N, '; hosts\nweb1,10.0.0.1\nweb2,10.0.0.2\n; databases\ndb1,10.0.1.1\n', ['web1¦10.0.0.1', 'web2¦10.0.0.2', 'db1¦10.0.1.1'], ',')
case('title, blank row, table, note', H, 'Sales report 2024\n\nregion,q1,q2\nNorth,10,12\nSouth,7,9\n\nSource: ERP, own numbers\n',
     ['region¦q1¦q2', 'North¦10¦12', 'South¦7¦9'], ',')
case('parameters above the table', H, 'Report:;Sales\nUser:;ann\nDate:;2024-01-05\n;;\nregion;q1;q2\nNorth;10;12\nSouth;7;9\nWest;1;3\n',
     ['region¦q1¦q2', 'North¦10¦12', 'South¦7¦9', 'West¦1¦3'], ';')
case('record count at the end', H, 'id,name\n1,a\n2,b\n3,c\n3 rows selected.\n', ['id¦name', '1¦a', '2¦b', '3¦c'], ',')
case('footnotes', H, 'country,gdp*\nNorway,482\nPeru,223\n\n* in billions\n(a) estimate\n', ['country¦gdp*', 'Norway¦482', 'Peru¦223'], ',')
case('units row', H, 'time,speed,height\n(s),(m/s),(m)\n0,0.0,10.0\n1,9.8,5.1\n2,19.6,0.0\n',
     ['time (s)¦speed (m/s)¦height (m)', '0¦0.0¦10.0', '1¦9.8¦5.1', '2¦19.6¦0.0'], ',')
case('units row without brackets', H, 'time,mass,share\ns,kg,%\n0,10.5,50\n1,9.8,25\n2,9.6,25\n', ['time s¦mass kg¦share %', '0¦10.5¦50', '1¦9.8¦25', '2¦9.6¦25'], ',')
case('two heading rows', H, ',2023,,2024,\nregion,q1,q2,q1,q2\nNorth,1,2,3,4\nSouth,5,6,7,8\n',
     ['region¦2023 q1¦2023 q2¦2024 q1¦2024 q2', 'North¦1¦2¦3¦4', 'South¦5¦6¦7¦8'], ',')
case('repeated heading, all text', H, 'city,country,color\nOslo,Norway,red\nLima,Peru,blue\ncity,country,color\nRome,Italy,green\nBonn,Germany,red\n',
     ['city¦country¦color', 'Oslo¦Norway¦red', 'Lima¦Peru¦blue', 'Rome¦Italy¦green', 'Bonn¦Germany¦red'], ',')
case('repeated heading, one word a column', H, 'from;to\nUlm;Bonn\nKiel;Jena\nfrom;to\nTrier;Mainz\nfrom;to\nHof;Gera\n',
     ['from¦to', 'Ulm¦Bonn', 'Kiel¦Jena', 'Trier¦Mainz', 'Hof¦Gera'], ';')
case('two tables side by side', H, 'item,price,,town,people\nbolt,2.5,,Ulm,126329\nnut,0.5,,Bonn,330579\ngear,7.5,,Kiel,247943\n',
     ['item¦price', 'bolt¦2.5', 'nut¦0.5', 'gear¦7.5'], ',')
case('totals row kept', H, 'region,q1,q2\nNorth,10,12\nSouth,7,9\nTotal,17,21\n', ['region¦q1¦q2', 'North¦10¦12', 'South¦7¦9', 'Total¦17¦21'], ',')
# ---- quotes and escapes
case('apostrophes quote', H, "id,text\n1,'a, b'\n2,'c, d'\n3,'e'\n", ['id¦text', '1¦a, b', '2¦c, d', '3¦e'], ',')
case('apostrophes doubled inside', H, "id,text\n1,'it''s, well'\n2,'no'\n3,'so, so'\n", ["id¦text", "1¦it's, well", '2¦no', '3¦so, so'], ',')
case('backslash before quotes', H, 'id,text\n1,"say \\"hi\\", now"\n2,"plain"\n3,"a \\"b\\" c"\n', ['id¦text', '1¦say "hi", now', '2¦plain', '3¦a "b" c'], ',')
case('backslash before delimiters', H, 'id,text,n\n1,a\\, b,5\n2,plain,6\n3,c\\, d,7\n', ['id¦text¦n', '1¦a, b¦5', '2¦plain¦6', '3¦c, d¦7'], ',')
case('inch marks', H, 'part,size,qty\npipe,12",3\nrod,1/2",9\nsheet,8" x 4",1\n', ['part¦size¦qty', 'pipe¦12"¦3', 'rod¦1/2"¦9', 'sheet¦8" x 4"¦1'], ',')
case('apostrophes in words', H, "name,club\nO'Neil,Men's\nD'Arcy,Women's\nSmith,Men's\n", ["name¦club", "O'Neil¦Men's", "D'Arcy¦Women's", "Smith¦Men's"], ',')
case('a line end inside of a cell', H, 'id,address\n1,"Main St 1\nUlm"\n2,"High St 2\nBonn"\n', ['id¦address', '1¦Main St 1\nUlm', '2¦High St 2\nBonn'], ',')
case('all cells quoted, semicolons', H, '"id";"name"\n"1";"a;b"\n"2";"c"\n', ['id¦name', '1¦a;b', '2¦c'], ';')
case('typographic quotes are text', H, 'id,said\n1,“yes”\n2,“no, never”\n3,“ok”\n'.replace('“no, never”', '"“no, never”"'), ['id¦said', '1¦“yes”', '2¦“no, never”', '3¦“ok”'], ',')
case('blanks behind commas', H, 'id, name, town\n1, ann, Ulm\n2, bob, Bonn\n', ['id¦name¦town', '1¦ann¦Ulm', '2¦bob¦Bonn'], ',')
case('blanks behind commas, quotes', H, 'id, name\n1, "a, b"\n2, "c"\n', ['id¦name', '1¦a, b', '2¦c'], ',')
case('trailing delimiters', H, 'id;name;\n1;a;\n2;b;\n', ['id¦name', '1¦a', '2¦b'], ';')
# ---- one column
case('one column of numbers', H, 'value\n1.5\n2.5\n-3\n', ['value', '1.5', '2.5', '-3'], '')
case('one column of decimal commas', H, 'Wert\n1,5\n2,25\n3,75\n', ['Wert', '1,5', '2,25', '3,75'], '')
case('one column of dates', H, 'day\n2024-01-02\n2024-01-03\n2024-02-01\n', ['day', '2024-01-02', '2024-01-03', '2024-02-01'], '')
case('one column of times', H, 'time\n10:00\n10:15\n11:30\n', ['time', '10:00', '10:15', '11:30'], '')
case('one column of mail addresses', H, 'email\nann@x.example\nbob@y.example\ncy@z.example\n', ['email', 'ann@x.example', 'bob@y.example', 'cy@z.example'], '')
case('one column of sentences', N, 'the pump was late, and broken\nall fine; thank you\nnothing came, so we wrote again, twice\n',
     ['the pump was late, and broken', 'all fine; thank you', 'nothing came, so we wrote again, twice'], '')
case('one column of full names', H, 'full name\nAnn Lee\nBob Stone\nCy Young\n', ['full name', 'Ann Lee', 'Bob Stone', 'Cy Young'], '')
# ---- log-like
case('web log', N, '10.0.0.1 - - [10/Jan/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 512\n10.0.0.2 - ann [10/Jan/2024:10:00:03 +0000] "GET /a b HTTP/1.1" 404 12\n10.0.0.1 - - [10/Jan/2024:10:00:09 +0000] "POST /x HTTP/1.1" 200 99\n',
     ['10.0.0.1¦-¦-¦[10/Jan/2024:10:00:00¦+0000]¦GET / HTTP/1.1¦200¦512', '10.0.0.2¦-¦ann¦[10/Jan/2024:10:00:03¦+0000]¦GET /a b HTTP/1.1¦404¦12', '10.0.0.1¦-¦-¦[10/Jan/2024:10:00:09¦+0000]¦POST /x HTTP/1.1¦200¦99'], ' ')
case('measuring device log', N, '2024-01-02 10:00:00;21,5;45\n2024-01-02 10:05:00;21,7;44\n2024-01-02 10:10:00;21,9;44\n',
     ['2024-01-02 10:00:00¦21,5¦45', '2024-01-02 10:05:00¦21,7¦44', '2024-01-02 10:10:00¦21,9¦44'], ';')
case('decimal commas and commas between cells', H, 'a,b\n"1,5","2,5"\n"3,5","4,5"\n', ['a¦b', '1,5¦2,5', '3,5¦4,5'], ',')
case('amounts with currency', H, 'item;amount\nrent;€ 1.200,00\nfood;€ 340,50\nfuel;€ 80,00\n', ['item¦amount', 'rent¦€ 1.200,00', 'food¦€ 340,50', 'fuel¦€ 80,00'], ';')
# ---- more of each
case('lists of numbers between bars in the last cell', H, 'order,items\nA1,3|4|7\nA2,1|2|9\nA3,5|6|8\n', ['order¦items', 'A1¦3|4|7', 'A2¦1|2|9', 'A3¦5|6|8'], ',')
case('even lists of words by ; within commas', H, 'pupil,subjects\nann,maths;art\nbob,music;french\ncy,art;music\n', ['pupil¦subjects', 'ann¦maths;art', 'bob¦music;french', 'cy¦art;music'], ',')
case('ranges with a comma between tabs', H, 'gene\tspan\nA1\t10,20\nB2\t30,45\nC3\t7,9\n', ['gene¦span', 'A1¦10,20', 'B2¦30,45', 'C3¦7,9'], '\t')
case('versions and hashes', H, 'package version sha\nzlib 1.2.13 9f86d08\nbzip2 1.0.8 60303ae\nxz 5.4.1 fd61a03\n', ['package¦version¦sha', 'zlib¦1.2.13¦9f86d08', 'bzip2¦1.0.8¦60303ae', 'xz¦5.4.1¦fd61a03'], ' ')
case('mail addresses and names', H, 'name;email\nLee, Ann;ann@x.example\nStone, Bob;bob@y.example\n', ['name¦email', 'Lee, Ann¦ann@x.example', 'Stone, Bob¦bob@y.example'], ';')
case('ratios with colons', H, 'match,score\nUlm-Bonn,2:1\nKiel-Jena,0:0\nHof-Gera,3:2\n', ['match¦score', 'Ulm-Bonn¦2:1', 'Kiel-Jena¦0:0', 'Hof-Gera¦3:2'], ',')
case('hardware addresses', N, '00:1b:44:11:3a:b7;10.0.0.5;printer\n00:1b:44:11:3a:b8;10.0.0.6;scanner\n', ['00:1b:44:11:3a:b7¦10.0.0.5¦printer', '00:1b:44:11:3a:b8¦10.0.0.6¦scanner'], ';')
case('fat arrow with blanks', H, 'old => new\n/a.html => /b.html\n/c.html => /d.html\n/e.html => /f.html\n', ['old¦new', '/a.html¦/b.html', '/c.html¦/d.html', '/e.html¦/f.html'])
case('hash semicolon', H, 'id#;name#;qty\n1#;a;b#;20\n2#;nut#;35\n3#;c;d#;1\n', ['id¦name¦qty', '1¦a;b¦20', '2¦nut¦35', '3¦c;d¦1'], '#;')
case('three bars', H, 'id|||text\n1|||a|b\n2|||c\n3|||d||e\n', ['id¦text', '1¦a|b', '2¦c', '3¦d||e'], '|||')
case('thorn', H, 'idþname\n1þa, b\n2þc\n', ['id¦name', '1¦a, b', '2¦c'], 'þ')
case('slash comments', H, '// stock list\n// 2024\nid;qty\n1;20\n2;35\n', ['id¦qty', '1¦20', '2¦35'], ';')
case('percent comments between blocks', N, '% run 1\n1.0,2.0\n1.5,2.5\n% run 2\n3.0,4.0\n3.5,4.5\n', ['1.0¦2.0', '1.5¦2.5', '3.0¦4.0', '3.5¦4.5'], ',')
case('remark at the end', H, 'id,name\n1,a\n2,b\n3,c\n# end of file\n', ['id¦name', '1¦a', '2¦b', '3¦c'], ',')
case('sep line in quotes with tab', H, '"sep=;"\nid;name\n1;a,b\n2;c,d\n', ['id¦name', '1¦a,b', '2¦c,d'], ';')
case('title with commas', H, 'Orders, open, as of 3 May\nid,qty,price\n1,20,2.5\n2,35,1.5\n3,1,7.25\n', ['id¦qty¦price', '1¦20¦2.5', '2¦35¦1.5', '3¦1¦7.25'], ',')
case('preamble padded with delimiters', H, 'Stock list;;;\nMay 2024;;;\n;;;\nid;name;qty;price\n1;bolt;20;2,5\n2;nut;35;0,5\n', ['id¦name¦qty¦price', '1¦bolt¦20¦2,5', '2¦nut¦35¦0,5'], ';')
case('footer padded with delimiters', H, 'id;name;qty\n1;bolt;20\n2;nut;35\n;;\nPrinted by ann;;\n', ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35'], ';')
case('total with a blank row before it', H, 'region,q1,q2\nNorth,10,12\nSouth,7,9\n\nTotal,17,21\n', ['region¦q1¦q2', 'North¦10¦12', 'South¦7¦9', 'Total¦17¦21'], ',')
case('page breaks with the heading', H, 'name;town\nann;Ulm\nbob;Bonn\n\nname;town\ncy;Kiel\ndan;Jena\n', ['name¦town', 'ann¦Ulm', 'bob¦Bonn', 'cy¦Kiel', 'dan¦Jena'], ';')
case('repeated heading, words and codes', H, 'code,label\nA1,red\nB2,blue\ncode,label\nC3,green\nD4,grey\n', ['code¦label', 'A1¦red', 'B2¦blue', 'C3¦green', 'D4¦grey'], ',')
case('aligned, right-aligned numbers with minus', H, 'item          debit    credit\nrent        -900.00      0.00\nsalary         0.00   2500.00\nfood        -312.45      0.00\n', ['item¦debit¦credit', 'rent¦-900.00¦0.00', 'salary¦0.00¦2500.00', 'food¦-312.45¦0.00'])
case('aligned by one blank where minus signs fill the gap', H, '   x      y      z\n 1.00  -2.00   3.00\n-4.25 -10.50  -6.00\n 7.00   8.00  -9.75\n', ['x¦y¦z', '1.00¦-2.00¦3.00', '-4.25¦-10.50¦-6.00', '7.00¦8.00¦-9.75'])
case('aligned with names of two words', H, 'city          people  area\nNew York     8804190   778\nLos Angeles  3898747  1214\nUlm           126329   119\n', ['city¦people¦area', 'New York¦8804190¦778', 'Los Angeles¦3898747¦1214', 'Ulm¦126329¦119'])
case('underlined fixed width', H, 'id   name   qty\n---- ------ ---\n1    bolt    20\n2    nut     35\n', ['id¦name¦qty', '1¦bolt¦20', '2¦nut¦35'])
case('df', H, 'Filesystem     1K-blocks    Used Available Use% Mounted\n/dev/sda1       41152736 9012345  30012345  24% /\ntmpfs            4096000       0   4096000   0% /tmp\n/dev/sdb1      103081248 2345678 100735570   3% /data\n', ['Filesystem¦1K-blocks¦Used¦Available¦Use%¦Mounted', '/dev/sda1¦41152736¦9012345¦30012345¦24%¦/', 'tmpfs¦4096000¦0¦4096000¦0%¦/tmp', '/dev/sdb1¦103081248¦2345678¦100735570¦3%¦/data'])
case('syslog with bars', N, 'Jan  3 10:00:01|web1|sshd|Accepted key for ann\nJan  3 10:00:07|web1|cron|job 17: done, ok\nJan  3 10:01:00|db1|sshd|Failed, no key\n', ['Jan  3 10:00:01¦web1¦sshd¦Accepted key for ann', 'Jan  3 10:00:07¦web1¦cron¦job 17: done, ok', 'Jan  3 10:01:00¦db1¦sshd¦Failed, no key'], '|')
case('application log in brackets', N, '2024-01-02T10:00:00Z,INFO,"started, ok"\n2024-01-02T10:00:05Z,WARN,"disk ""a"" is full"\n2024-01-02T10:01:00Z,INFO,stopped\n', ['2024-01-02T10:00:00Z¦INFO¦started, ok', '2024-01-02T10:00:05Z¦WARN¦disk "a" is full', '2024-01-02T10:01:00Z¦INFO¦stopped'], ',')
case('back quotes', H, 'id;text\n1;`a;b`\n2;`c`\n3;`d;e`\n', ['id¦text', '1¦a;b', '2¦c', '3¦d;e'], ';')
case('bars as quotes', H, '|id|,|text|\n|1|,|a, b|\n|2|,|c|\n|3|,|d, e|\n', ['id¦text', '1¦a, b', '2¦c', '3¦d, e'], ',')
case('backslash and apostrophes', H, "id,text\n1,'it\\'s, well'\n2,'no, no'\n3,'don\\'t'\n", ["id¦text","1¦it's, well","2¦no, no","3¦don't"], ',')
case('quote in the middle of a quoted cell', H, 'id,text,n\n1,"a "b" c",5\n2,"d",6\n3,"e, f",7\n', ['id¦text¦n', '1¦a "b" c¦5', '2¦d¦6', '3¦e, f¦7'], ',')
case('unclosed quote', H, 'id,text,n\n1,"a,5\n2,"b",6\n3,"c",7\n', ['id¦text¦n', '1¦"a¦5', '2¦b¦6', '3¦c¦7'], ',')
case('empty quoted cells', H, '"id","a","b"\n"1","","x"\n"2","y",""\n', ['id¦a¦b', '1¦¦x', '2¦y¦'], ',')
case('several lines in cells with delimiters', H, 'id;note\n1;"first;\nsecond"\n2;"only"\n3;"a\n\nb"\n', ['id¦note', '1¦first;\nsecond', '2¦only', '3¦a\n\nb'], ';')
case('leading delimiters', H, ',id,name\n,1,a\n,2,b\n,3,c\n', ['id¦name', '1¦a', '2¦b', '3¦c'], ',')
case('first cell of the heading empty', H, ',x,y\na,1,2\nb,3,4\nc,5,6\n', ['¦x¦y', 'a¦1¦2', 'b¦3¦4', 'c¦5¦6'], ',')
case('years as headings', H, 'country;2020;2021;2022\nNorway;1,5;2,5;3,5\nPeru;4,5;5,5;6,5\n', ['country¦2020¦2021¦2022', 'Norway¦1,5¦2,5¦3,5', 'Peru¦4,5¦5,5¦6,5'], ';')
case('no heading, numbers only', N, '1,2,3\n4,5,6\n7,8,9\n', ['1¦2¦3', '4¦5¦6', '7¦8¦9'], ',')
case('group rows', H, 'item,qty,price\nTools,,\nhammer,2,9.5\nsaw,1,12\nParts,,\nbolt,20,0.5\nnut,35,0.1\n', ['item¦qty¦price', 'Tools¦¦', 'hammer¦2¦9.5', 'saw¦1¦12', 'Parts¦¦', 'bolt¦20¦0.5', 'nut¦35¦0.1'], ',')
case('one column of paths', N, '/usr/bin/a\n/usr/lib/b.so\n/etc/c d.conf\n', ['/usr/bin/a', '/usr/lib/b.so', '/etc/c d.conf'], '')
case('one column of prices', H, 'Preis\n1.200,50\n80,00\n7,25\n', ['Preis', '1.200,50', '80,00', '7,25'], '')
case('one column of timestamps', H, 'logged_at\n2024-01-02 10:00:00\n2024-01-02 10:05:00\n2024-01-03 00:00:00\n', ['logged_at', '2024-01-02 10:00:00', '2024-01-02 10:05:00', '2024-01-03 00:00:00'], '')
case('CR only', H, 'id,name\r1,a\r2,b\r', ['id¦name', '1¦a', '2¦b'], ',')
case('UTF-16 with tabs', H, ('id\tname\r\n1\tä\r\n2\tö\r\n').encode('utf-16'), ['id¦name', '1¦ä', '2¦ö'], '\t')
case('three tables under titles', H, 'Table 1: stock\nitem,qty,price\nbolt,20,0.5\nnut,35,0.1\n\nTable 2: staff\nname,town,born\nann,Ulm,1990\nbob,Bonn,1985\n', ['item¦qty¦price', 'bolt¦20¦0.5', 'nut¦35¦0.1'], ',')
case('dates with dots and decimal commas', H, 'Datum;Wert\n03.01.2024;1,5\n04.01.2024;2,25\n05.01.2024;-3,75\n', ['Datum¦Wert', '03.01.2024¦1,5', '04.01.2024¦2,25', '05.01.2024¦-3,75'], ';')
case('xml in cells', H, 'id;doc\n1;<a x="1">b, c</a>\n2;<a x="2"/>\n3;<b>d, e</b>\n', ['id¦doc', '1¦<a x="1">b, c</a>', '2¦<a x="2"/>', '3¦<b>d, e</b>'], ';')


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "in.txt")
        for name, heading, text, rows, delimiter in CASES:
            with open(path, "wb") as f:
                f.write(text)
            why = list(misses(sys.argv[1], path, heading, rows, delimiter))
            if why:
                wrong += 1
                print(f"not right: {name}: {'; '.join(why)}")
    print(f"small: {len(CASES) - wrong} of {len(CASES)} files right")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
