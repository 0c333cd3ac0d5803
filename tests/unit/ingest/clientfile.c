/* Small files as clients send them, and the table that is in each. */
#include "buf.h"
#include "textbook.h"
#include <stdio.h>

/* Names, then rows; cells with | between, a line end behind each row. */
static slice shown(const struct table *t, struct arena *a)
{
    struct buf b = {0};

    for (int c = 0; c < t->ncol; c++)
        buf_printf(&b, "%s%.*s", c > 0 ? "|" : "", SLICE_ARG(t->col[c].name));
    buf_putc(&b, '\n');
    for (int64_t r = 0; r < t->nrow; r++) {
        for (int c = 0; c < t->ncol; c++) {
            slice s = column_cell(&t->col[c], r);

            buf_printf(&b, "%s%.*s", c > 0 ? "|" : "", SLICE_ARG(s));
        }
        buf_putc(&b, '\n');
    }
    return buf_take(&b, a);
}

static void expect(const char *file, const char *want)
{
    struct textbook b;
    slice got;

    textbook_read(&b, slice_z(file));
    got = shown(&b.table, &b.arena);
    if (!slice_eqz(got, want)) fail_msg("of\n%sis read\n%.*snot\n%s", file, SLICE_ARG(got), want);
    arena_free(&b.arena);
}

/* A comment that names the columns, as web servers write it. */
static void fields_of_a_log(void **state)
{
    (void)state;
    expect("#Version: 1.0\n#Date: 2024-05-02 00:00:05\n"
           "#Fields: date time cs-method cs-uri-stem sc-status\n"
           "2024-05-02 00:00:05 GET /index.html 200\n2024-05-02 00:00:09 GET /logo.png 304\n"
           "2024-05-02 00:01:44 POST /login 302\n",
           "date|time|cs-method|cs-uri-stem|sc-status\n"
           "2024-05-02|00:00:05|GET|/index.html|200\n2024-05-02|00:00:09|GET|/logo.png|304\n"
           "2024-05-02|00:01:44|POST|/login|302\n");
}

/* A row of the table, which a plan may drop, though its label stands over numbers. */
static void totals_behind_a_gap(void **state)
{
    (void)state;
    expect(
        "Pedido;Data;Cliente;Valor\n1001;02/01/2024;Ana;R$ 120,50\n1002;03/01/2024;Rui;R$ 75,00\n"
        "1003;03/01/2024;Eva;R$ 19,90\n;;;\nTotal geral;;;R$ 215,40\n",
        "Pedido|Data|Cliente|Valor\n1001|02/01/2024|Ana|R$ 120,50\n1002|03/01/2024|Rui|R$ 75,00\n"
        "1003|03/01/2024|Eva|R$ 19,90\nTotal geral|||R$ 215,40\n");
}

static void prose_above(void **state)
{
    (void)state;
    expect("Dear colleague, please find below the figures, as agreed, for the last quarter.\n"
           "They were exported on Monday, and checked by Ms. Grey, who can answer questions.\n"
           "\nsite,units,cost\nLeeds,12,30.5\nYork,7,18.25\nHull,31,64.0\n",
           "site|units|cost\nLeeds|12|30.5\nYork|7|18.25\nHull|31|64.0\n");
}

static void quotes_that_are_text(void **state)
{
    (void)state;
    expect("code\ttitle\tyear\n1\t\"A\" is for Ant\t1990\n2\tThe Whale\t1851\n"
           "3\t\"B\" is for Bear\t1992\n4\tEmma\t1815\n",
           "code|title|year\n1|\"A\" is for Ant|1990\n2|The Whale|1851\n"
           "3|\"B\" is for Bear|1992\n4|Emma|1815\n");
}

/* Sentences and addresses hold the delimiter, and the heading says how many columns there are. */
static void last_column_takes_the_rest(void **state)
{
    struct textbook t;

    (void)state;
    expect("id,name,address\n1,North,12 Mill Lane, Ludlow, SY8 1AA\n2,South,3 High Street, Hexham\n"
           "3,East,1 Quay, Hull, East Riding, HU1 2AA\n4,West,7 Back Lane, Bath, BA1 1AA\n",
           "id|name|address\n1|North|12 Mill Lane, Ludlow, SY8 1AA\n2|South|3 High Street, Hexham\n"
           "3|East|1 Quay, Hull, East Riding, HU1 2AA\n4|West|7 Back Lane, Bath, BA1 1AA\n");
    /* values behind the last name are cells of their own */
    textbook_read(&t, S("id,name,mark\n1,Ann,3,4\n2,Bo,5\n3,Cy,4,4,5\n4,Di,1,2\n5,Ed,3\n"));
    assert_int_equal(t.table.ncol, 5);
    arena_free(&t.arena);
}

/* Commas of numbers, semicolons of entities, commas of names with a blank behind them. */
static void pieces_are_joined(void **state)
{
    (void)state;
    expect(
        "Datum,Artikel,Menge,Preis,Gesamt\n02.05.2024,Kaffee,2,3,50,7,00\n"
        "02.05.2024,Tee,1,2,80,2,80\n03.05.2024,Kuchen,3,4,00,12,00\n03.05.2024,Saft,2,2,25,4,50\n",
        "Datum|Artikel|Menge|Preis|Gesamt\n02.05.2024|Kaffee|2|3,50|7,00\n"
        "02.05.2024|Tee|1|2,80|2,80\n03.05.2024|Kuchen|3|4,00|12,00\n03.05.2024|Saft|2|2,25|4,"
        "50\n");
    expect("Account,Jan,Feb\nSales,12,400,13,050\nCosts,(9,870),(10,120)\nTax,(800),(1,050)\n"
           "Net,1,730,1,880\n",
           "Account|Jan|Feb\nSales|12,400|13,050\nCosts|(9,870)|(10,120)\nTax|(800)|(1,050)\n"
           "Net|1,730|1,880\n");
    expect("no;name;town\n1;M\u00fcller &amp; S\u00f6hne;K\u00f6ln\n2;Bau;Bonn\n"
           "3;&quot;Eck&quot;;Ulm\n4;Fisch &amp; Brot;Kiel\n",
           "no|name|town\n1|M\u00fcller &amp; S\u00f6hne|K\u00f6ln\n2|Bau|Bonn\n"
           "3|&quot;Eck&quot;|Ulm\n4|Fisch &amp; Brot|Kiel\n");
    /* also where each row has one */
    expect("no,name,town\n1,Meyer, Anna,Ulm\n2,Kurz, Bo,Kiel\n3,Lang, Cy,Ulm\n4,Berg, Di,Bonn\n",
           "no|name|town\n1|Meyer, Anna|Ulm\n2|Kurz, Bo|Kiel\n3|Lang, Cy|Ulm\n4|Berg, Di|Bonn\n");
    expect("no,name,town,since\n1,Meyer, Anna,Ulm,2001\n2,Kurz, Bo,Kiel,1999\n3,Firma X,Bonn,2010\n"
           "4,Lang, Cy,Ulm,2003\n5,Berg, Di, geb. Tal,Trier,2004\n",
           "no|name|town|since\n1|Meyer, Anna|Ulm|2001\n2|Kurz, Bo|Kiel|1999\n3|Firma X|Bonn|2010\n"
           "4|Lang, Cy|Ulm|2003\n5|Berg, Di, geb. Tal|Trier|2004\n");
}

