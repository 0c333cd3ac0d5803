"""Tables as they are found in files, with invented words. Each function takes a random.Random and a number of rows and
gives a Table: names (None: such files have none) and rows of text. `traits` says what a writer must know."""
import json
import string


class Table:
    def __init__(self, head, rows, *traits):
        self.head, self.rows, self.traits = head, rows, set(traits)

    @property
    def width(self):
        return len(self.rows[0]) if self.rows else len(self.head)


def pick(r, *words):
    return r.choice(words)


def day(r, form="{y:04d}-{m:02d}-{d:02d}"):
    return form.format(y=r.randint(1998, 2024), m=r.randint(1, 12), d=r.randint(1, 28))


def clock(r, seconds=True):
    return f"{r.randrange(24):02d}:{r.randrange(60):02d}" + (f":{r.randrange(60):02d}" if seconds else "")


GIVEN = "Ada Bruno Carla Dmitri Elif Farid Gwen Hana Ivo Jana Kofi Lena Marek Nadia Oskar Petra Quentin Rosa Samir Tove Uwe Vera".split()
FAMILY = ["Abbott", "Bianchi", "Castro", "Dahl", "Eriksen", "Fischer", "Grant", "Hoang", "Ito", "Jansen", "Kowalski", "Lindqvist",
          "McBride", "Novak", "O'Hara", "Petrov", "D'Angelo", "Rossi", "Sato", "van Dijk"]
NOUN = "pump valve bracket lamp cable sensor filter gasket rotor handle hinge panel bolt spring motor switch hose clamp".split()
ADJ = "small large blue steel rubber outdoor spare heavy brass folding double black".split()
VERB = "checked replaced ordered cleaned returned repaired counted moved painted sealed".split()
TOWN = ["Arnhem", "Bergen", "Cork", "Dresden", "Espoo", "Faro", "Ghent", "Hull", "Izmir", "Jena", "Krakow", "Lille"]


def sentence(r, least=4, most=14, commas=0.3):
    out = []
    for _ in range(r.randint(least, most)):
        w = pick(r, r.choice(NOUN), r.choice(ADJ), r.choice(VERB), "the", "was", "and", "in", "by", "with", "of", "not", "again")
        out.append(w + ("," if r.random() < commas * 0.3 else ""))
    return (" ".join(out)).strip(",").capitalize() + "."


# ---------------------------------------------------------------- the kinds
def orders(r, n):
    rows = []
    for i in range(n):
        q = r.randint(1, 40)
        rows.append([str(7000 + i), day(r), f"{r.choice(GIVEN)} {r.choice(FAMILY)}", f"{r.choice(ADJ)} {r.choice(NOUN)}", str(q),
                     f"{r.uniform(0.5, 90):.2f}", r.choice(["open", "shipped", "paid"]), r.choice(["", "", "gift", "call first, then ship"])])
    return Table(["order", "date", "customer", "item", "qty", "price", "state", "remark"], rows)


def people(r, n):
    rows = [[f"{r.choice(FAMILY)}, {r.choice(GIVEN)}", f"{r.choice(GIVEN).lower()}{r.randrange(99)}@example.net",
             f"+{r.randint(1, 99)} {r.randint(100, 999)} {r.randint(10000, 99999)}", f"{r.randint(1, 300)} {r.choice(['Mill', 'Park', 'North'])} Road",
             r.choice(TOWN), f"{r.randint(10000, 99999)}", r.choice(["y", "n"])] for _ in range(n)]
    return Table(["Name", "Mail", "Phone", "Street", "Town", "Zip", "Active"], rows)


def sensors(r, n):
    rows = [[f"{day(r)} {clock(r)}", f"S{r.randint(1, 9)}", f"{r.uniform(-9, 40):.2f}", f"{r.uniform(20, 90):.1f}", str(r.randint(970, 1040)),
             r.choice(["OK", "OK", "OK", "LOW", "ERR"])] for _ in range(n)]
    return Table(["time", "sensor", "temp", "humidity", "pressure", "status"], rows)


def times(r, n):
    rows = [[str(i + 1), clock(r), clock(r), f"{r.randint(0, 2)}:{r.randrange(60):02d}", r.choice(TOWN), r.choice(TOWN)] for i in range(n)]
    return Table(["trip", "departure", "arrival", "delay", "from", "to"], rows)


