"""Whole files as people keep them beside their programs, each kind in its own habit. A kind is a function of a random.Random that
gives a write.Case without a right table: only the dialect, the heading and what stands before it are judged."""
import string

from tables import ADJ, FAMILY, GIVEN, NOUN, TOWN, Table, clock, day, pick, sentence
from write import Case, Pen


def file(lines, delimiter, quote="", escape="", header=0, preamble=(0,), end="\n"):
    c = Case(Table(None, [[""]]), lines, delimiter, quote, escape, end, header, preamble, rows=[])
    c.rows = None
    return c


def penned(pen, head, rows, preamble=()):
    lines = list(preamble) + [pen.line(x) for x in ([head] if head else []) + rows]
    return file(lines, pen.d, pen.q if pen.quoted else "", pen.x if pen.escaped else "", int(bool(head)), [len(preamble)])


def some(r):
    return r.choice([4, 12, 40, 120])


def tweets(r):
    bits = ["RT @kit: so good", "http://t.example/a1,", "#news", "don't", "\"really\"", "haha :)", "at 10:30", "50% off; today", "a, b & c", "…"]
    rows = [[str(10**14 + r.randrange(10**12)), f"{day(r)} {clock(r)}", " ".join(r.choice(bits) for _ in range(r.randint(2, 7))), str(r.randrange(90))] for _ in range(some(r))]
    return penned(Pen(",", policy=pick(r, "all", "minimal", "texts")), pick(r, None, ["id", "created_at", "text", "retweets"]), rows)


def flowers(r):
    rows = [[f"{r.uniform(4, 8):.1f}", f"{r.uniform(2, 4):.1f}", f"{r.uniform(1, 7):.1f}", f"{r.uniform(0, 2):.1f}", "Iris-" + pick(r, "setosa", "virginica")] for _ in range(some(r))]
    return penned(Pen(pick(r, ",", "\t", " ", ";")), None, rows)


def vectors(r):
    rows = [" ".join([pick(r, "+1", "-1")] + [f"{k}:{r.uniform(0, 1):.3f}" for k in sorted(r.sample(range(1, 40), 6))]) for _ in range(some(r))]
    return file(rows, " ")


def embeddings(r):
    return file([" ".join([r.choice(NOUN) + str(i)] + [f"{r.gauss(0, 1):.5f}" for _ in range(12)]) for i in range(some(r))], " ")


def frequencies(r):
    d = pick(r, " ", "\t", ",")
    return file([f"{r.choice(NOUN + ADJ)}{d}{r.randrange(10**6)}" for _ in range(some(r))], d)


def epochs(r):
    d = pick(r, ",", ";", "\t")
    return file([d.join([str(1388534400000 + i * 60000), f"{r.uniform(0, 99):.2f}"]) for i in range(some(r))], d)


def proteins(r):
    what = ["5'-nucleotidase", "3',5'-cyclic phosphodiesterase", "protein kinase, alpha", "hypothetical protein", "N-acetyl (beta) transferase; isoform 2", "2'-O-ribose"]
    rows = [[f"Y{r.randrange(99999):05d}", r.choice(what), pick(r, "GO:0008150", "GO:0003674;GO:0005575", "-"), f"{r.random():.3g}"] for _ in range(some(r))]
    return file(["\t".join(x) for x in [["locus", "product", "terms", "score"]] + rows], "\t", header=1)


def stops(r):
    rows = [[str(r.randrange(9999)), f"{r.choice(TOWN)} / {r.choice(NOUN)} St., Stop {r.choice('ABC')}", "", f"{r.uniform(40, 60):.6f}", f"{r.uniform(0, 9):.6f}", "", "0", ""] for _ in range(some(r))]
    return penned(Pen(",", policy=pick(r, "minimal", "texts")), ["stop_id", "stop_name", "stop_desc", "stop_lat", "stop_lon", "zone_id", "type", "parent"], rows)