/* A row that cannot be joined as the others are keeps all it has, and is named. */
static void what_no_way_joins_is_kept(void **state)
{
    struct textbook t;
    struct buf b = {0};

    (void)state;
    buf_putz(&b, "no;name;town\n");
    for (int i = 0; i < 40; i++) buf_printf(&b, "%d;M%d &amp; S;Ulm\n", i, i);
    buf_putz(&b, "40;x;y;z;w\n");
    textbook_read(&t, buf_slice(&b));
    assert_int_equal(t.table.ncol, 3);
    assert_slice(textbook_cell(&t, 0, 1), "M0 &amp; S");
    assert_slice(textbook_cell(&t, 40, 2), "y;z;w");
    assert_int_equal(textbook_quirks(&t, "long_rows"), 1);
    arena_free(&t.arena);
    buf_free(&b);
}

/* Titles and headings that come again on each page are no rows; a form feed begins one. */
static void heads_of_pages(void **state)
{
    (void)state;
    expect("Stock list, page 1\n\nitem;day;kg\nA1;02.05.2024;7,5\nA2;03.05.2024;8,25\n"
           "Stock list, page 2\n\nitem;day;kg\nB1;04.05.2024;1,5\nB2;06.05.2024;3,75\n"
           "\fStock list, page 3\n\nitem;day;kg\nC1;07.05.2024;4,5\n",
           "item|day|kg\nA1|02.05.2024|7,5\nA2|03.05.2024|8,25\nB1|04.05.2024|1,5\n"
           "B2|06.05.2024|3,75\nC1|07.05.2024|4,5\n");
    expect("12.05.2024        Stock       1\n\n---------------------\n|Item|   Kg|Unit|Bin |\n"
           "---------------------\n|A1  |  7,5|ST  |0001|\n|A2  |18,25|L   |0088|\n|A3  |  2,5|L   "
           "|0001|\n"
           "---------------------\n12.05.2024        Stock       2\n\n---------------------\n"
           "|Item|   Kg|Unit|Bin |\n---------------------\n|B1  |  1,5|ST  |0001|\n|B2  | 3,75|L   "
           "|0002|\n"
           "|B3  | 4,75|L   |0088|\n---------------------\n",
           "Item|Kg|Unit|Bin\nA1|7,5|ST|0001\nA2|18,25|L|0088\nA3|2,5|L|0001\nB1|1,5|ST|0001\n"
           "B2|3,75|L|0002\nB3|4,75|L|0088\n");
    /* a name with a number is that of a group */
    expect("item;day;kg\nBranch 101;;\nA1;02.05.2024;7,5\nA2;03.05.2024;8,25\n"
           "Branch 102;;\nitem;day;kg\nB1;04.05.2024;1,5\nB2;06.05.2024;3,75\n",
           "item|day|kg\nBranch 101||\nA1|02.05.2024|7,5\nA2|03.05.2024|8,25\n"
           "Branch 102||\nB1|04.05.2024|1,5\nB2|06.05.2024|3,75\n");
    /* a lone cell that is no head of a page names the rows below it */
    expect("day;item;kg\nNorth;;\n02.05.2024;A1;7,5\n03.05.2024;A2;8,25\n"
           "South;;\n04.05.2024;B1;1,5\n06.05.2024;B2;3,75\n",
           "day|item|kg\nNorth||\n02.05.2024|A1|7,5\n03.05.2024|A2|8,25\n"
           "South||\n04.05.2024|B1|1,5\n06.05.2024|B2|3,75\n");
}

/* The quote that is missing at the end of a cell was there to be: its column stands in quotes. */
static void one_quote_is_missing(void **state)
{
    (void)state;
    expect("no;\"name\";\"town\";sum\n1;\"North & Co\";\"Ulm\";10,5\n2;\"South\";\"Bonn\";3,25\n"
           "3;\"Meier GmbH;\"Trier\";7,75\n4;\"East\";\"Ulm\";1,5\n5;\"West\";\"Kiel\";9,0\n",
           "no|name|town|sum\n1|North & Co|Ulm|10,5\n2|South|Bonn|3,25\n3|Meier GmbH|Trier|7,75\n"
           "4|East|Ulm|1,5\n5|West|Kiel|9,0\n");
}

/* What a database client prints: the rules say where the columns are, on every page. */
static void ruled_columns(void **state)
{
    (void)state;
    expect("SQL> select * from emp;\n\n"
           "   EMPNO ENAME      JOB              SAL\n-------- ---------- --------- ----------\n"
           "    7369 SMITH JR   CLERK            800\n    7499 ALLEN      SALESMAN        1600\n\n"
           "   EMPNO ENAME      JOB              SAL\n-------- ---------- --------- ----------\n"
           "    7654 MARTIN     SALESMAN\n    7698 VAN BLAKE  MANAGER         2850\n\n"
           "4 rows selected.\n",
           "EMPNO|ENAME|JOB|SAL\n7369|SMITH JR|CLERK|800\n7499|ALLEN|SALESMAN|1600\n"
           "7654|MARTIN|SALESMAN|\n7698|VAN BLAKE|MANAGER|2850\n");
    /* two marks for "no value" are no rules */
    expect("a  b\n-  -\n1  2\n3  4\n", "a|b\n-|-\n1|2\n3|4\n");
}

