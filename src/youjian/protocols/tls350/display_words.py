"""Column headings, unit words and month names of display reports, in the languages that consoles speak."""

import re
import unicodedata
from typing import NamedTuple

HEADINGS: dict[str, tuple[str, ...]] = {
    "tank": (
        "TANK", "TANQ", "TANQUE", "CUVE", "CIST", "CIST.", "CISTERNA", "TANKS", "TK", "TANK NO", "TANK#",
        "油罐号", "油罐", "罐号",
    ),
    "product": (
        "PRODUCT", "PRODUCTO", "PRODUKT", "PRODUIT", "PRODOTTO", "PRODUTO", "GRADE", "FUEL", "油品", "品名",
    ),
    "volume": (
        "VOLUME", "VOLUMEN", "VOL", "VOL.", "GROSS VOLUME", "GROSS VOL", "GROSS", "GALLONS", "GALS", "LITERS",
        "LITRES", "LITROS", "LITRI", "PRODUCT VOLUME", "FUEL VOLUME", "油体积", "体积", "油量", "净油体积",
    ),
    "tc_volume": (
        "TC VOLUME", "TC-VOLUME", "TCVOLUME", "TC VOLUMEN", "TC VOL", "TC-VOL", "TCV", "VOLUMEN T",
        "VOLUMEN CT", "VOL CT", "NET VOLUME", "NET VOL", "NET", "TC GALLONS", "TC GALS", "TC LITERS",
        "TC LITRES", "15C VOLUME", "标准体积", "标况体积",
    ),
    "ullage": (
        "ULLAGE", "L.RAUM", "LEERRAUM", "CREUX", "VACIO", "VAZIO", "POR LL", "COLAG", "VUOTO", "90% ULLAGE",
        "95% ULLAGE", "ULLAGE 90%", "CAPACITY LEFT", "空容", "空体积", "剩余空间",
    ),
    "height": (
        "HEIGHT", "HAUT", "HAUTEUR", "HOEHE", "HOHE", "ALTURA", "NIVEL", "ALT", "ALTEZ.", "ALTEZZA", "LEVEL",
        "NIVEAU", "FUEL HEIGHT", "PRODUCT HEIGHT", "PRODUCT LEVEL", "FUEL LEVEL", "INCHES", "MM", "油高",
        "液位", "油水总高", "高度", "油位",
    ),
    "water": (
        "WATER", "AGUA", "EAU", "WASSER", "ACQUA", "WATER HEIGHT", "WATER LEVEL", "WATER HT", "WTR",
        "水高", "水位",
    ),
    "water_volume": ("WATER VOL", "WATER VOLUME", "VOL AGUA", "WTR VOL", "水体积"),
    "temperature": ("TEMP", "TEMP.", "TEMPERATURE", "TEMPERATURA", "TEMPERATUR", "DEG F", "DEG C", "温度"),
    "other": ("MASS", "DENSITY", "TC DENSITY", "WEIGHT", "STATUS", "% FULL", "CAPACITY", "DATE", "TIME"),
}  # fmt: skip
"""What a heading means; German, Spanish, French, Italian ones as real consoles print them."""
UNIT_WORDS: dict[str, tuple[str, str]] = {
    "GALLONS": ("volume", "gal"), "GALLON": ("volume", "gal"), "GALS": ("volume", "gal"),
    "GAL": ("volume", "gal"), "GAL.": ("volume", "gal"),
    "LITERS": ("volume", "L"), "LITRES": ("volume", "L"), "LITER": ("volume", "L"), "LITRE": ("volume", "L"),
    "LTRS": ("volume", "L"), "LTR": ("volume", "L"), "LTS": ("volume", "L"), "L": ("volume", "L"),
    "LITROS": ("volume", "L"), "LITRI": ("volume", "L"), "升": ("volume", "L"),
    "INCHES": ("height", "in"), "INCH": ("height", "in"), "IN": ("height", "in"), "IN.": ("height", "in"),
    "INS": ("height", "in"), '"': ("height", "in"),
    "MM": ("height", "mm"), "CM": ("height", "cm"), "毫米": ("height", "mm"), "厘米": ("height", "cm"),
    "DEG F": ("temperature", "F"), "°F": ("temperature", "F"), "F": ("temperature", "F"),
    "DEGF": ("temperature", "F"), "FAHRENHEIT": ("temperature", "F"),
    "DEG C": ("temperature", "C"), "°C": ("temperature", "C"), "C": ("temperature", "C"),
    "DEGC": ("temperature", "C"), "CELSIUS": ("temperature", "C"), "℃": ("temperature", "C"),
}  # fmt: skip
"""Unit words: which quantity, which unit."""
_PLAIN = ("GALLONS", "GALS", "LITERS", "LITRES", "LITROS", "INCHES", "MM", "DEG F", "DEG C", "°F", "°C", "℃")
_MONTHS = (
    "JAN GEN ENE JANV", "FEB FEV FEVR", "MAR MAER MRZ MARS", "APR ABR AVR", "MAY MAG MAI MAIO",
    "JUN GIU JUIN", "JUL LUG JUIL", "AUG AGO AOUT", "SEP SET SEPT", "OCT OTT OKT OUT", "NOV", "DEC DIC DEZ",
)  # fmt: skip
MONTHS: dict[str, int] = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}