def messages(r):
    rows = [[f"menu.{r.choice(NOUN)}.{r.choice(ADJ)}", pick(r, "Delete \"%s\"?", "Open file\\n%d items", "Save, then close", "Size: {0}", "Don't ask again"), pick(r, "\"%s\" löschen?", "Datei öffnen", "Größe: {0}", "Nicht fragen")]
            for _ in range(some(r))]
    return penned(Pen(pick(r, ",", ";"), policy="all", escape=pick(r, "", "\\")), pick(r, None, ["key", "en", "de"]), rows)


def addresses(r):
    return file([f"http://{r.choice(NOUN)}.example.com/{r.choice(ADJ)}/{r.randrange(99)}.html{pick(r, '', '?a=1&b=2', '?q=x,y;z')}" for _ in range(some(r))], ["", ","])


def paths(r):
    return file([pick(r, f"/home/{r.choice(GIVEN).lower()}/{r.choice(NOUN)}-{r.choice(ADJ)}.txt", f"src/{r.choice(NOUN)}/{r.choice(ADJ)}_{r.randrange(9)}.c") for _ in range(some(r))], ["", ","])


def mails(r):
    return file([f"{r.choice(GIVEN).lower()}.{r.choice(NOUN)}@example.{pick(r, 'org', 'com')}" for _ in range(some(r))], ["", ","])


def integers(r):
    return file([str(r.randrange(10**5)) for _ in range(some(r))], ["", ","])


def floats(r):
    return file([f"{r.uniform(-9, 9):.6f}" for _ in range(some(r))], ["", ","])


def dates(r):
    return file([pick(r, day(r), day(r) + " " + clock(r)) for _ in range(some(r))], ["", ","])


def numbers_ips(r):
    return file([".".join(str(r.randrange(256)) for _ in range(4)) for _ in range(some(r))], ["", ","])


def hashes(r):
    return file(["".join(r.choice("0123456789abcdef") for _ in range(32)) for _ in range(some(r))], ["", ","])


def titles(r):
    return file([f"{r.choice(GIVEN)} {r.choice(FAMILY)} - {r.choice(ADJ).capitalize()} {r.choice(NOUN)}{pick(r, '', ' (live)', ', Part 2')}" for _ in range(some(r))], ["", ",", " - "])


def prose(r):
    return file([" ".join(sentence(r, 4, 12, 0.6) for _ in range(r.randint(1, 3))) for _ in range(some(r))], ["", ","])


def shapes(r):
    rows = [[str(i), "POLYGON((" + ", ".join(f"{r.randrange(90)} {r.randrange(90)}" for _ in range(r.randint(3, 5))) + "))", r.choice(TOWN)] for i in range(some(r))]
    return penned(Pen(pick(r, ";", "\t", "|", ",")), pick(r, None, ["id", "geom", "name"]), rows)


def empties(r):
    d = pick(r, "|", ";", ",", "\t")
    rows = [[str(i)] + [("" if r.random() < 0.7 else r.choice(NOUN)) for _ in range(8)] for i in range(some(r))]
    return penned(Pen(d), pick(r, None, ["id", "a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8"]), rows)


def modules(r):
    rows = [[f"{r.choice(NOUN).capitalize()}::{r.choice(ADJ).capitalize()}::{pick(r, 'Base', 'Util')}", f"{r.randrange(9)}.{r.randrange(99)}", f"fe80::{r.randrange(9999)}", pick(r, "ok", "broken")] for _ in range(some(r))]
    return penned(Pen(pick(r, ",", "\t", ";")), pick(r, None, ["module", "version", "addr", "state"]), rows)


def ratings(r):
    d = pick(r, "::", "|", "\t")
    return file([d.join([str(r.randrange(6000)), str(r.randrange(4000)), str(r.randint(1, 5)), str(978300760 + r.randrange(10**6))]) for _ in range(some(r))], d)