/* Bars stand inside of cells too: the box says where they end. */
static void boxed_cells(void **state)
{
    (void)state;
    expect(
        "mysql> select * from t;\n+----+----------+----------+\n| id | pattern  | target   |\n"
        "+----+----------+----------+\n|  1 | /(a|b)/x | c|list   |\n|  2 | ^/old    | home     |\n"
        "|  3 | /feed    | NULL     |\n+----+----------+----------+\n3 rows in set (0.00 sec)\n",
        "id|pattern|target\n1|/(a|b)/x|c|list\n2|^/old|home\n3|/feed|NULL\n");
    expect("\u250c\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u2500\u2500\u2500\u2510\n"
           "\u2502 n \u2502 city \u2502\n"
           "\u251c\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u2500\u2500\u2500\u2524\n"
           "\u2502 1 \u2502 Ulm  \u2502\n\u2502 2 \u2502 K\u00f6ln \u2502\n\u2502 3 \u2502      "
           "\u2502\n"
           "\u2514\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2500\u2500\u2500\u2518\n",
           "n|city\n1|Ulm\n2|K\u00f6ln\n3|\n");
}

static void marks_of_inches(void **state)
{
    (void)state;
    expect("item,size,length,norm,qty\nElbow,1/2\",8\",NPT,12\nNipple,3/4\",6\",NPT,40\n"
           "Tee,1\",9\",BSP,7\nCap,2\",3\",NPT,5\n",
           "item|size|length|norm|qty\nElbow|1/2\"|8\"|NPT|12\nNipple|3/4\"|6\"|NPT|40\n"
           "Tee|1\"|9\"|BSP|7\nCap|2\"|3\"|NPT|5\n");
}

/* A column alone is data to its end, but for a count of it. */
static void a_count_below_one_column(void **state)
{
    (void)state;
    expect("mail\n\nann@x.org\nbo@y.de\n\ncy@z.net\n\n3 records exported\n",
           "mail\nann@x.org\nbo@y.de\ncy@z.net\n");
    /* other words that close a table are data there, and stay */
    expect("mail\nann@x.org\nbo@y.de\nsource: cy@z.net\n",
           "mail\nann@x.org\nbo@y.de\nsource: cy@z.net\n");
}

/* Titles and notes apart from the table do not blur where its columns are. */
static void columns_below_titles(void **state)
{
    (void)state;
    expect("34. Z\u00fcrichberglauf - Rangliste M\u00e4nner 10 km\nSamstag, 14. Mai 2011, Start "
           "15:30\n\n"
           "Rang  Stnr  Name            Jg    Verein         Laufzeit  R\u00fcckstand\n"
           "  1.    60  J\u00fcrgen B\u00f6hm     2002                  34:02,3\n"
           "  2.   306  Lena Hahn       1983  TV Zofingen     34:03,8      +0:01\n"
           "  3.    27  Bj\u00f6rn Kr\u00fcger    2000  STB Bern        34:36,5      +0:34\n"
           "  4.   247  Anna J\u00e4ger      1994  TV Zofingen     34:54,9      +0:52\n"
           "  5.   317  J\u00fcrgen B\u00f6hm     1967  STB Bern        35:01,0      +0:59\n"
           "  6.   271  G\u00fcnther J\u00e4ger   1981  LG K\u00fcsnacht     35:30,6      +1:28\n\n"
           "6 im Ziel, keine Aufgaben, keine Disqualifikationen gemeldet\n",
           "Rang|Stnr|Name|Jg|Verein|Laufzeit|R\u00fcckstand\n1.|60|J\u00fcrgen "
           "B\u00f6hm|2002||34:02,3|\n"
           "2.|306|Lena Hahn|1983|TV Zofingen|34:03,8|+0:01\n"
           "3.|27|Bj\u00f6rn Kr\u00fcger|2000|STB Bern|34:36,5|+0:34\n"
           "4.|247|Anna J\u00e4ger|1994|TV Zofingen|34:54,9|+0:52\n"
           "5.|317|J\u00fcrgen B\u00f6hm|1967|STB Bern|35:01,0|+0:59\n"
           "6.|271|G\u00fcnther J\u00e4ger|1981|LG K\u00fcsnacht|35:30,6|+1:28\n");
}

/* Remarks with a semicolon, though a cell has one too. */
static void remarks_with_semicolons(void **state)
{
    (void)state;
    expect("; MCA export, detector 2, HV 800\n; live time, 3600, "
           "s\nsample,isotope,counts,error,remark\n"
           "A1,Cs-137,10442,102,\nA2,Cs-137,9980,99,shielded; lid open\n"
           "; sample changer jam, manual restart\nA3,Co-60,512,23,\nB1,K-40,77,9,night\n",
           "sample|isotope|counts|error|remark\nA1|Cs-137|10442|102|\n"
           "A2|Cs-137|9980|99|shielded; lid open\nA3|Co-60|512|23|\nB1|K-40|77|9|night\n");
}

/* Where bars are not below each other they are delimiters, and nothing is taken for one cell. */
static void boxes_out_of_line(void **state)
{
    (void)state;
    expect("+----+------+-----+\n| id | name | sum |\n+----+------+-----+\n| 1 | a | 3 |\n"
           "| 22 | bcd | 4 |\n| 3 | efgh | 5 |\n| 4 | i | 66 |\n+----+------+-----+\n",
           "id|name|sum\n1|a|3\n22|bcd|4\n3|efgh|5\n4|i|66\n");
}

