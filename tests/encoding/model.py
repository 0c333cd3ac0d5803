#!/usr/bin/env python3
"""Writes ingest/language.def, what encoding detection knows of each language: how often a character
occurs and which two stand side by side. Learned, in equal parts, from the names of countries,
languages, currencies, months, days and cities in Unicode's CLDR (by Babel: apt-get install
python3-babel) and from words.txt beside this file. Only needed when that changes:
    /usr/bin/python3 tests/encoding/model.py > ingest/language.def
"""
import collections
import math
import pathlib
import re
import unicodedata

from babel import Locale

HERE = pathlib.Path(__file__).resolve().parent
# name here: CLDR's locale, English name
LANGUAGES = {
    "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "et": "Estonian",
    "fi": "Finnish", "fr": "French", "hu": "Hungarian", "is": "Icelandic", "it": "Italian", "lt": "Lithuanian",
    "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "sk": "Slovak", "sl": "Slovenian", "hr": "Croatian", "sv": "Swedish", "tr": "Turkish", "sq": "Albanian",
    "ca": "Catalan", "ga": "Irish", "eo": "Esperanto", "mt": "Maltese", "cy": "Welsh", "ru": "Russian",
    "uk": "Ukrainian", "bg": "Bulgarian", "sr": "Serbian", "mk": "Macedonian", "be": "Belarusian",
    "el": "Greek", "he": "Hebrew", "ar": "Arabic", "fa": "Persian", "th": "Thai", "vi": "Vietnamese",
    "ja": "Japanese", "jk": "Japanese in half-width kana", "ko": "Korean", "zh": "Chinese", "zt": "Chinese, traditional"}
LOCALE = {"no": "nb", "zh": "zh_Hans", "zt": "zh_Hant"}
WIDE = {"ja", "ko", "zh", "zt"}  # many characters: no pairs
LEVELS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def half_width(text):
    """Katakana as the one-byte kana of Shift-JIS; other characters part words."""
    half = {}
    for c in map(chr, range(0xFF61, 0xFF9E)):
        for mark in ("", "\uff9e", "\uff9f"):
            whole = unicodedata.normalize("NFKC", c + mark)
            if len(whole) == 1:
                half[whole] = c + mark
    return "".join(half.get(c, " ") for c in text)


def cldr(code):
    if code == "jk":
        return half_width(cldr("ja"))
    name = LOCALE.get(code, code)
    x = Locale.parse(name)
    out = list(x.territories.values()) + list(x.languages.values()) + list(x.currencies.values())
    out += [w for width in ("wide", "abbreviated") for k in ("months", "days")
            for w in getattr(x, k)["format"][width].values()]
    out += [z["city"] for z in x.time_zones.values() if "city" in z]
    return "\n".join(out)


def shape(text, code):
    """As the detector sees it: lower case where that stays beyond ASCII, 0 for digits, one blank for what parts words."""
    if code == "vi":  # windows-1258 writes the tone as a mark of its own, unless the letter with it is one of its own
        out = ""
        for c in text:
            try:
                out += c.encode("cp1258").decode("cp1258")
            except UnicodeEncodeError:
                d = unicodedata.normalize("NFD", c)
                out += unicodedata.normalize("NFC", d[0] + "".join(m for m in d[1:] if m in "\u0302\u0306\u031b")) + \
                    "".join(m for m in d[1:] if m not in "\u0302\u0306\u031b")
        text = out
    else:
        text = unicodedata.normalize("NFC", text)
        if code == "ro":  # the old letters with a cedilla are as usual as those with a comma
            text += "\n" + text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    low = "".join(c.lower() if len(c.lower()) == 1 and (ord(c) < 128 or ord(c.lower()) > 127) else c for c in text)
    low = re.sub(r"[0-9]", "0", low)
    return "_" + re.sub(r"[\x00-\x20!-/:-@\[-`{-\x7f\u00a0\u200b-\u200f\u202f]+", "_", low) + "_"


def counts(text):
    return collections.Counter(text), collections.Counter(zip(text, text[1:]))


def blend(a, b):
    na, nb = max(1, sum(a.values())), max(1, sum(b.values()))
    return {k: (a[k] / na if sum(a.values()) else b[k] / nb) / 2 + b[k] / nb / 2 for k in set(a) | set(b)}


def high(k):
    return any(ord(c) > 127 for c in k)


def levels(p, keep):
    """Strings of what has the same level, -2 log2 of its share."""
    by = collections.defaultdict(list)
    for k, v in p.items():
        level = round(-2 * math.log2(v))
        if keep(k) and level < len(LEVELS):
            by[level].append("".join(k))
    return " ".join(LEVELS[i] + "".join(sorted(by[i])) for i in sorted(by))


def cut(p, share):
    """Without the rarest, which are the accidents of the sample."""
    total, seen, out = sum(p.values()), 0, {}
    for k, v in sorted(p.items(), key=lambda kv: (-kv[1], kv[0])):
        if seen > total * share:
            break
        out[k] = v
        seen += v
    return out


def fit(p):
    """As many, the most usual first, as a C string of 4095 bytes can hold."""
    out, size = {}, 0
    for k, v in sorted(p.items(), key=lambda kv: (-kv[1], kv[0])):
        size += len("".join(k).encode())
        if size > 3900:
            break
        out[k] = v
    return out


def lines(s):
    out, line = [], ""
    for word in s.split(" "):
        while len(line) + len(word) > 84:
            room = 84 - len(line)
            line, word = line + word[:room], word[room:]
            out.append(line)
            line = ""
        line += word + " "
    out.append(line.rstrip())
    return "\n".join('    "%s"' % x for x in out if x)


def main():
    own = dict(re.match(r"(\w\w): (.*)", x).groups() for x in (HERE / "words.txt").read_text().splitlines() if x[:1] != "#")
    print("""/* Written by tests/encoding/model.py from CLDR's names and words.txt there; change those instead.
 *
 * LANGUAGE(code, name, characters, pairs): the strings are groups parted by blanks; the first
 * character of a group is its level in 0-9A-Za-z, the share being 2 to the power of -level/2, and what
 * follows are the characters, or the pairs of neighbours with one of them beyond ASCII, that have that
 * share of all characters. In lower case; 0 is a digit, _ what parts words. */
/* clang-format off */""")
    for code, name in LANGUAGES.items():
        (c1, p1), (c2, p2) = counts(shape(cldr(code), code)), counts(shape(own.get(code, ""), code))
        one = blend(c1, c2)
        pair = {} if code in WIDE else cut({k: v for k, v in blend(p1, p2).items() if high(k)}, 0.985)
        one = {k: v for k, v in one.items() if not high(k)} | cut({k: v for k, v in one.items() if high(k)}, 0.999 if code not in WIDE else 0.99)
        one, pair = fit(one), fit(pair)
        print('LANGUAGE(%s, "%s",\n%s,\n%s)' % (code, name, lines(levels(one, lambda k: True)), lines(levels(pair, lambda k: True)) or '    ""'))
    print("/* clang-format on */")


main()
