#!/usr/bin/python3
"""Compares date.c with Python's datetime: N random cases (argv[2], default 30000), fixed seed.

Each format is written by Python and read by date.c; half of the cells are spoilt by one digit, and then
strptime says whether they are dates at all. Excel serials are counted from the epoch, ISO weeks by
fromisocalendar, and whole columns must be read in the order they were written in, or be called unclear.
"""
import datetime as dt
import random
import re
import subprocess
import sys

# pattern, strptime format. %y follows POSIX: below 69 is 20xx, so the window is 69.
FORMATS = [
    ("YYYY-MM-DD", "%Y-%m-%d"), ("YYYY/MM/DD", "%Y/%m/%d"), ("YYYY.MM.DD", "%Y.%m.%d"), ("YYYYMMDD", "%Y%m%d"),
    ("DD.MM.YYYY", "%d.%m.%Y"), ("DD/MM/YYYY", "%d/%m/%Y"), ("DD-MM-YYYY", "%d-%m-%Y"), ("DDMMYYYY", "%d%m%Y"),
    ("MM/DD/YYYY", "%m/%d/%Y"), ("MM-DD-YYYY", "%m-%d-%Y"), ("DD.MM.YY", "%d.%m.%y"), ("MM/DD/YY", "%m/%d/%y"),
    ("YY-MM-DD", "%y-%m-%d"), ("YYMMDD", "%y%m%d"), ("D MMMM YYYY", "%d %B %Y"), ("MMMM D, YYYY", "%B %d, %Y"),
    ("D-MMM-YY", "%d-%b-%y"), ("DD MMM YYYY", "%d %b %Y"), ("MMM D YYYY", "%b %d %Y"), ("MMM YYYY", "%b %Y"),
    ("MM/YYYY", "%m/%Y"), ("YYYY-MM", "%Y-%m"), ("EEE, DD MMM YYYY", "%a, %d %b %Y"), ("YYYYDDD", "%Y%j"),
    ("YYYY-DDD", "%Y-%j"), ("YYYY-MM-DD hh:mm", "%Y-%m-%d %H:%M"), ("YYYY-MM-DDThh:mm:ss", "%Y-%m-%dT%H:%M:%S"),
    ("DD.MM.YYYY hh:mm:ss", "%d.%m.%Y %H:%M:%S"), ("MM/DD/YYYY hh:mm AP", "%m/%d/%Y %I:%M %p"),
    ("YYYY-MM-DDThh:mm:sszz", "%Y-%m-%dT%H:%M:%S%z"), ("DD/MMM/YYYY:hh:mm:ss zz", "%d/%b/%Y:%H:%M:%S %z"),
    ("YYYY-MM-DDThh:mm:ss.fff", "%Y-%m-%dT%H:%M:%S.%f"), ("hh:mm", "%H:%M"), ("hh:mm:ss AP", "%I:%M:%S %p"),
]
# Full names and short forms, as calendars of the language print them.
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "de short": "Jan. Feb. Mär. Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.",
    "at": "Jänner Feber März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it short": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl short": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt short": "jan fev mar abr mai jun jul ago set out nov dez",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pl names": "Styczeń Luty Marzec Kwiecień Maj Czerwiec Lipiec Sierpień Wrzesień Październik Listopad Grudzień",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}


def canonical(d, pattern):
    if "h" not in pattern:
        return d.date().isoformat()
    s = (d.time() if not re.search("[YD]", pattern) else d).replace(tzinfo=None).isoformat()
    if "fff" in pattern and "." not in s:
        s += ".000000"
    return s + (d.strftime("%z")[:3] + ":" + d.strftime("%z")[3:] if "zz" in pattern else "")


def moment(r):
    day = r.choice([1, 12, 13, 28, 29, 30, 31, r.randrange(1, 32)])
    while True:
        try:
            d = dt.datetime(r.choice([1970, 1999, 2000, 2024, 1900, 2100, r.randrange(1000, 10000)]), r.randrange(1, 13), day,
                            r.choice([0, 11, 12, 23, r.randrange(24)]), r.randrange(60), r.randrange(60), r.randrange(10**6))
            return d.replace(tzinfo=dt.timezone(dt.timedelta(minutes=r.choice([0, 60, 330, -300, -570, 840]))))
        except ValueError:
            day -= 1


def cell_case(r):
    pattern, directive = r.choice(FORMATS)
    d = moment(r)
    if "%y" in directive:
        d = d.replace(year=r.randrange(1969, 2069), day=min(d.day, 28))
    text = d.strftime(directive).replace(d.strftime("%Y"), "%04d" % d.year) if "%Y" in directive else d.strftime(directive)
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    if r.random() < 0.5:
        i = r.choice(digits)
        text = text[:i] + str(r.randrange(10)) + text[i + 1:]
    try:
        read = dt.datetime.strptime(text, directive)
        # strptime does not look whether the weekday is the date's, nor whether the year has a day 366.
        odd = "%a" in directive and read.strftime("%a") != text[:3] or "%j" in directive and "%04d" % read.year != text[:4]
        want = "none" if odd else canonical(read, pattern)
    except ValueError:
        want = "none"
    # More than 23 hours are a duration here.
    if pattern == "hh:mm" and want == "none" and re.fullmatch(r"\d\d:[0-5]\d", text):
        return None
    # What Python allows and a table should not: a zone of a day, a leap second, year 0.
    if re.search(r"[+-](1[5-9]|2\d)\d\d$", text) or re.search(r"[+-]14(0[1-9]|[1-9]\d)$", text):
        return None
    return ("cell\t%s\t69\t%s" % (pattern, text), want)