/* A logger's station, the first and the last record of an interface file, filters of a report. */
static void rows_that_speak_of_the_file(void **state)
{
    (void)state;
    expect("\"TOA5\",\"Hilltop\",\"CR1000\",\"12345\",\"CPU:met.CR1\"\n"
           "\"TIMESTAMP\",\"RECORD\",\"RH\"\n\"2023-10-05 00:00:00\",4410,64.9\n"
           "\"2023-10-05 01:00:00\",4411,48.6\n\"2023-10-05 02:00:00\",4412,47.4\n",
           "TIMESTAMP|RECORD|RH\n2023-10-05 00:00:00|4410|64.9\n2023-10-05 01:00:00|4411|48.6\n"
           "2023-10-05 02:00:00|4412|47.4\n");
    expect("HDR~ORDERS~20240412~~\nDTL~4500012001~MAT-7781~500~0,04\n"
           "DTL~4500012002~MAT-7790~20~1,50\nDTL~4500012003~MAT-7781~40~0,04\n"
           "DTL~4500012004~MAT-8000~1~99,00\nTRL~4~~~\n",
           "column_1|column_2|column_3|column_4|column_5\nDTL|4500012001|MAT-7781|500|0,04\n"
           "DTL|4500012002|MAT-7790|20|1,50\nDTL|4500012003|MAT-7781|40|0,04\n"
           "DTL|4500012004|MAT-8000|1|99,00\n");
    /* the last of sorted rows is data, though its mark is another and cells are empty */
    expect("state,a,b,c,d\nDE,1,2,3,4\nDE,5,6,7,8\nDE,9,1,2,3\nDE,4,5,6,7\nFR,8,,,\n",
           "state|a|b|c|d\nDE|1|2|3|4\nDE|5|6|7|8\nDE|9|1|2|3\nDE|4|5|6|7\nFR|8|||\n");
    expect("Water authority;;;;\nPeriod:;01.06.2024;to;03.06.2024;\n;;;;\n"
           "Station;Date;Value;Unit;State\nDonau 1;01.06.2024;312;cm;ok\nDonau "
           "1;02.06.2024;340;cm;ok\n"
           "Inn 12;01.06.2024;188;cm;ok\nInn 12;02.06.2024;190;cm;raw\n",
           "Station|Date|Value|Unit|State\nDonau 1|01.06.2024|312|cm|ok\n"
           "Donau 1|02.06.2024|340|cm|ok\nInn 12|01.06.2024|188|cm|ok\nInn "
           "12|02.06.2024|190|cm|raw\n");
    expect("Campaign report\n\"1 March 2024 - 31 March "
           "2024\"\nState\tName\tBudget\tCode\tClicks\tImpr.\tCTR\tCost\n"
           "On\tBrand\t50.00\tGBP\t\"1,204\"\t\"18,330\"\t6.57%\t412.77\n"
           "Off\tShoes\t120.00\tGBP\t\"3,918\"\t\"201,447\"\t1.94%\t\"2,980.15\"\n"
           "On\tHats\t25.00\tGBP\t377\t\"40,022\"\t0.94%\t88.40\n",
           "State|Name|Budget|Code|Clicks|Impr.|CTR|Cost\nOn|Brand|50.00|GBP|1,204|18,330|6.57%|"
           "412.77\n"
           "Off|Shoes|120.00|GBP|3,918|201,447|1.94%|2,980.15\n"
           "On|Hats|25.00|GBP|377|40,022|0.94%|88.40\n");
}

/* Nothing else than time grows with the openings of quotes that none closes. */
static void many_quotes_that_none_closes(void **state)
{
    struct textbook t;
    struct buf b = {0};

    (void)state;
    buf_putz(&b, "a,b\n");
    for (int r = 0; r < 40; r++) {
        for (int k = 0; k < 20000; k++) buf_putz(&b, k == 0 ? "x,\"y" : ",\"y");
        buf_putc(&b, '\n');
    }
    textbook_read(&t, buf_slice(&b));
    assert_true(t.table.nrow >= 1);
    arena_free(&t.arena);
    buf_free(&b);
}

/* Signs around cells are quotes where all cells have them or a delimiter needs them. */
static void signs_for_quotes(void **state)
{
    (void)state;
    expect("þBEGþ\x14þCUSTODIANþ\x14þSUBJECTþ\nþA1þ\x14þReyes, Mariaþ\x14þRE: \"draft\"; v2þ\n"
           "þA4þ\x14þChen, Liþ\x14þþ\n",
           "BEG|CUSTODIAN|SUBJECT\nA1|Reyes, Maria|RE: \"draft\"; v2\nA4|Chen, Li|\n");
    expect("id,text\n1,“Hello, world”\n2,“Yes”\n3,“No, “never”, he said”\n4,“a,b\nc”\n5,plain\n",
           "id|text\n1|Hello, world\n2|Yes\n3|No, “never”, he said\n4|a,b\nc\n5|plain\n");
    expect("«id»;«text»\n«1»;«Bonjour; ça va»\n«2»;«non»\n", "id|text\n1|Bonjour; ça va\n2|non\n");
    /* Here they are text. */
    expect("id;text\n1;“Hello, world”\n2;“Yes”\n3;“No, never”\n4;“a b”\n5;plain\n",
           "id|text\n1|“Hello, world”\n2|“Yes”\n3|“No, never”\n4|“a b”\n5|plain\n");
}

static void signs_that_somebody_named(void **state)
{
    struct read_options o = READ_DEFAULTS;
    struct textbook t;

    (void)state;
    textbook_read(&t, S("id;text\n1;“Yes”\n2;“No”\n"));
    assert_slice(textbook_cell(&t, 0, 1), "“Yes”");
    assert_slice(t.book.dialect.quote, "");
    arena_free(&t.arena);
    o.quote = "“";
    textbook_options(&t, S("id;text\n1;“Yes”\n2;“No”\n"), o);
    assert_slice(textbook_cell(&t, 0, 1), "Yes");
    assert_slice(t.book.dialect.quote, "“");
    arena_free(&t.arena);
}

/* Backticks with quotes and line ends inside; quotes that a caret keeps. */
static void other_quotes_and_escapes(void **state)
{
    (void)state;
    expect("sku,title,note\nK1,`Towels, striped`,`red, \"natural\"`\nK2,Lamp,`\"LED\", 4000 K`\n"
           "K3,`Set:\nred`,`a, b`\nK4,Hose,plain\n",
           "sku|title|note\nK1|Towels, striped|red, \"natural\"\nK2|Lamp|\"LED\", 4000 K\n"
           "K3|Set:\nred|a, b\nK4|Hose|plain\n");
    expect("id,likes,note\n1,\"in plain words, ^\"which I did not expect.^\"\",\"^\"It asks^\", on "
           "page 2\"\n2,none,\"a, b\"\n3,\"x ^\"y^\"\",z\n",
           "id|likes|note\n1|in plain words, \"which I did not expect.\"|\"It asks\", on page 2\n"
           "2|none|a, b\n3|x \"y\"|z\n");
}