def films(r):
    return file(["|".join([str(i), f"{r.choice(ADJ).capitalize()} {r.choice(NOUN).capitalize()}, The ({r.randint(1950, 1999)})", f"{r.randint(10, 28)}-Jan-1995", "", f"http://us.example.com/M/title-exact?{r.choice(NOUN)}%20(1995)"] +
                 [pick(r, "0", "0", "1") for _ in range(8)]) for i in range(some(r))], "|")


def passengers(r):
    rows = [[str(i), pick(r, "0", "1"), pick(r, "1", "2", "3"), f"{r.choice(FAMILY)}, Mr. {r.choice(GIVEN)} (\"{r.choice(GIVEN)}\")" if r.random() < 0.2 else f"{r.choice(FAMILY)}, Mrs. {r.choice(GIVEN)}", pick(r, "male", "female"), pick(r, "", "22", "0.75"), f"{r.uniform(7, 99):.4f}", pick(r, "S", "C", "")]
            for i in range(some(r))]
    return penned(Pen(","), ["Id", "Survived", "Class", "Name", "Sex", "Age", "Fare", "Port"], rows)


def indicators(r):
    years = [str(y) for y in range(1990, 2002)]
    rows = [[t, t[:3].upper(), "Population, total", "SP.POP"] + [pick(r, "", str(r.randrange(10**7))) for _ in years] for t in TOWN]
    pen = Pen(",", policy="all")
    pre = ['"Data Source","Development figures",', '', '"Last Updated Date","2016-02-17",', '']
    return penned(pen, ["Country", "Code", "Indicator", "Indicator Code"] + years, rows, pre)


def searches(r):
    pre = ["Category: All categories", ""]
    return penned(Pen(","), ["Week", f"{r.choice(NOUN)}: (Worldwide)", f"{r.choice(NOUN)}: (Worldwide)"], [[day(r), str(r.randrange(100)), pick(r, "<1", str(r.randrange(100)))] for _ in range(30)], pre)


def station(r):
    n = r.randint(2, 30)
    pre = [f"# {sentence(r, 3, 9)}" if r.random() < 0.8 else "#" for _ in range(n)]
    return penned(Pen(pick(r, ",", ";", "\t")), None, [[day(r, "{y}{m:02d}{d:02d}"), clock(r, False), f"{r.uniform(0, 30):.1f}", f"{r.uniform(0, 5):.2f}"] for _ in range(max(8, some(r)))], pre)


def frame(r):
    rows = [[str(i + 1)] + [f"{r.uniform(1, 8):.1f}" for _ in range(3)] + [pick(r, "setosa", "virginica")] for i in range(some(r))]
    lines = [" ".join(f'"{x}"' for x in ("Sepal.Length", "Sepal.Width", "Petal.Length", "Species"))]
    lines += [f'"{x[0]}" {x[1]} {x[2]} {x[3]} "{x[4]}"' for x in rows]
    return file(lines, " ", '"', header=1)


def crosstab(r):
    cols = r.sample(NOUN, 5)
    return file(["\t" + "\t".join(cols)] + ["\t".join([w] + [str(r.randrange(90)) for _ in cols]) for w in r.sample(TOWN, 8)], "\t", header=1)


def thousands(r):
    d = pick(r, ";", "\t", "|")
    rows = [[t, f"{r.randrange(10**4, 10**7):,}", f"{r.randrange(10**3, 10**6):,}", f"{r.uniform(0, 99):.1f}%"] for t in TOWN]
    return penned(Pen(d), ["City", "People", "Houses", "Share"], rows)


def prices(r):
    rows = [[str(r.randrange(10**6)), f"{r.choice(ADJ)} {r.choice(NOUN)}, {r.randint(1, 9)} St.", f"{r.uniform(1, 999):.2f}".replace(".", ","), f"{r.randint(0, 40)},{r.randint(0, 9)} %"] for _ in range(some(r))]
    return penned(Pen(";", policy=pick(r, "minimal", "texts")), pick(r, None, ["Nr", "Artikel", "Preis", "Rabatt"]), rows)


