#include "measure.h"

#include "utf8.h"

static bool is_unit(slice s)
{
    static const char *const unit[] = {
        "%",    "‰",     "kg",   "g",    "mg",  "t",    "lb",  "lbs", "oz",   "m",    "cm",
        "mm",   "km",    "mi",   "ft",   "in",  "yd",   "m2",  "m²",  "km2",  "km²",  "ha",
        "m3",   "m³",    "l",    "ml",   "hl",  "s",    "sec", "min", "h",    "hrs",  "ms",
        "°C",   "°F",    "K",    "W",    "kW",  "MW",   "GW",  "kWh", "MWh",  "GWh",  "V",
        "A",    "mA",    "Hz",   "kHz",  "MHz", "GHz",  "Pa",  "hPa", "kPa",  "bar",  "mbar",
        "N",    "Nm",    "J",    "kJ",   "MJ",  "kcal", "dB",  "rpm", "ppm",  "pH",   "km/h",
        "mph",  "m/s",   "g/l",  "mg/l", "MB",  "GB",   "TB",  "kB",  "€",    "$",    "£",
        "¥",    "EUR",   "USD",  "GBP",  "CHF", "JPY",  "SEK", "NOK", "DKK",  "PLN",  "CZK",
        "TEUR", "T€",    "k€",   "kEUR", "Mio", "Stk",  "pcs", "qty", "days", "Tage", "hours",
        "Std",  "Years", "Jahre"};

    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
        slice u = slice_z(unit[i]);

        if (u.n < 3 ? slice_eq(s, u) : slice_eq_nocase(s, u)) return true;
    }
    return false;
}

slice measure_unit_of(slice name)
{
    slice s = utf8_trim(name);
    char close = s.n > 2 ? s.p[s.n - 1] : 0, open = close == ')' ? '(' : close == ']' ? '[' : 0;
    ptrdiff_t at = s.n - 1;

    if (open != 0) s.n--;
    while (at > 0 && s.p[at - 1] != (open != 0 ? open : ' ')) at--;
    if (at < 2) return (slice){NULL, 0}; /* the name alone is none: "m" may be anything */
    s = utf8_trim(slice_sub(s, at, s.n));
    return is_unit(s) ? s : (slice){NULL, 0};
}