/* Lines filled up to one length, a tab behind each comma, minus signs between blanks. */
static void blanks_that_are_no_text(void **state)
{
    (void)state;
    expect("id,name,note       \r\n1,Ann,\"a, b\"     \r\n2,Bo,            \r\n3,Cy,longer text  "
           "\r\n4,Di,x           \r\n",
           "id|name|note\n1|Ann|a, b\n2|Bo|\n3|Cy|longer text\n4|Di|x\n");
    expect("sku,\ttitle,\tn\nA1,\tLadder,\t5\nA2,\t\"coir, \"\"Hi\"\"\",\t6\nA3,\tMat,\t7\n",
           "sku|title|n\nA1|Ladder|5\nA2|coir, \"Hi\"|6\nA3|Mat|7\n");
    expect("name - eta - lat - note\nONE - 10-May-2025 - -58.8 - \nTWO - 22-May-2025 - 63.5 - x-y\n"
           "SIX - 23-Jun-2025 - -1.5 - z\n",
           "name|eta|lat|note\nONE|10-May-2025|-58.8|\nTWO|22-May-2025|63.5|x-y\n"
           "SIX|23-Jun-2025|-1.5|z\n");
}

/* Sections of settings, and sentences with commas, are no table where a larger one follows. */
static void commas_before_the_table(void **state)
{
    (void)state;
    expect("[Header]\nFirmware,4.2.1\nOperator,J. Li\nStart,2024-02-11,00:10\n\n"
           "[Settings]\nCalibration,1.02,0.998,-0.3\n\n[Data]\n"
           "time,node,temp,hum,state\n03:10,N01,6.75,50.8,LOW\n03:20,N15,-1.88,89.9,RETRY\n"
           "03:30,N02,-3.69,31.7,LOW\n03:40,N01,8.05,86.7,RETRY\n03:50,N12,-1.52,33.9,OK\n"
           "04:00,N07,-6.48,88.7,RETRY\n04:10,N12,-0.11,65.0,OK\n04:20,N01,6.24,64.4,LOW\n"
           "04:30,N02,1.67,34.3,OK\n04:40,N12,-7.41,67.5,LOW\n04:50,N01,-0.10,68.4,OK\n"
           "05:00,N12,-11.12,90.6,OK\n05:10,N01,-9.35,39.8,OK\n05:20,N02,-9.37,63.2,RETRY\n"
           "05:30,N15,-3.27,69.9,OK\n05:40,N12,0.77,74.0,LOW\n05:50,N02,-2.31,61.1,OK\n",
           "time|node|temp|hum|state\n03:10|N01|6.75|50.8|LOW\n03:20|N15|-1.88|89.9|RETRY\n"
           "03:30|N02|-3.69|31.7|LOW\n03:40|N01|8.05|86.7|RETRY\n03:50|N12|-1.52|33.9|OK\n"
           "04:00|N07|-6.48|88.7|RETRY\n04:10|N12|-0.11|65.0|OK\n04:20|N01|6.24|64.4|LOW\n"
           "04:30|N02|1.67|34.3|OK\n04:40|N12|-7.41|67.5|LOW\n04:50|N01|-0.10|68.4|OK\n"
           "05:00|N12|-11.12|90.6|OK\n05:10|N01|-9.35|39.8|OK\n05:20|N02|-9.37|63.2|RETRY\n"
           "05:30|N15|-3.27|69.9|OK\n05:40|N12|0.77|74.0|LOW\n05:50|N02|-2.31|61.1|OK\n");
    /* A small table of its own comes first. */
    expect(
        "item,n\na,1\nb,2\nc,3\n\nday,node,temp,state\nMo,N1,1.5,OK\nTu,N2,2.5,OK\nWe,N3,3.5,OK\n"
        "Th,N4,4.5,OK\nFr,N5,5.5,OK\nSa,N6,6.5,OK\nSu,N7,7.5,OK\n",
        "item|n\na|1\nb|2\nc|3\n");
}

/* A quote that its cell lost, where the column's cells have both; quotes around quotes. */
static void quotes_too_few_and_too_many(void **state)
{
    (void)state;
    expect("\"id\",\"ship\",\"day\"\n\"1\",\"Ever\",\"Mo\"\n\"2\",Ibis\",\"Tu\"\n\"3\",\"Cap\","
           "\"We\"\n"
           "\"4\",\"Lorena\",\"Th\"\n\"5\",\"Ever\",\"Fr\"\n",
           "id|ship|day\n1|Ever|Mo\n2|Ibis|Tu\n3|Cap|We\n4|Lorena|Th\n5|Ever|Fr\n");
    expect(
        "\"\"\"id\"\"\",\"\"\"text\"\"\"\n\"\"\"1\"\"\",\"\"\"say \"\"\"\"hi\"\"\"\", then\"\"\"\n"
        "\"\"\"2\"\"\",\"\"\"\"\"\"\n",
        "id|text\n1|say \"hi\", then\n2|\n");
    /* One such cell among others is text. */
    expect("id,text\n1,\"\"\"a\"\"\"\n2,b\n3,c\n", "id|text\n1|\"a\"\n2|b\n3|c\n");
}

/* Cells padded with blanks that do not break. */
static void padded_with_no_break_blanks(void **state)
{
    (void)state;
    expect("id;name\xC2\xA0\xC2\xA0;n\n1;Ann\xC2\xA0\xC2\xA0\xC2\xA0;5\n2;Robert;6\n"
           "3;Cy\xC2\xA0\xC2\xA0\xC2\xA0\xC2\xA0;7\n4;Di\xC2\xA0\xC2\xA0\xC2\xA0\xC2\xA0;8\n",
           "id|name|n\n1|Ann|5\n2|Robert|6\n3|Cy|7\n4|Di|8\n");
}