def sql_marks(r):
    rows = [[str(i), r.choice(["it\\'s here", "can\\'t open", "plain", "two words", "don\\'t"]), r.choice(TOWN)] for i in range(max(12, some(r)))]
    lines = [f"{a},'{b}','{c}'" for a, b, c in rows]
    return file(lines, ",", "'", "\\" if any("\\" in x for x in lines) else "")


def one_row(r):
    d = pick(r, ",", ";", "\t", "|")
    return file([d.join(x) for x in [["name", "city", "age", "joined"], [r.choice(GIVEN), r.choice(TOWN), str(r.randrange(99)), day(r)]]], d, header=1)


def stamped(r):
    d = pick(r, ",", "\t", ";", "|")
    return file([d.join([f"{day(r)} {clock(r)}", f"{day(r)} {clock(r)}", r.choice(NOUN)]) for _ in range(some(r))], d)


def chess(r):
    rows = [[f"{r.choice(FAMILY)},{r.choice(GIVEN)[0]}", f"{r.choice(FAMILY)},{r.choice(GIVEN)[0]}", pick(r, "1-0", "0-1", "1/2-1/2"), "rnbqkbnr/pp1ppppp/8/2p5/4P3/8/PPPP1PPP w KQkq c6 0 2", str(r.randint(10, 90))] for _ in range(some(r))]
    return penned(Pen(pick(r, ",", ";", "\t")), ["White", "Black", "Result", "FEN", "Moves"], rows)


def genotypes(r):
    pre = ["##fileformat=V4.1", "##source=caller, v2", f"##contig=<ID={r.randint(1, 9)},length={r.randrange(10**6)}>"][:r.randint(0, 3)]
    rows = [[str(r.randint(1, 22)), str(r.randrange(10**7)), ".", pick(r, *"ACGT"), pick(r, *"ACGT"), f"{r.uniform(0, 99):.2f}", "PASS", f"DP={r.randrange(90)};AF={r.random():.2f}", "GT:DP", f"{pick(r, '0/0', '0/1', '1/1')}:{r.randrange(40)}"] for _ in range(some(r))]
    return file(pre + ["\t".join(x) for x in [["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", "S1"]] + rows], "\t", header=1, preamble=[len(pre)])


def journal(r):
    return file([f"{day(r)} {clock(r)},{r.randrange(999):03d} {pick(r, 'INFO', 'WARN')} {r.choice(NOUN)}: {sentence(r, 3, 9, 0)}" for _ in range(some(r))], ["", " ", ","])


def quizzes(r):
    rows = [[f"What is {r.choice(ADJ)}, but not {r.choice(ADJ)}?", "A) " + r.choice(NOUN), "B) " + r.choice(NOUN), "C) " + r.choice(NOUN), pick(r, "A", "B", "C")] for _ in range(some(r))]
    return penned(Pen(pick(r, ";", "\t", "|", ",")), pick(r, None, ["question", "a", "b", "c", "answer"]), rows)


def ranges(r):
    return file([",".join(f"{k * 10}-{k * 10 + 9}" for k in r.sample(range(30), 5)) for _ in range(some(r))], ",")


def letters(r):
    return file([",".join(r.choice(string.ascii_lowercase + "?") for _ in range(15)) for _ in range(some(r))], ",")


KINDS = [tweets, flowers, vectors, embeddings, frequencies, epochs, proteins, stops, messages, addresses, paths, mails, integers, floats, dates, numbers_ips,
         hashes, titles, prose, shapes, empties, modules, ratings, films, passengers, indicators, searches, station, frame, crosstab, thousands, prices,
         sql_marks, one_row, stamped, chess, genotypes, quizzes, ranges, letters]


def cases(seed, each):
    """Yields (name, genre, Case)."""
    import random
    for kind in KINDS:
        r = random.Random(f"{seed} {kind.__name__}")
        for n in range(each):
            yield f"{kind.__name__}.{n + 1}", kind.__name__, kind(r)