def named_case(r):
    names = MONTHS[r.choice(list(MONTHS))].split()
    m, day, year = r.randrange(12), r.randrange(1, 29), r.randrange(1900, 2100)
    name = r.choice([names[m], names[m].upper() if names[m] not in ("Mayıs", "Kasım", "Aralık") else names[m], names[m].lower()])
    pattern, text = r.choice([("D MMMM YYYY", "%d %s %d" % (day, name, year)), ("D. MMMM YYYY", "%d. %s %d" % (day, name, year)),
                              ("MMMM D, YYYY", "%s %d, %d" % (name, day, year)), ("DD-MMM-YYYY", "%02d-%s-%d" % (day, name, year))])
    return ("cell\t%s\t0\t%s" % (pattern, text), dt.date(year, m + 1, day).isoformat())


def week_case(r):
    year, week, day = r.randrange(1, 9990), r.randrange(1, 54), r.randrange(1, 8)
    pattern, text, day = r.choice([("YYYY-Www", "%04d-W%02d" % (year, week), 1), ("YYYY-Www-E", "%04d-W%02d-%d" % (year, week, day), day),
                                   ("YYYYWww", "%04dW%02d" % (year, week), 1)])
    try:
        want = dt.date.fromisocalendar(year, week, day).isoformat()
    except ValueError:
        want = "none"
    return ("cell\t%s\t0\t%s" % (pattern, text), want)


def window_case(r):
    window, yy = r.randrange(1, 101), r.randrange(100)
    year = (2000 if yy < window else 1900) + yy
    return ("cell\tDD.MM.YY\t%d\t%02d.%02d.%02d" % (window, 5, 6, yy), dt.date(year, 6, 5).isoformat())


def serial_case(r):
    epoch = r.choice([1900, 1904])
    day = r.choice([r.randrange(61, 100000), r.randrange(61, 2958466), r.randrange(1, 59)])
    start = dt.datetime(1904, 1, 1) if epoch == 1904 else dt.datetime(1899, 12, 30) if day > 60 else dt.datetime(1899, 12, 31)
    second = r.choice([0, 0, r.randrange(86400)])
    try:
        d = start + dt.timedelta(days=day, seconds=second)
        want = d.date().isoformat() if second == 0 else d.isoformat()
    except OverflowError:
        want = "none"
    return ("serial\t%s\t%d" % (repr(day + second / 86400), epoch), want)


def column_case(r):
    """A column in one order: read as it was written wherever any cell tells day and month apart."""
    mark = r.choice(["/", ".", "-"])
    order = r.choice(["dmy", "mdy", "ymd"])
    part = {"d": "%d", "m": "%m", "y": "%Y"}
    directive = mark.join(part[c] for c in order)
    low = r.random() < 0.3
    days = [dt.date(r.randrange(1950, 2050), r.randrange(1, 13), r.randrange(1, 13 if low else 29)) for _ in range(r.randrange(2, 60))]
    # 11.11. is the same either way.
    told = order == "ymd" or any(d.day > 12 for d in days) or all(d.day == d.month for d in days)
    return ("column\t" + "\t".join(d.strftime(directive) for d in days), (told, [d.isoformat() for d in days]))


def same(want, got):
    if isinstance(want, str):
        return want == got
    told, days = want
    pattern, *cells = got.split("\t")
    return pattern.endswith("?") if not told else not pattern.endswith("?") and cells == days


def main():
    r = random.Random(20240331)
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 30000
    kinds = [cell_case] * 6 + [named_case, named_case, week_case, window_case, serial_case, column_case]
    cases = [c for c in (r.choice(kinds)(r) for _ in range(n)) if c]
    out = subprocess.run([sys.argv[1]], input="".join(q + "\n" for q, _ in cases).encode(), capture_output=True, check=True).stdout.decode().split("\n")
    bad = [(q, want, got) for (q, want), got in zip(cases, out) if not same(want, got)]
    for q, want, got in bad[:20]:
        print("%s\n  python %s\n  fettle %s" % (q[:200], want, got[:200]))
    refused = sum(want == "none" for _, want in cases)
    print("dates: %d cases (%d of no date), %d differ" % (len(cases), refused, len(bad)))
    return 1 if bad or len(out) != len(cases) + 1 or refused < n // 50 else 0


sys.exit(main())