/* Where rows stop at their last filled cell, a short one is complete: nothing in it moves. */
static void rows_without_their_last_cells(void **state)
{
    (void)state;
    expect("id;q1;q2;q3;q4;q5;q6;note\nR1;4;2;n/a;3;1;5;good\nR2;3;;4;2;n/a;1\nR3;n/a;3;1;5;1;1\n"
           "R4;;n/a;2;4;1;5;bad\nR5;2;1;;3;5;4\nR6;5;5;4;1;2;n/a;ok\nR7;4;2;3;n/a;3;2;good\n"
           "R8;1;n/a;3;3;2;5;bad\nR9;;n/a;3;1;5;1\n",
           "id|q1|q2|q3|q4|q5|q6|note\nR1|4|2|n/a|3|1|5|good\nR2|3||4|2|n/a|1|\n"
           "R3|n/a|3|1|5|1|1|\nR4||n/a|2|4|1|5|bad\nR5|2|1||3|5|4|\nR6|5|5|4|1|2|n/a|ok\n"
           "R7|4|2|3|n/a|3|2|good\nR8|1|n/a|3|3|2|5|bad\nR9||n/a|3|1|5|1|\n");
}

/* Names that were wrapped over rows, as they begin with capitals in the first of them only. */
static void wrapped_names(void **state)
{
    (void)state;
    expect("Container,Seal,Port of,Vessel,Estimated,Latitude,Remark,Customs\n"
           "number,number,loading,name,arrival,(deg),,status\n,,(UN/LOCODE),,(UTC),,,\n"
           "MSCU16,K743,USNYC,Cap,17-Jun-2025,14.87,keep dry,pending\n"
           "HLXU53,B184,NLRTM,Lorena,20-May-2025,-2.58,,held\n"
           "TGHU86,A615,SGSIN,Lorena,04-Jun-2025,-12.3,,pending\n"
           "TGHU94,K185,KEMBA,Ever,03-Jun-2025,-23.1,door seal,held\n",
           "Container number|Seal number|Port of loading (UN/LOCODE)|Vessel name|"
           "Estimated arrival (UTC)|Latitude (deg)|Remark|Customs status\n"
           "MSCU16|K743|USNYC|Cap|17-Jun-2025|14.87|keep dry|pending\n"
           "HLXU53|B184|NLRTM|Lorena|20-May-2025|-2.58||held\n"
           "TGHU86|A615|SGSIN|Lorena|04-Jun-2025|-12.3||pending\n"
           "TGHU94|K185|KEMBA|Ever|03-Jun-2025|-23.1|door seal|held\n");
}

/* A unit or a day at the right edge, right above the heading, is no level of it. */
static void remark_at_the_right_edge(void **state)
{
    (void)state;
    expect("Beds by city,,,,\n,,,,1 January 2011\nCity,Men,,Women,\n,young,old,young,old\n"
           "Halden,2121,4219,2081,4256\nMoss,2300,4100,2200,4300\nHamar,1900,3900,1800,4000\n",
           "City|Men young|Men old|Women young|Women old\nHalden|2121|4219|2081|4256\n"
           "Moss|2300|4100|2200|4300\nHamar|1900|3900|1800|4000\n");
    expect("Beds by city,,,,\n,,,Unit: beds,\nCity,Men,,Women,\n,young,old,young,old\n"
           "Halden,2121,4219,2081,4256\nMoss,2300,4100,2200,4300\nHamar,1900,3900,1800,4000\n",
           "City|Men young|Men old|Women young|Women old\nHalden|2121|4219|2081|4256\n"
           "Moss|2300|4100|2200|4300\nHamar|1900|3900|1800|4000\n");
}

/* Behind the closing quote too, and they take no byte along. */
static void no_break_blanks_behind_quotes(void **state)
{
    (void)state;
    expect("name,note\n\"x, y\",\"said\"\xC2\xA0\xC2\xA0\nz,b\n\"k\"\xC2\xA0,c\n",
           "name|note\nx, y|said\nz|b\nk|c\n");
}

/* A table of birds, row 7 to come. */
#define BIRDS                                                                                      \
    "ring;species;sex;weight;station;date\nKX100;Robin;F;18.5;Oak Hill;2021-03-02\n"               \
    "KX107;Wren;M;9.1;Pump House;2021-03-09\nKX114;Robin;M;17.9;Oak Hill;2021-04-01\n"             \
    "KX121;Dunnock;F;21.4;Lower Weir;2021-04-17\nKX128;Wren;F;8.8;Oak Hill;2021-05-02\n"           \
    "KX135;Robin;F;19.0;Marshside;2021-05-03\n"
#define BEHIND "KX156;Wren;M;9.4;Lower Weir;2021-06-30\nKX163;Robin;M;18.1;Oak Hill;2021-07-02\n"

static void expect_birds(const char *rows)
{
    static const char want[] = BIRDS
        "KX142;Wren;F;9.0;Oak Hill;2021-06-11\nKX149;Dunnock;M;22.0;Marshside;2021-06-12\n" BEHIND;
    struct buf file = {0}, table = {0};

    buf_printf(&file, "%s%s%s", BIRDS, rows, BEHIND);
    for (const char *p = want; *p != 0; p++) buf_putc(&table, *p == ';' ? '|' : *p);
    buf_putc(&file, 0);
    buf_putc(&table, 0);
    expect(file.p, table.p);
    buf_free(&file);
    buf_free(&table);
}

/* Rows between which the line end was lost, with or without a delimiter in its place. */
static void rows_on_one_line(void **state)
{
    (void)state;
    expect_birds("KX142;Wren;F;9.0;Oak Hill;2021-06-11KX149;Dunnock;M;22.0;Marshside;2021-06-12\n");
    expect_birds(
        "KX142;Wren;F;9.0;Oak Hill;2021-06-11;KX149;Dunnock;M;22.0;Marshside;2021-06-12\n");
    /* two tables side by side have many such rows */
    expect("id;n;id;n\na1;5;b1;6\na2;7;b2;8\na3;9;b3;1\n",
           "id|n|id|n\na1|5|b1|6\na2|7|b2|8\na3|9|b3|1\n");
}

