import pandas as pd

DAYS = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]


def clock(text):
    hour, _, minute = text.partition(":")
    return int(hour) + int(minute or 0) / 60


def transform(df, ctx):
    """One row for each person and weekday; the hours come from texts like "Mo-Fr 8-16:30; Sa 9-13"."""
    rows, index = [], []
    for source_row, (number, name, shifts) in df.iloc[ctx.header_rows:, :3].iterrows():
        for part in shifts.split(";"):
            days, span = part.strip().split(" ")
            first, last = days.split("-")
            start, end = span.split("-")
            for day in DAYS[DAYS.index(first):DAYS.index(last) + 1]:
                rows.append([number, name, day, clock(end) - clock(start)])
                index.append(source_row)
    return pd.DataFrame(rows, index=index, columns=["Nr", "Name", "weekday", "hours"])
