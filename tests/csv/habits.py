#!/usr/bin/env python3
"""Small files as they lie about in repositories and on data portals, and what a careful person writes down of each: delimiter, quote and
escape as they are seen, rows of heading, rows above it, and of the table its width, its count of data rows and its first row (None: not judged).
    habits.py FETTLE [LEAST]: fails when fewer than LEAST are right in all"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

CASES = []
MEASURES = ["delimiter", "dialect", "header", "preamble", "table"]


def case(name, text, delimiter, first, count, quote="", escape="", header=1, preamble=0):
    """delimiter, quote, escape: a string or a tuple of several that are all right; first: cells of the first data row parted by a broken bar."""
    CASES.append((name, text if isinstance(text, bytes) else text.encode(), delimiter, quote, escape, header, preamble, first.split("¦"), count))


def right(got, wanted):
    return got in wanted if isinstance(wanted, tuple) else got == wanted


def judge(program, path, of):
    _, _, delimiter, quote, escape, header, preamble, first, count = of
    out = subprocess.run([program, "inspect", path, "--json"], capture_output=True, timeout=60)
    if out.returncode:
        return {m: f"error {out.stderr.decode()}" for m in MEASURES}
    found = json.loads(out.stdout)
    written = subprocess.run([program, "convert", path, "-o", "-", "--quiet"], capture_output=True, timeout=60)
    d, r = found["dialect"], found["regions"][found["region"] - 1] if found["region"] else {"header_rows": -1, "top": 0}
    rows = list(csv.reader(io.StringIO(written.stdout.decode(), newline="")))[1 if r["header_rows"] > 0 else 0:]
    wrong = {}
    if not right(d["delimiter"], delimiter):
        wrong["delimiter"] = repr(d["delimiter"])
    if "delimiter" in wrong or not right(d["quotechar"], quote) or not right(d["escapechar"], escape):
        wrong["dialect"] = f"quote {d['quotechar']!r} escape {d['escapechar']!r}"
    if not right(r["header_rows"], header):
        wrong["header"] = str(r["header_rows"])
    if not right(r["top"] - 1, preamble):
        wrong["preamble"] = str(r["top"] - 1)
    if count is not None and (len(rows) != count or (count and rows[0] != first)):
        wrong["table"] = f"{len(rows)} rows, {rows[:1]}"
    return wrong


# ---- statistics programs
case("R write.table with row names", '"mpg" "cyl" "disp"\n"Mazda RX4" 21 6 160\n"Datsun 710" 22.8 4 108\n"Hornet 4 Drive" 21.4 6 258\n"Valiant" 18.1 6 225\n',
     " ", "Mazda RX4¦21¦6¦160", 4, '"')
case("R write.table, tabs, row numbers", 'gene\tcontrol\ttreated\n1\tBRCA2\t10.2\t11.9\n2\tTP53\t8.1\t3.3\n3\tMYC\t0.4\t9.7\n', "\t", "1¦BRCA2¦10.2¦11.9", 3)
case("R write.csv with an empty first name", '"","Sepal.Length","Species"\n"1",5.1,"setosa"\n"2",4.9,"setosa"\n"3",7,"versicolor"\n', ",", "1¦5.1¦setosa", 3, '"')
case("pandas to_csv with its index", ",name,score\n0,ann,3.5\n1,bob,2.25\n2,cy,\n3,dan,1.0\n", ",", "0¦ann¦3.5", 4)
case("Stata export with dots for missing", "hhid,age,educ,wage\n1001,34,.,12.5\n1002,.,3,.\n1003,41,2,9.75\n1004,29,1,7\n", ",", "1001¦34¦.¦12.5", 4)
case("MATLAB csvwrite", "".join(f"{a:.4e},{a * 2.5:.4e},{a - 7:.4e}\n" for a in (1, 2.25, 31, 4.5, 100)), ",", "1.0000e+00¦2.5000e+00¦-6.0000e+00", 5, header=0)
case("numpy savetxt", "".join(" ".join(f"{(i * 7 + j * 3) / 9:.18e}" for j in range(4)) + "\n" for i in range(6)), " ",
     "0.000000000000000000e+00¦3.333333333333333148e-01¦6.666666666666666297e-01¦1.000000000000000000e+00", 6, header=0)
case("numpy savetxt with a heading", "# x y z\n" + "".join(f"{i} {i * i} {i ** 3}\n" for i in range(1, 8)), " ", "1¦1¦1", 7, header=(0, 1), preamble=(0, 1))
case("gnuplot data under comments", "# Simulation run 12\n# time  energy  temperature\n0.0   -1.502   300.1\n0.5   -1.498   301.7\n1.0   -1.511   299.2\n1.5   -1.507   300.4\n", " ",
     "0.0¦-1.502¦300.1", 4, header=(0, 1), preamble=(1, 2))
case("gnuplot blocks parted by two blank lines", "0 1.5\n1 2.5\n2 3.25\n\n\n0 0.5\n1 0.75\n2 1.5\n", " ", "0¦1.5", 6, header=0)
case("matrix, right-aligned", "".join("".join(f"{(i * 37 + j * 91) % 997:6d}" for j in range(6)) + "\n" for i in range(1, 8)), " ", "37¦128¦219¦310¦401¦492", 7, header=0)
case("libsvm", "+1 1:0.708 2:1 3:1 4:-0.32\n-1 1:0.583 2:-1 4:0.33\n+1 1:0.166 3:1 4:-0.33\n-1 1:0.458 2:1 3:1 4:-0.38\n", " ", "+1¦1:0.708¦2:1¦3:1¦4:-0.32", 4, header=0)
case("ARFF", "% 1. Title: Weather\n%\n@relation weather\n\n@attribute outlook {sunny, overcast, rainy}\n@attribute temperature real\n@attribute windy {TRUE, FALSE}\n@attribute play {yes, no}\n\n@data\n"
     "sunny,85,FALSE,no\novercast,83,FALSE,yes\nrainy,70,TRUE,no\nsunny,69,FALSE,yes\nrainy,75,FALSE,yes\n", ",", "sunny¦85¦FALSE¦no", 5, header=0, preamble=10)
# ---- machine learning sets
case("comma and blank, no heading", "39, State-gov, 77516, Bachelors, <=50K\n50, Self-emp, 83311, Bachelors, <=50K\n38, Private, 215646, HS-grad, >50K\n53, Private, 234721, 11th, <=50K\n", ",",
     "39¦State-gov¦77516¦Bachelors¦<=50K", 4, header=0)
case("numbers and a class, no heading", "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n7.0,3.2,4.7,1.4,Iris-versicolor\n6.3,3.3,6.0,2.5,Iris-virginica\n\n", ",", "5.1¦3.5¦1.4¦0.2¦Iris-setosa", 4, header=0)
case("quoted heading over numbers, semicolons", '"fixed acidity";"volatile acidity";"pH";"quality"\n7.4;0.7;3.51;5\n7.8;0.88;3.2;5\n11.2;0.28;3.16;6\n', ";", "7.4¦0.7¦3.51¦5", 3, '"')
case("runs of blanks between cells, no heading", "AAT_ECOLI   0.49  0.29  0.48  0.50  cp\nACEA_ECOLI  0.07  0.40  0.48  0.50  cp\nACEK_ECOLI  0.56  0.40  0.48  0.50  im\nACKA_ECOLI  0.59  0.49  0.48  0.50  pp\n", " ",
     "AAT_ECOLI¦0.49¦0.29¦0.48¦0.50¦cp", 4, header=0)
case("film list between double colons", "1::Toy Story (1995)::Animation|Children's|Comedy\n2::Jumanji (1995)::Adventure|Children's|Fantasy\n3::Grumpier Old Men (1995)::Comedy|Romance\n11::American President, The (1995)::Comedy|Drama\n", "::",
     "1¦Toy Story (1995)¦Animation|Children's|Comedy", 4, header=0)
case("books with entities and backslashes", '"ISBN";"Book-Title";"Year"\n"0195153448";"Classical Mythology";"2002"\n"0002005018";"Clara &amp; Callan";"2001"\n"0771074670";"Nights \\"Below\\" Station; Street";"1988"\n"080652121X";"Hitler\'s Secret";"2000"\n', ";",
     "0195153448¦Classical Mythology¦2002", 4, '"', "\\")
case("tweets, all quoted", '"0","1467810369","Mon Apr 06 22:19:45 PDT 2009","NO_QUERY","anna","@bob http://t.example/x - Awww, that\'s a bummer.  ;D"\n"4","1467810672","Mon Apr 06 22:19:49 PDT 2009","NO_QUERY","carl","is upset that he can\'t update; might cry..."\n"0","1467810917","Mon Apr 06 22:19:53 PDT 2009","NO_QUERY","dora","@ed I dived many times, for the ball"\n', ",",
     "0¦1467810369¦Mon Apr 06 22:19:45 PDT 2009¦NO_QUERY¦anna¦@bob http://t.example/x - Awww, that's a bummer.  ;D", 3, '"', header=0)
case("short messages with stray quotes", "ham\tGo until the point, crazy.. Available only in the city\nspam\tFree entry in 2 a wkly comp, text \"WIN\" to 87121\nham\tU dun say so early hor... \"U c already\nham\tNah I don't think he goes, he lives around here\n", "\t",
     "ham¦Go until the point, crazy.. Available only in the city", 4, header=0)
case("token columns with blank lines between sentences", "EU\tNNP\tB-ORG\nrejects\tVBZ\tO\nGerman\tJJ\tB-MISC\ncall\tNN\tO\n.\t.\tO\n\nPeter\tNNP\tB-PER\nBlackburn\tNNP\tI-PER\nsays\tVBZ\tO\n\"\t''\tO\nno\tUH\tO\n\"\t''\tO\n", "\t", "EU¦NNP¦B-ORG", 11, header=0)
case("edge list under comments", "# Directed graph: cit.txt\n# Nodes: 6 Edges: 5\n# FromNodeId\tToNodeId\n0\t1\n0\t4\n2\t3\n5\t1\n3\t0\n", "\t", "0¦1", 5, header=(0, 1), preamble=(2, 3))
# ---- biology
case("VCF", '##fileformat=VCFv4.2\n##source=caller,v2\n##INFO=<ID=DP,Number=1,Type=Integer,Description="Total, depth">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tINFO\nchr1\t10177\trs3671\tA\tAC\t100\tDP=103;AF=0.4\nchr1\t10352\trs5551\tT\tTA\t97\tDP=88;AF=0.1\nchr2\t1101\t.\tG\tA,C\t61\tDP=12;AF=0.5\n', "\t",
     "chr1¦10177¦rs3671¦A¦AC¦100¦DP=103;AF=0.4", 3, preamble=3)
case("GFF3", "##gff-version 3\n##sequence-region ctg123 1 1497228\nctg123\t.\tgene\t1000\t9000\t.\t+\t.\tID=gene1;Name=EDEN\nctg123\t.\tmRNA\t1050\t9000\t.\t+\t.\tID=m1;Parent=gene1\nctg123\t.\texon\t1300\t1500\t.\t+\t.\tParent=m1\n", "\t",
     "ctg123¦.¦gene¦1000¦9000¦.¦+¦.¦ID=gene1;Name=EDEN", 3, header=0, preamble=2)
case("BED with a track line", 'track name=pairs description="Clone Paired Reads" useScore=1\nchr22\t1000\t5000\tcloneA\t960\t+\nchr22\t2000\t6000\tcloneB\t900\t-\nchr22\t2500\t6100\tcloneC\t850\t-\n', "\t", "chr22¦1000¦5000¦cloneA¦960¦+", 3, quote=("", '"'), header=0, preamble=1)
case("SAM", "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:ref\tLN:45\nr001\t99\tref\t7\t30\t8M2I4M\t=\t37\t39\tTTAGATAAAGGATACTG\t*\nr002\t0\tref\t9\t30\t3S6M1P1I4M\t*\t0\t0\tAAAAGATAAGGATA\t*\nr003\t0\tref\t9\t30\t5S6M\t*\t0\t0\tGCCTAAGCTAA\t*\tSA:Z:ref\nr004\t0\tref\t16\t30\t6M14N5M\t*\t0\t0\tATAGCTTCAGC\t*\n", "\t",
     "r001¦99¦ref¦7¦30¦8M2I4M¦=¦37¦39¦TTAGATAAAGGATACTG¦*¦", 4, header=0, preamble=2)
case("GCT", "#1.2\n3\t2\nName\tDescription\tS1\tS2\n1007_s_at\tDDR1\t-0.21\t0.86\n1053_at\tRFC2\t0.11\t-0.93\n117_at\tHSPA6\t0.02\t0.77\n", "\t", "1007_s_at¦DDR1¦-0.21¦0.86", 3, preamble=2)
case("series matrix", '!Series_title\t"Expression, liver"\n!Series_type\t"array"\n!series_matrix_table_begin\n"ID_REF"\t"GSM11"\t"GSM12"\t"GSM13"\n"A_23"\t1.25\t-0.5\t0.75\n"A_24"\t0.5\t0.25\t-1.75\n"A_25"\t2.5\t1.25\t0.25\n!series_matrix_table_end\n', "\t", "A_23¦1.25¦-0.5¦0.75", 3, '"', preamble=3)
case("fam file", "FAM001 1 0 0 1 2\nFAM001 2 0 0 1 2\nFAM002 1 0 0 2 1\nFAM003 7 0 0 1 -9\n", " ", "FAM001¦1¦0¦0¦1¦2", 4, header=0)
# ---- databases and tools
case("MySQL export with \\N and backslashes", '"1","Ann \\"Annie\\" Lee","x@y.example",\\N\n"2","Bob, the builder",\\N,"2012-03-04 10:00:00"\n"3","C:\\\\temp",\\N,\\N\n"4","Dan","d@e.example","2013-01-01 00:00:00"\n', ",", 'Ann', 4, '"', "\\", header=0)
CASES[-1][7][:] = ["1", 'Ann "Annie" Lee', "x@y.example", "\\N"]
case("COPY output with \\N", "1\tann\t\\N\t2012-03-04\n2\tbob\t17\t2012-03-05\n3\t\\N\t4\t\\N\n4\tdan's\t\\N\t2012-03-09\n", "\t", "1¦ann¦\\N¦2012-03-04", 4, escape=("", "\\"), header=0)
case("Hive text", "1\x01ann, lee\x01NYC\x01\\N\n2\x01bob\x01\\N\x0117\n3\x01cy; young\x01LA\x0122\n", "\x01", "1¦ann, lee¦NYC¦\\N", 3, header=0)
case("bars escaped by a backslash", "id|path|owner\n1|a\\|b|ann\n2|c|bob\n3|d\\|e\\|f|cy\n", "|", "1¦a|b¦ann", 3, escape="\\")
case("bars with blanks around", "id | name | price\n1 | bolt, long | 2.50\n2 | nut | 0.10\n3 | gear | 17.00\n", "|", "1¦bolt, long¦2.50", 3)
case("carets", "ENTRY^NAME^CLASS\n50^ASPIRIN, BUFFERED^N02\n51^PARACETAMOL^N02\n60^IBUPROFEN; GEL^M02\n", "^", "50¦ASPIRIN, BUFFERED¦N02", 3)
case("carets and tildes as quotes", "~01001~^~Butter, salted~^0.85^717\n~01002~^~Butter, whipped~^0.85^718\n~01003~^~Oil, butter~^0.28^876\n", "^", "01001¦Butter, salted¦0.85¦717", 3, "~", header=0)
case("tildes", "id~title~year\n1~Casino (a film)~1995\n2~Heat~1995\n3~Sabrina, again~1996\n", "~", "1¦Casino (a film)¦1995", 3)
case("character table", "0041;LATIN CAPITAL LETTER A;Lu;0;L;;;;;N;;;;0061;\n0042;LATIN CAPITAL LETTER B;Lu;0;L;;;;;N;;;;0062;\n00C0;LATIN CAPITAL LETTER A WITH GRAVE;Lu;0;L;0041 0300;;;;N;;;;00E0;\n", ";", "0041¦LATIN CAPITAL LETTER A¦Lu¦0¦L¦¦¦¦¦N¦¦¦¦0061", 3, header=0)
case("sep= by Excel", 'sep=;\r\nName;Betrag;Text\r\nAnn;12,50;"a;b"\r\nBob;7,00;c\r\nCy;1,25;d\r\n', ";", "Ann¦12,50¦a;b", 3, '"', preamble=(0, 1))
case("properties", "app.title=Orders, open\napp.url=http://x.example/?a=1\nlabel.save=Save\nlabel.cancel=Cancel; go back\nlabel.next=Next\n", "=", "app.title¦Orders, open", None, header=0)
case("key=value whose first pair looks like a heading", "name=value\nhost=db.example\nport=5432\nuser=ann\n", "=", "name¦value", 4, header=0)
case("bank export", '"Kontonummer:";"DE12 3456 / Girokonto";\n\n"Von:";"01.01.2019";\n"Bis:";"31.01.2019";\n"Kontostand vom 31.01.2019:";"1.234,56 EUR";\n\n"Buchungstag";"Wertstellung";"Auftraggeber";"Betrag (EUR)";\n'
     '"31.01.2019";"31.01.2019";"STADTWERKE; ULM";"-45,00";\n"30.01.2019";"30.01.2019";"ANN LEE";"1.200,00";\n"28.01.2019";"28.01.2019";"REWE";"-17,35";\n', ";", "31.01.2019¦31.01.2019¦STADTWERKE; ULM¦-45,00", 3, '"', preamble=6)
case("translations, no heading", '"Add to Cart","In den Warenkorb"\n"Qty","Menge"\n"Sorry, this is not in stock.","Leider, nicht am Lager."\n"Save %s","%s sparen"\n', ",", "Add to Cart¦In den Warenkorb", 4, '"', header=0)
case("country codes, no heading", 'AD,Andorra\nAE,United Arab Emirates\nBO,"Bolivia, Plurinational State of"\nBQ,"Bonaire, Sint Eustatius and Saba"\nBR,Brazil\n', ",", "AD¦Andorra", 5, '"', header=0)
case("dictionary, no heading", "abate\tto reduce in amount; to lessen, put an end to\nabbey\ta monastery, ruled by an abbot\nabet\tto help: to encourage (a crime)\nabhor\tto hate\n", "\t", "abate¦to reduce in amount; to lessen, put an end to", 4, header=0)
# ---- portals
case("indicator file with lines above it", '"Data Source","World Development Indicators",\n\n"Last Updated Date","2016-07-22",\n\n"Country Name","Country Code","1960","1961","1962",\n"Aruba","ABW","54208","55435","56226",\n"Andorra","AND","13414","14376","15376",\n"Korea, Rep.","KOR","25012374","25765673","26513030",\n', ",",
     "Aruba¦ABW¦54208¦55435¦56226", 3, '"', preamble=4)
case("composite first cell and tabs", "unit,sex,geo\\time\t2012 \t2011 \t2010 \nPC,F,AT\t12.5 \t11.0 b\t: \nPC,M,AT\t9.5 \t10.25 \t10.0 \nPC,F,BE\t: \t8.5 e\t8.0 \n", "\t", "PC,F,AT¦12.5¦11.0 b¦:", 3)
case("search trends", "Category: All categories\n\nWeek,pizza: (United States)\n2015-06-07,71\n2015-06-14,69\n2015-06-21,<1\n", ",", "2015-06-07¦71", 3, preamble=2)
case("monthly means under quoted remarks", '"-------------------------------------------------------------"\n" Atmospheric CO2, in situ record                "\n" Source: R. F. Keeling, S. J. Walker, and others "\n" Columns 1-3: year, month, value (ppm), -99.99 is missing "\n"-------------------------------------------------------------"\nYr, Mn, CO2\n1958, 03, 315.71\n1958, 04, 317.45\n1958, 05, 317.51\n1958, 06, -99.99\n', ",",
     "1958¦03¦315.71", 4, quote=("", '"'), preamble=5)
case("survey with choices in a second heading", "Respondent,Start,Which do you use?,,,Age\n,,Bus,Train,Car,\n1001,2019-01-02,Bus,,Car,34\n1002,2019-01-02,,Train,,51\n1003,2019-01-03,,,Car,27\n", ",", "1001¦2019-01-02¦Bus¦¦Car¦34", 3, header=2)
case("apps with thousands in quotes", 'App,Rating,Installs,Price\nPhoto Editor & Candy,4.1,"10,000+",0\n"U Launcher, free",4.7,"5,000,000+",$4.99\nSketch - Draw,4.5,"50,000,000+",0\n', ",", "Photo Editor & Candy¦4.1¦10,000+¦0", 3, '"')
case("permits with places in cells", 'id,issued,location\n7,02/03/2015,"1200 MAIN ST\nSeattle, WA\n(47.60, -122.33)"\n8,02/04/2015,"77 PINE ST\nSeattle, WA\n(47.61, -122.34)"\n', ",", "7¦02/03/2015¦1200 MAIN ST\nSeattle, WA\n(47.60, -122.33)", 2, '"')
case("areas as WKT", 'WKT,name\n"POLYGON ((30 10, 40 40, 20 40, 30 10))",north\n"POLYGON ((35 10, 45 45, 15 40, 35 10))",south\n"POINT (3 4)",pump\n', ",", "POLYGON ((30 10, 40 40, 20 40, 30 10))¦north", 3, '"')
case("GeoJSON in cells", 'id;name;shape\n1;Ulm;{"type":"Point","coordinates":[9.99,48.4]}\n2;Bonn;{"type":"Point","coordinates":[7.1,50.73]}\n3;Kiel;{"type":"Point","coordinates":[10.13,54.32]}\n', ";", '1¦Ulm¦{"type":"Point","coordinates":[9.99,48.4]}', 3)
case("lists as Python writes them", "id,tags,score\n1,\"['red', 'blue']\",0.5\n2,\"['green']\",0.25\n3,[],0.75\n4,\"['a', \"\"b's\"\"]\",1.0\n", ",", "1¦['red', 'blue']¦0.5", 4, '"')
case("lists as Python writes them, tabs", "id\ttags\n1\t['red', 'blue']\n2\t['green']\n3\t[]\n4\t['a', \"b's\"]\n", "\t", "1¦['red', 'blue']", 4)
case("HTML in cells", 'id,title,body\n1,Hello,"<p class=""intro"">Hi, there</p>\n<br/>"\n2,Bye,"<a href=""http://x.example/?a=1&b=2"">so; long</a>"\n3,None,\n', ",", '1¦Hello¦<p class="intro">Hi, there</p>\n<br/>', 3, '"')
case("chat export", 'date,user,message\n"2016-03-01 10:00:01",ann,"hi all,\n\nlook: http://x.example"\n"2016-03-01 10:00:07",bob,"no; ""really""?"\n"2016-03-01 10:01:00",cy,😀\n', ",", "2016-03-01 10:00:01¦ann¦hi all,\n\nlook: http://x.example", 3, '"')
case("apostrophes around every cell", "'id','name','note'\n'1','ann','a, b'\n'2','bob','c'\n'3','cy','d, e'\n", ",", "1¦ann¦a, b", 3, "'")
case("tabs, apostrophes and empty quotes", "name\tnick\tclub\nD'Angelo\t\"\"\tRovers' XI\nO'Hara\t\"Red\"\tUnited\nSmith\t\"\"\t'76ers\n", "\t", "D'Angelo¦¦Rovers' XI", 3, '"')
case("inches", 'part,size,price\npipe,3/4",2.50\nhose,1 1/2",7.25\nscreen,15.6",99.00\ncase,17" wide,25.00\n', ",", 'pipe¦3/4"¦2.50', 4)
case("every row quoted whole", '"id,name,town"\n"1,ann,Ulm"\n"2,""bob, jr"",Bonn"\n"3,cy,Kiel"\n', ",", "1¦ann¦Ulm", 3, '"')
case("only a heading", "id,name,created_at,updated_at\n", ",", "", 0)
case("only a heading, quoted", '"id";"name";"town"\n', ";", "", 0, '"')
case("two rows", "lat,lon\n48.4,9.99\n", ",", "48.4¦9.99", 1)
case("one wide row of numbers", ",".join(str((i * 37) % 101 / 10) for i in range(60)), ",", "¦".join(str((i * 37) % 101 / 10) for i in range(60)), 1, header=0)
case("one row of words and numbers", "2013-05-04 12:00:00;INFO;started;0.25\n", ";", "2013-05-04 12:00:00¦INFO¦started¦0.25", 1, header=0)
case("windows line ends and accents", "Nom;Prénom;Ville\r\nLéger;Zoé;Besançon\r\nNoël;Anaïs;Nîmes\r\n".encode("cp1252"), ";", "Léger¦Zoé¦Besançon", 2)
case("a mark of order and quoted names", '\ufeff"Código","Descripción","Importe"\r\n"A1","Niño, niña","1,5"\r\n"B2","Año","22,75"\r\n', ",", "A1¦Niño, niña¦1,5", 2, '"')
# ---- logs and devices
case("log with bars and a level", "2015-07-29 17:41:44,747|INFO|main|Server: started, ok\n2015-07-29 17:41:45,012|WARN|w-1|Slow (3.2 s); retry\n2015-07-29 17:42:00,600|INFO|w-2|Done\n", "|", "2015-07-29 17:41:44,747¦INFO¦main¦Server: started, ok", 3, header=0)
case("receiver sentences", "$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E*62\n$GPRMC,081837,A,3751.66,S,14507.36,E,000.1,359.0,130998,011.3,E*6A\n$GPRMC,081838,A,3751.68,S,14507.37,E,000.2,358.5,130998,011.3,E*61\n", ",", "$GPRMC¦081836¦A¦3751.65¦S¦14507.36¦E¦000.0¦360.0¦130998¦011.3¦E*62", 3, header=0)
case("logger with a units row", "TIMESTAMP,RECORD,Batt_Volt_Min,AirTC\nTS,RN,Volts,Deg C\n2013-05-01 00:15:00,0,13.2,11.5\n2013-05-01 00:30:00,1,13.2,11.25\n2013-05-01 00:45:00,2,13.1,11\n", ",", "2013-05-01 00:15:00¦0¦13.2¦11.5", 3, header=2)
case("oscilloscope", "Model,DS1054\nSample Rate,1.0e6\nMemory,1200\n\nTime,CH1,CH2\n-0.0006,0.02,1.5\n-0.0005,0.04,1.5\n-0.0004,0.02,1.25\n-0.0003,0.06,1.5\n", ",", "-0.0006¦0.02¦1.5", 4, preamble=4)
case("weather station, aligned under a rule", "  STN   YEARMODA   TEMP   DEWP\n-------------------------------\n030050  20150101   41.2   36.0\n030050  20150102   39.9   30.2\n030050  20150103    8.5   -1.0\n", " ", "030050¦20150101¦41.2¦36.0", 3)
case("fixed width, numbers touch", "ID   NAME           STATE  POP\n00001ABERDEEN       SD   26091\n00002ABILENE        TX  117063\n00003AKRON          OH  199110\n00004ALBANY         NY   97856\n", ("", " "), "00001¦ABERDEEN¦SD¦26091", 4)
# ---- one column
case("names with a slash in one", "name\nann/bob\ncy\n", "", "ann/bob", 2)
case("addresses of the web", "http://www.example.com/a?b=1,2\nhttp://www.example.org/c/d;e\nhttps://example.net/\nhttp://x.example/f_g-h.html#i\n", "", "http://www.example.com/a?b=1,2", 4, header=0)
case("mail subjects", "subject\nRe: order, open\nFwd: your note (2)\nmeeting at 10:30\nRe: Re: order\n", "", "Re: order, open", 4)
case("words", "aardvark\nabacus\nabbey\nabbot's\nre-do\nzebra\n", "", "aardvark", 6, header=0)
case("decimal commas", "1,5\n2,75\n-3,25\n100,05\n0,125\n", "", "1,5", 5, header=0)
case("dates with slashes", "01/02/2015\n03/02/2015\n14/02/2015\n28/02/2015\n", "", "01/02/2015", 4, header=0)
case("times of day", "08:15:00\n08:30:00\n09:45:30\n", "", "08:15:00", 3, header=0)
case("verses", "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand or eye,\nCould frame thy fearful symmetry?\n", "", "Tyger Tyger, burning bright,", 4, header=0)
case("hashes", "d41d8cd98f00b204e9800998ecf8427e\n0cc175b9c0f1b6a831c399e269772661\n92eb5ffee6ae2fec3ad71c777531578f\n", "", "d41d8cd98f00b204e9800998ecf8427e", 3, header=0)
case("domains under a name", "domain\nexample.com\nmail.example.org\nx-y.example.net\n", "", "example.com", 3)
case("quoted sentences", '"text"\n"I came, I saw"\n"well; no"\n"he said ""no"", twice"\n', "", "I came, I saw", 3, '"')
# ---- W3C-like
case("inventory of trees", "GID,On Street,Species,Trim Cycle,Inventory Date\n1,ADDISON AV,Celtis australis,Large Tree Routine Prune,10/18/2010\n2,EMERSON ST,Liquidambar styraciflua,Large Tree Routine Prune,6/2/2010\n", ",", "1¦ADDISON AV¦Celtis australis¦Large Tree Routine Prune¦10/18/2010", 2)
case("events with times", "Start Date,End Date,Name,Location\n2014-04-12T19:30,2014-04-12T21:00,B.B. King,\"Lupo’s, Providence\"\n2014-04-13T20:00,2014-04-13T23:00,B.B. King,Lynn\n", ",", "2014-04-12T19:30¦2014-04-12T21:00¦B.B. King¦Lupo’s, Providence", 2, '"')
case("two languages", "country,country group,name (en),name (fr)\nat,eu,Austria,Autriche\nbe,eu,Belgium,Belgique\nbg,eu,Bulgaria,Bulgarie\n", ",", "at¦eu¦Austria¦Autriche", 3)
case("remarks among the rows", "#publisher,City of Springfield\n#updated,12/31/2010\n#name,GID,on_street\nGID,On Street,Trim Cycle\n1,ADDISON AV,Routine Prune\n2,EMERSON ST,Routine Prune\n6,ADDISON AV,Routine Prune\n", ",", "1¦ADDISON AV¦Routine Prune", 3, preamble=3)
case("a table under two blank columns", ",,id,name,qty\n,,1,bolt,20\n,,2,nut,35\n,,3,gear,4\n", ",", "1¦bolt¦20", 3)


def main():
    marks = []
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "in.txt")
        for of in CASES:
            with open(path, "wb") as f:
                f.write(of[1])
            wrong = judge(sys.argv[1], path, of)
            marks.append(wrong)
            if wrong:
                print(f"not right: {of[0]}: " + "; ".join(f"{m} {w}" for m, w in wrong.items()))
    good = [sum(m not in w for w in marks) for m in MEASURES]
    print(f"habits: {sum(not w for w in marks)} of {len(CASES)} files right; " + ", ".join(f"{m} {n}" for m, n in zip(MEASURES, good)))
    sys.exit(len(CASES) - sum(map(bool, marks)) < int(sys.argv[2] if len(sys.argv) > 2 else len(CASES)))


if __name__ == "__main__":
    main()