/* Rows with a line end in them: beside a delimiter, in place of one, in a text. */
static void rows_in_pieces(void **state)
{
    (void)state;
    expect_birds("KX142;Wren;F;\n9.0;Oak Hill;2021-06-11\n"
                 "KX149;Dunnock;M;22.0;Marshside;2021-06-12\n");
    expect_birds("KX142;Wren\n;F;9.0;Oak Hill;2021-06-11\n"
                 "KX149;Dunnock;M;22.0;Marshside\n;2021-06-12\n");
    expect_birds("KX142\n;Wren;F;9.0;Oak Hill;2021-06-11\n"
                 "KX149;Dunnock;M;22.0;Marshside;\n2021-06-12\n");
    expect_birds("KX142;Wren;F\n9.0;Oak Hill;2021-06-11\n"
                 "KX149;Dunnock;M;22.0;Marshside;2021-06-12\n");
    expect("id;note;n\na1;good;5\na2;bad;6\na3;good\nand cheap;7\na4;bad;8\na5;good;9\n",
           "id|note|n\na1|good|5\na2|bad|6\na3|good\nand cheap|7\na4|bad|8\na5|good|9\n");
}

/* Rows that are short in their own right stay as they are. */
static void short_rows_stay(void **state)
{
    (void)state;
    expect("id;note;n;m\na1;good;5;1\na2;bad;6;2\na3;good;7\na4;bad\na5;good;9;3\na6;bad;4;4\n",
           "id|note|n|m\na1|good|5|1\na2|bad|6|2\na3|good|7|\na4|bad||\na5|good|9|3\n"
           "a6|bad|4|4\n");
    expect("id;note;n\nNorth\na1;good;5\na2;bad;6\nSouth\na3;good;7\na4;bad;8\n",
           "id|note|n\nNorth||\na1|good|5\na2|bad|6\nSouth||\na3|good|7\na4|bad|8\n");
}

/* Lines of a key and a value, of which some hold the sign once more or stand in quotes whole. */
static void keys_and_values(void **state)
{
    (void)state;
    expect("Host: web-01\nOS: Debian 10\n\"Uptime: 252 days, 10:54\"\nLast backup: 2020-07-01 "
           "05:23:00\nHost: web-02\nOS: Debian 11\n\"Uptime: 3 days, 02:10\"\nLast backup: "
           "2020-07-02 05:23:00\n",
           "column_1|column_2\nHost|web-01\nOS|Debian 10\nUptime|252 days, 10:54\n"
           "Last backup|2020-07-01 05:23:00\nHost|web-02\nOS|Debian 11\nUptime|3 days, 02:10\n"
           "Last backup|2020-07-02 05:23:00\n");
}

/* Some rows in quotes whole among others that are not. */
static void some_rows_in_quotes(void **state)
{
    (void)state;
    expect("nr,firm,unit,n\n1,Miller,box,5\n2,Smith,bag,7\n\"3,\"\"Baker, Young\"\",box,9\"\n"
           "4,Miller,bag,6\n\"5,Smith,box,4\"\n6,Hill,bag,3\n",
           "nr|firm|unit|n\n1|Miller|box|5\n2|Smith|bag|7\n3|Baker, Young|box|9\n4|Miller|bag|6\n"
           "5|Smith|box|4\n6|Hill|bag|3\n");
    expect("street,n\nHigh,5\n\"North, West\"\nMain,7\nMill,9\nPark,8\n",
           "street|n\nHigh|5\nNorth, West|\nMain|7\nMill|9\nPark|8\n");
}

/* Labels and values of all kinds, in another width than the table below them. */
static void settings_above_the_table(void **state)
{
    static const char rows[] = "0.0e+00,-0.895,-4.128\n2.0e-06,-0.186,-3.923\n"
                               "4.0e-06,0.802,-4.618\n6.0e-06,0.072,-1.678\n";
    static const char read[] = "0.0e+00|-0.895|-4.128\n2.0e-06|-0.186|-3.923\n"
                               "4.0e-06|0.802|-4.618\n6.0e-06|0.072|-1.678\n";
    char file[512], want[512];

    (void)state;
    snprintf(want, sizeof want, "Time (s)|CH1 (V)|CH2 (V)\n%s", read);
    snprintf(file, sizeof file, "Model,DSO-X\nSerial,MY5123\nInterval,2e-06\nPoints,60\n\n%s%s",
             "Time,CH1,CH2\n(s),(V),(V)\n", rows);
    expect(file, want);
    snprintf(file, sizeof file, "Model,DSO-X\nSerial,MY5123\nInterval,2e-06\nPoints,60\n%s%s",
             "Time,CH1,CH2\n(s),(V),(V)\n", rows);
    expect(file, want);
    expect(
        "\"Account:\";\"DE00 1234\"\n\"From:\";\"20.02.2023\"\n\"To:\";\"31.03.2023\"\n"
        "\"Balance:\";\"1.234,56 EUR\"\n\n\"Day\";\"Who\";\"Sum\";\"Cur\"\n"
        "\"31.03.2023\";\"Shop\";\"-678,49\";\"EUR\"\n\"30.03.2023\";\"Rent\";\"-83,38\";\"EUR\"\n"
        "\"29.03.2023\";\"Shop\";\"-729,40\";\"EUR\"\n\"21.03.2023\";\"Pay\";\"888,88\";\"EUR\"\n",
        "Day|Who|Sum|Cur\n31.03.2023|Shop|-678,49|EUR\n30.03.2023|Rent|-83,38|EUR\n"
        "29.03.2023|Shop|-729,40|EUR\n21.03.2023|Pay|888,88|EUR\n");
    /* One kind of values below a name is a table of its own. */
    expect("Region,Sales\nNorth,100\nSouth,200\nEast,50\nWest,70\n\nRegion,Month,Sales,Cost\n"
           "North,1,30,20\nNorth,2,35,21\nNorth,3,31,25\nSouth,1,66,41\nSouth,2,68,45\n",
           "Region|Sales\nNorth|100\nSouth|200\nEast|50\nWest|70\n");
}

/* A heading that comes again behind a form feed is that of a further page. */
static void heading_behind_a_form_feed(void **state)
{
    (void)state;
    expect("time,temp,hum,state\n07:00,9.84,87,ok\n07:15,16.67,89,ok\n07:20,6.67,88,ok\n"
           "\ftime,temp,hum,state\n07:30,9.66,56,low\n07:45,10.19,38,low\n07:50,1.19,31,low\n",
           "time|temp|hum|state\n07:00|9.84|87|ok\n07:15|16.67|89|ok\n07:20|6.67|88|ok\n"
           "07:30|9.66|56|low\n07:45|10.19|38|low\n07:50|1.19|31|low\n");
}

