import pandas as pd

DAYS = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
AWAY = {"frei", "Urlaub"}


def clock(text):
    hour, _, minute = text.strip().partition(":")
    return int(hour) + int(minute or 0) / 60


def days_of(text):
    """"Mo-Fr" is a range, "Mo,Mi,Fr" a list, "Sa" one day."""
    for piece in text.split(","):
        first, _, last = piece.partition("-")
        yield from DAYS[DAYS.index(first):DAYS.index(last or first) + 1]


def length(text):
    """"8-12+13-17" is two spans; "22-6" ends on the next day."""
    spans = [[clock(t) for t in span.split("-")] for span in text.split("+")]
    return sum((end - start) % 24 for start, end in spans)


def transform(df, ctx):
    """One row for each person and weekday; the hours come from texts like "Mo-Fr 8-16:30; Sa 9-13"."""
    rows, index = [], []
    for source_row, (number, name, shifts) in df.iloc[ctx.header_rows:, :3].iterrows():
        if shifts is None or shifts.strip() in AWAY:
            continue
        for part in shifts.split(";"):
            days, span = part.strip().split(" ", 1)
            for day in days_of(days):
                rows.append([number, name, day, length(span)])
                index.append(source_row)
    return pd.DataFrame(rows, index=index, columns=["Nr", "Name", "weekday", "hours"])