class Heading(NamedTuple):
    """A column: what stands in it, and where its heading begins and ends."""

    kind: str
    start: int
    end: int


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_KINDS = {word: kind for kind, words in HEADINGS.items() for word in words}
_HEADING = re.compile(rf"(?<![A-Z0-9])({_alternatives(list(_KINDS))})(?![A-Z0-9])")
_UNIT = re.compile(rf"(?<![A-Z0-9])({_alternatives(list(UNIT_WORDS))})(?![A-Z0-9-])")
_PLAIN_UNIT = re.compile(rf"(?<![A-Z0-9])({_alternatives(list(_PLAIN))})(?![A-Z0-9-])")
_BRACKETED = re.compile(r"[(\[]\s*([^)\]]{1,10}?)\s*[)\]]")
_SAME_UNITS = {"tc_volume": "volume", "ullage": "volume", "water_volume": "volume", "water": "height"}


def folded(text: str) -> str:
    """Upper case without accents, every character still in its place.

    >>> folded("Vacío  Höhe")
    'VACIO  HOHE'
    """
    plain = (unicodedata.normalize("NFD", letter)[0].upper() for letter in text)
    return "".join(letter if len(letter) == 1 else "?" for letter in plain)


def headings_of(line: str) -> list[Heading]:
    """The columns that a line names, from left to right; empty unless it is a table's heading."""
    columns = _told_apart(_headings_in(folded(line)))
    kinds = {column.kind for column in columns}
    values = kinds - {"tank", "product", "other"}
    named = kinds & {"tank", "product"}
    return columns if (named and len(values) >= 2) or len(values) >= 4 else []


def _headings_in(text: str) -> list[Heading]:
    """What a line names; a unit beside a heading, in brackets or not, belongs to it: HEIGHT (MM)."""
    found: list[Heading] = []
    for match in _HEADING.finditer(_BRACKETED.sub(lambda unit: " " * len(unit[0]), text)):
        column = Heading(_KINDS[match[1]], *match.span(1))
        if found and match[1] in UNIT_WORDS and _is_unit_of(column, found[-1]):
            found[-1] = found[-1]._replace(end=column.end)
            continue
        unit = re.match(rf" ?{_BRACKETED.pattern}", text[column.end :])
        found.append(column._replace(end=column.end + (unit.end() if unit else 0)))
    return found


def _is_unit_of(unit: Heading, column: Heading) -> bool:
    kind = _SAME_UNITS.get(column.kind, column.kind)
    return unit.kind == kind and unit.start - column.end <= 1


def _told_apart(found: list[Heading]) -> list[Heading]:
    """A second volume is the corrected one, a second water its volume, as under split headings."""
    seen: set[str] = set()
    columns: list[Heading] = []
    seconds = {"volume": "tc_volume", "water": "water_volume"}
    for column in found:
        kind = seconds.get(column.kind, "other") if column.kind in seen else column.kind
        seen.add(kind)
        columns.append(column._replace(kind=kind))
    return columns


def units_in(line: str, *, plain: bool) -> dict[str, str]:
    """The units that a line names: `plain` reads only words that cannot be part of a name or an address."""
    text = folded(line)
    found = [match[1] for match in (_PLAIN_UNIT if plain else _UNIT).finditer(text)]
    found += [word for word in _BRACKETED.findall(text) if word in UNIT_WORDS]
    return dict(reversed([UNIT_WORDS[word] for word in found]))


def unit_of(word: str) -> tuple[str, str] | None:
    """Which unit of which quantity a word is, or None."""
    return UNIT_WORDS.get(folded(word).strip("()[]"))