/* Titles have no say in where the columns of a listing are, also right above the names; names may
 * stand apart from the rows. */
static void lines_apart_do_not_blur(void **state)
{
    static const char names[] = "Number  Name             Lat     Elev  From\n";
    static const char rows[] = "037645  Mount Isa        -35.44  60    1908\n"
                               "060111  Cape Lighthouse  -26.30        1951\n"
                               "009605  Hobart           -25.77  9     1862\n"
                               "060769  Lord Howe                117   1862\n"
                               "055848  Broome           -40.50  125   1951\n";
    static const char want[] = "Number|Name|Lat|Elev|From\n037645|Mount Isa|-35.44|60|1908\n"
                               "060111|Cape Lighthouse|-26.30||1951\n009605|Hobart|-25.77|9|1862\n"
                               "060769|Lord Howe||117|1862\n055848|Broome|-40.50|125|1951\n";
    char file[640];

    (void)state;
    snprintf(file, sizeof file, "Bureau station list of January 2021\n\n%s%s\n5 stations\n", names,
             rows);
    expect(file, want);
    snprintf(file, sizeof file, "Bureau station list of January 2021\n%s%s", names, rows);
    expect(file, want);
    expect("             The System          09:12 Monday, March 4, 2019    1\n\n"
           "  Obs     Sex     Age    Height\n\n"
           "    1       M      15      62.8\n    2       M      16      66.5\n"
           "    3       F      14      50.6\n    4       F      15      60.3\n"
           "    5       F      15      64.8\n    6       M      14      59.0\n",
           "Obs|Sex|Age|Height\n1|M|15|62.8\n2|M|16|66.5\n3|F|14|50.6\n4|F|15|60.3\n"
           "5|F|15|64.8\n6|M|14|59.0\n");
    /* A title that by chance has two cells, over names with rules below them. */
    expect("           FIRST CITY BANK\n           ALL ACCOUNTS\n\n"
           "ACCT      NAME        BRANCH  SUM\n--------  ----------  ------  ---\n"
           "07520677  SMITH JOHN  SOUTH    15\n02847295  LI WEI      NORTH   200\n"
           "09859120  DE BERG A   SOUTH    31\n07038728  SMITH JOHN  SOUTH     4\n",
           "ACCT|NAME|BRANCH|SUM\n07520677|SMITH JOHN|SOUTH|15\n02847295|LI WEI|NORTH|200\n"
           "09859120|DE BERG A|SOUTH|31\n07038728|SMITH JOHN|SOUTH|4\n");
}

/* One blank parts cells too where names and rows have as many words, and elsewhere two blanks. */
static void words_that_are_cells(void **state)
{
    (void)state;
    expect("      date       time     lat  depth  mag type\n"
           "2021-01-01 13:58:33.0   -7.04  440.0  6.3   ML\n"
           "2021-01-04 15:36:32.4  -46.51   35.9  4.6   Mw\n"
           "2021-01-07 01:38:17.4  -29.34  447.4  3.0   Mw\n"
           "2021-01-10 01:59:57.2   59.39  122.8  5.2   ML\n",
           "date|time|lat|depth|mag|type\n2021-01-01|13:58:33.0|-7.04|440.0|6.3|ML\n"
           "2021-01-04|15:36:32.4|-46.51|35.9|4.6|Mw\n2021-01-07|01:38:17.4|-29.34|447.4|3.0|Mw\n"
           "2021-01-10|01:59:57.2|59.39|122.8|5.2|ML\n");
    expect(
        "Full Name   City\nAl Bo       Ulm\nCy Di       Bonn\nEve Fox     Ulm\nGus Hay     Ulm\n",
        "Full Name|City\nAl Bo|Ulm\nCy Di|Bonn\nEve Fox|Ulm\nGus Hay|Ulm\n");
}

int test_clientfile(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_a_log),
        cmocka_unit_test(totals_behind_a_gap),
        cmocka_unit_test(prose_above),
        cmocka_unit_test(quotes_that_are_text),
        cmocka_unit_test(last_column_takes_the_rest),
        cmocka_unit_test(heads_of_pages),
        cmocka_unit_test(one_quote_is_missing),
        cmocka_unit_test(marks_of_inches),
        cmocka_unit_test(a_count_below_one_column),
        cmocka_unit_test(pieces_are_joined),
        cmocka_unit_test(what_no_way_joins_is_kept),
        cmocka_unit_test(columns_below_titles),
        cmocka_unit_test(remarks_with_semicolons),
        cmocka_unit_test(ruled_columns),
        cmocka_unit_test(boxed_cells),
        cmocka_unit_test(boxes_out_of_line),
        cmocka_unit_test(rows_that_speak_of_the_file),
        cmocka_unit_test(many_quotes_that_none_closes),
        cmocka_unit_test(signs_for_quotes),
        cmocka_unit_test(signs_that_somebody_named),
        cmocka_unit_test(other_quotes_and_escapes),
        cmocka_unit_test(blanks_that_are_no_text),
        cmocka_unit_test(commas_before_the_table),
        cmocka_unit_test(quotes_too_few_and_too_many),
        cmocka_unit_test(padded_with_no_break_blanks),
        cmocka_unit_test(rows_without_their_last_cells),
        cmocka_unit_test(wrapped_names),
        cmocka_unit_test(remark_at_the_right_edge),
        cmocka_unit_test(no_break_blanks_behind_quotes),
        cmocka_unit_test(rows_on_one_line),
        cmocka_unit_test(rows_in_pieces),
        cmocka_unit_test(short_rows_stay),
        cmocka_unit_test(keys_and_values),
        cmocka_unit_test(some_rows_in_quotes),
        cmocka_unit_test(settings_above_the_table),
        cmocka_unit_test(heading_behind_a_form_feed),
        cmocka_unit_test(lines_apart_do_not_blur),
        cmocka_unit_test(words_that_are_cells),
    };

    return run_group("clientfile", tests);
}
