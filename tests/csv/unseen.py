"""Tables that nothing was tuned on: only for the final figure (score.py --unseen)."""
import string

from tables import Table, clock, day, pick

CLUB = ["Rovers", "FC Nord", "Harbour United", "Sparta 09", "Real Vale", "Old Boys", "Union West"]
DISH = ["Lentil soup", "Apple pie, warm", "Fish & chips", "Rice pudding", "Goulash", "Crème brûlée", "Mac 'n' cheese"]
STAR = ["HD 1209", "Kappa Ursae", "NGC 44", "Vega B", "M 31", "61 Cygni"]
JOB = ["Welder (m/f)", "Data entry clerk", "Nurse, night shift", "Driver; class B", "Cook", "Site manager"]


def matches(r, n):
    rows = [[day(r, "{d:02d}/{m:02d}/{y}"), clock(r, False), r.choice(CLUB), r.choice(CLUB), f"{r.randrange(6)}-{r.randrange(6)}", str(r.randint(90, 40000)), pick(r, "H", "A", "D")] for _ in range(n)]
    return Table(["Date", "KO", "Home", "Away", "Score", "Crowd", "Res"], rows)


def recipes(r, n):
    rows = [[r.choice(DISH), f"{r.randint(5, 90)} min", str(r.randint(1, 12)), "; ".join(r.sample(["salt", "oil", "flour", "eggs", "milk", "cumin"], 3)), f"{r.uniform(1, 5):.1f}"] for _ in range(n)]
    return Table(["dish", "time", "serves", "needs", "stars"], rows, "lists")


def sky(r, n):
    rows = [[r.choice(STAR), f"{r.randrange(24):02d}:{r.randrange(60):02d}:{r.uniform(0, 59):05.2f}", f"{r.choice('+-')}{r.randrange(90):02d}:{r.randrange(60):02d}:{r.randrange(60):02d}",
             f"{r.uniform(-1, 20):.2f}", pick(r, "G2V", "K5", "M0III", "")] for _ in range(n)]
    return Table(["Object", "RA", "Dec", "Vmag", "SpType"], rows, "times")


def ticks(r, n):
    rows = [[day(r, "{y}{m:02d}{d:02d}"), f"{r.randrange(24):02d}{r.randrange(60):02d}00"] + [f"{r.uniform(1, 2):.5f}" for _ in range(4)] + [str(r.randrange(900))] for _ in range(n)]
    return Table(None, rows, "compact")


def vacancies(r, n):
    rows = [[str(r.randint(10**5, 10**6)), r.choice(JOB), pick(r, "Oslo", "Porto", "Graz"), f"{r.randint(20, 90)},000", pick(r, "full-time", "part-time"), f'Apply "now": jobs{r.randrange(9)}@example.org'] for _ in range(n)]
    return Table(["ref", "title", "place", "pay", "type", "how"], rows, "prose")


def euros(r, n):
    rows = [[f"{r.randint(1, 99999):05d}", pick(r, "Brot", "Milch 1,5 %", "Öl", "Käse, alt"), f"{r.uniform(0.2, 30):.2f}".replace(".", ","), f"{r.randint(1, 40)},0", day(r, "{d}.{m}.{y}")] for _ in range(n)]
    return Table(["Artikelnr", "Bezeichnung", "Preis", "Menge", "Stand"], rows, "decimal comma")


def posts(r, n):
    bits = ["so true!!", "lol", "can't even", "see http://t.example/x1", "#monday", "@ada you're right", "ok, fine", "what's \"new\"?", "7/10", "<3", "it's... fine; really"]
    rows = [[str(10**11 + i), f"@{r.choice(['kit', 'bo', 'zed', 'moe'])}{r.randrange(9)}", " ".join(r.choice(bits) for _ in range(r.randint(1, 5))), str(r.randrange(300)), f"{day(r)}T{clock(r)}Z"] for i in range(n)]
    return Table(["id", "user", "post", "shares", "at"], rows, "prose")


def stations(r, n):
    rows = [[f"{r.choice(string.ascii_uppercase)}{r.randint(100, 999)}", pick(r, "Upper Lake", "St. Mary", "Old Mill Rd", "Hill"), f"{r.uniform(40, 60):.5f}", f"{r.uniform(-5, 20):.5f}", str(r.randint(0, 2500)), pick(r, "active", "closed")] for _ in range(n)]
    return Table(["stn", "name", "lat", "lon", "elev", "state"], rows)


def hosts(r, n):
    return Table(None, [[f"host{r.randrange(99)}.example.net"] for _ in range(n)], "single")


def settings(r, n):
    keys = [f"{a}_{b}" for a in ("log", "db", "mail", "cache", "http") for b in ("host", "port", "level", "dir", "size", "retry")]
    return Table(None, [[k, pick(r, "on", "off", str(r.randrange(9000)), "/srv/data", "localhost", "UTC")] for k in r.sample(keys, min(n, 30))], "pairs")


def scores(r, n):
    w = r.randint(4, 9)
    return Table(None, [[str(r.randint(0, 255)) for _ in range(w)] for _ in range(n)], "compact")


def syslog(r, n):
    rows = [[f"{pick(r, 'Jan', 'Feb', 'Mar')} {r.randint(10, 28)} {clock(r)}", pick(r, "gw1", "db2"), f"{pick(r, 'sshd', 'cron', 'kernel')}[{r.randrange(9000)}]", pick(r, "session opened", "link is up", "timeout, retrying")] for _ in range(n)]
    return Table(None, rows, "log")


KINDS = [matches, recipes, sky, ticks, vacancies, euros, posts, stations, hosts, settings, scores, syslog]
