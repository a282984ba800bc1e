"""Codes of fuel, statutory factors and usual densities: data that an office may edit, read and checked."""

import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from youjian.detection.books.products import family, tax_class
from youjian.ledger.server import home

FuelClass = Literal["petrol", "diesel", ""]
SHIPPED = Path(__file__).with_name("fuel_codes.toml")
OWN = "fuel_codes.toml"
"""The file in $YOUJIAN_HOME that stands in place of the shipped one."""


class FuelCode(Struct, frozen=True, forbid_unknown_fields=True):
    """Goods of the tax classification by the first digits of their code; `litres_per_tonne` is statutory."""

    prefix: str
    name: str
    fuel: FuelClass
    litres_per_tonne: Decimal


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    vat_percent: Decimal
    codes: list[FuelCode]
    density20: dict[str, float]
    refined_oil: str = "1070101"


@dataclass(frozen=True)
class FuelCodes:
    """What the file says. Codes that do not begin with `refined_oil` are other goods."""

    vat_percent: Decimal
    codes: tuple[FuelCode, ...]
    density20: dict[str, float]
    refined_oil: str = "1070101"

    def of(self, code: str) -> FuelCode | None:
        """The goods of a code of any length; the longest prefix counts. None when no line fits."""
        fitting = (line for line in self.codes if code.startswith(line.prefix))
        return max(fitting, key=lambda line: len(line.prefix), default=None)

    def litres_per_tonne(self, product: str) -> Decimal:
        """The statutory factor of a product; raises ValueError when the file has none."""
        fuel = tax_class(product)
        for line in self.codes:
            if line.fuel == fuel:
                return line.litres_per_tonne
        message = f"{OWN} names no litres per tonne of {fuel}"
        raise ValueError(message)

    def volume_ml(self, product: str, mass_kg: Decimal) -> int:
        """Kilograms as millilitres by the statutory factor: for invoices and declarations alone."""
        litres = mass_kg * self.litres_per_tonne(product) / 1000
        return int((litres * 1000).quantize(Decimal(1), ROUND_HALF_UP))

    def usual_density20(self, product: str) -> float:
        """Density at 20 °C, kg/m³, where nobody says one."""
        return self.density20[family(product)]

    def with_vat_fen(self, without_fen: int) -> int:
        """An amount with VAT, from the one without it."""
        return int((without_fen * (100 + self.vat_percent) / 100).quantize(Decimal(1), ROUND_HALF_UP))


def read_codes(text: str) -> FuelCodes:
    """A file's content; raises ValueError that says what is wrong with it."""
    try:
        read = msgspec.convert(tomllib.loads(text), _File, strict=False)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(str(error)) from error
    return FuelCodes(read.vat_percent, tuple(read.codes), read.density20, read.refined_oil)


def fuel_codes() -> FuelCodes:
    """What applies here: the home's own file, else the shipped one. Raises ValueError for a bad file."""
    own = home() / OWN
    path = own if own.exists() else SHIPPED
    return _of(path, path.stat().st_mtime_ns)


@cache
def _of(path: Path, _changed: int) -> FuelCodes:
    try:
        return read_codes(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{path}: {error}"
        raise ValueError(message) from error