def bank(r, n):
    rows, total = [], 100000
    for _ in range(n):
        v = r.randint(-90000, 90000)
        total += v
        de = lambda c: ("-" if c < 0 else "") + f"{abs(c) // 100:,}".replace(",", ".") + f",{abs(c) % 100:02d}"
        rows.append([day(r, "{d:02d}.{m:02d}.{y}"), day(r, "{d:02d}.{m:02d}.{y}"), r.choice(["Lastschrift", "Gutschrift", "Dauerauftrag", "Kartenzahlung"]),
                     r.choice(["Miete Hof 3", "Rechnung 4711, Skonto", "Strom & Gas", "Einkauf Markt", "Zinsen"]), de(v), de(total), "EUR"])
    return Table(["Buchungstag", "Wertstellung", "Vorgang", "Verwendungszweck", "Betrag", "Saldo", "Währung"], rows, "decimal comma")


def decimals(r, n):
    rows = [[f"{r.uniform(0, 20):.3f}".replace(".", ",") for _ in range(4)] + [str(r.randrange(9))] for _ in range(n)]
    return Table(["x", "y", "z", "Länge", "Klasse"], rows, "decimal comma")


def matrix(r, n):
    w = r.randint(3, 12)
    form = pick(r, "{:.4f}", "{:.1f}", "{:.3e}", "{:.0f}")
    return Table(None, [[form.format(r.uniform(-50, 500)) for _ in range(w)] for _ in range(n)], "compact")


def flags(r, n):
    w = r.randint(5, 20)
    return Table(None, [[str(r.randrange(2)) for _ in range(w)] + [pick(r, "yes", "no")] for _ in range(n)], "compact")


def survey(r, n):
    rows = [[str(i + 1), day(r, "{m}/{d}/{y}")] + [str(r.randint(1, 5)) for _ in range(5)] +
            [pick(r, "", "", sentence(r), sentence(r, commas=1), "don't know", "I'd rather not say", "it's fine, isn't it?")] for i in range(n)]
    return Table(["ID", "Submitted", "Q1. How satisfied are you?", "Q2. Would you recommend us?", "Q3", "Q4", "Q5. Price, value", "Any comments?"], rows, "prose")


def choices(r, n):
    rows = [[str(i + 1), r.choice(["18-24", "25-34", "35-44", "45+"]), ";".join(r.sample(["bus", "bike", "car", "train", "walk"], r.randint(1, 3))),
             r.choice(["agree", "strongly agree", "neutral", "disagree"]), sentence(r, 2, 8)] for i in range(n)]
    return Table(["respondent", "age", "transport", "answer", "other"], rows, "lists")


def parts(r, n):
    rows = [[f"P-{r.randint(1000, 9999)}", f'{r.randint(1, 24)}" {r.choice(NOUN)}', f"{r.randint(1, 9)}' {r.choice(['rail', 'pole', 'board'])}",
             f"{r.uniform(1, 80):.2f}", str(r.randrange(500)), r.choice(["A", "B", "C"]) + str(r.randrange(30))] for _ in range(n)]
    return Table(["part", "size", "length", "price", "stock", "bin"], rows, "marks")


def talk(r, n):
    say = ["don't", "it's", "we're late", "can't open", "Ann's key", "rock 'n' roll", "the boss said 'no'", "ok", "that's all", "isn't it", "60's style"]
    rows = [[str(i), f"user{r.randrange(40)}", f"{r.choice(say)} {r.choice(say)} {r.choice(NOUN)}", str(r.randrange(100)), day(r)] for i in range(n)]
    return Table(["id", "who", "text", "likes", "date"], rows, "apostrophes")


def web(r, n):
    rows = [[str(200 + 4 * r.randrange(30)), f"https://www.example.com/{r.choice(NOUN)}/{r.choice(ADJ)}?id={r.randrange(999)}&page={r.randrange(9)}",
             f"{r.choice(ADJ)} {r.choice(NOUN)} | shop", str(r.randrange(99999)), pick(r, "GET", "POST"), f"{r.uniform(0, 2):.3f}"] for _ in range(n)]
    return Table(["status", "url", "title", "bytes", "method", "seconds"], rows, "urls")


def jsons(r, n):
    rows = [[str(i + 1), r.choice(NOUN), json.dumps({"w": r.randint(1, 90), "tags": r.sample(ADJ, 2), "ok": r.random() < 0.5}), f"{r.uniform(1, 9):.2f}"] for i in range(n)]
    return Table(["id", "kind", "attributes", "weight"], rows, "json")


def html(r, n):
    rows = [[str(i + 1), f'<a href="/{r.choice(NOUN)}.html" class="x">{r.choice(ADJ)}</a>', f"<p>{sentence(r)}</p>", str(r.randrange(50))] for i in range(n)]
    return Table(["nr", "link", "body", "views"], rows, "json")


def words(r, n):
    made = ["".join(r.choice("aeiou") if i % 2 else r.choice("bcdfgklmnprst") for i in range(r.randint(3, 9))) for _ in range(n)]
    return Table(None, [[w] for w in made], "single")


def names(r, n):
    return Table(None, [[f"{r.choice(GIVEN)} {r.choice(FAMILY)}"] for _ in range(n)], "single")


def quotes(r, n):
    return Table(None, [[sentence(r, 5, 16, 0.5)] for _ in range(n)], "single")


def glossary(r, n):
    rows = [[r.choice(NOUN) + str(i), pick(r, "n.", "v.", "adj."), pick(r, "水", "насос", "pompe à eau", "bomba", "αντλία", "ポンプ"), sentence(r, 3, 9)] for i in range(n)]
    return Table(["term", "class", "translation", "meaning"], rows, "prose")


def genes(r, n):
    rows = [["".join(r.choice(string.ascii_uppercase) for _ in range(4)) + str(r.randint(1, 9)), f"chr{r.randint(1, 22)}", str(r.randint(1000, 10**8)), pick(r, "+", "-"),
             f"{r.uniform(0, 1):.2e}", "|".join(r.choice(NOUN) for _ in range(r.randint(1, 3))), pick(r, "NA", f"{r.uniform(-3, 3):.2f}")] for _ in range(n)]
    return Table(["gene", "chrom", "pos", "strand", "p.value", "terms", "logFC"], rows, "lists")


def places(r, n):
    rows = [[r.choice(TOWN), f"{r.uniform(-80, 80):.4f}, {r.uniform(-170, 170):.4f}", f"{r.randint(1, 3000)} m", str(r.randint(900, 90000)), pick(r, "NL", "NO", "IE", "DE")] for _ in range(n)]
    return Table(["town", "lat/lon", "height", "people", "country"], rows, "comma blank")


def config(r, n):
    keys = r.sample([f"{a}.{b}" for a in NOUN for b in ("enabled", "path", "limit", "mode", "timeout")], min(n, 60))
    rows = [[k, pick(r, "true", "false", str(r.randrange(900)), f"/var/{r.choice(NOUN)}", r.choice(ADJ))] for k in keys]
    return Table(None, rows, "pairs")


def codes(r, n):
    rows = [[f"{r.randint(10, 99)}{c}", sentence(r, 2, 5, 0)[:-1]] for c in (string.ascii_uppercase * 9)[:n]]
    return Table(["code", "label"], rows, "narrow")


def access(r, n):
    rows = [[f"10.0.{r.randrange(9)}.{r.randrange(255)}", "-", pick(r, "-", "ada", "ivo"), f"[{r.randint(1, 28):02d}/Mar/2021:{clock(r)} +0000]",
             f"GET /{r.choice(NOUN)}/{r.randrange(99)} HTTP/1.1", str(pick(r, 200, 200, 304, 404)), str(r.randrange(50000))] for _ in range(n)]
    return Table(None, rows, "log")


def events(r, n):
    rows = [[day(r), clock(r), pick(r, "INFO", "WARN", "ERROR", "DEBUG"), f"worker-{r.randrange(8)}", f"{r.choice(VERB)} {r.choice(NOUN)} in {r.randrange(900)} ms"] for _ in range(n)]
    return Table(None, rows, "log")


def yearly(r, n):
    years = list(range(2012, 2012 + r.randint(4, 9)))
    rows = [[t] + [f"{r.randint(10, 99999)}" for _ in years] for t in (TOWN + NOUN)[:n]]
    return Table(["Region"] + [str(y) for y in years], rows, "calendar")


def tall(r, n):
    rows = [[str(i + 1)] + ["" if r.random() < 0.6 else f"{r.randint(1, 99)}" for _ in range(9)] for i in range(n)]
    return Table(["id"] + [f"m{i}" for i in range(1, 10)], rows, "sparse")


KINDS = [orders, people, sensors, times, bank, decimals, matrix, flags, survey, choices, parts, talk, web, jsons, html, words, names, quotes, glossary,
         genes, places, config, codes, access, events, yearly, tall]
