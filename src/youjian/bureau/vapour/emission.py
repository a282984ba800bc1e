"""Vapour saved and lost at refuelling: litres times a factor, which is a row with its bounds and source.

Driven out = fuel * factor; saved = fuel * min(A/L, 1) * share recovered * factor; lost = driven out - saved.
The interval is that of the factor.
"""

from datetime import date

from youjian.bureau.vapour.contracts import VapourEmission
from youjian.bureau.vapour.models import EmissionFactor

_MG_PER_KG, _ML_PER_L = 1_000_000, 1_000


def factor_at(day: date) -> EmissionFactor | None:
    """The factor in force on a day."""
    return EmissionFactor.objects.filter(valid_from__lte=day).order_by("-valid_from").first()


def emission(factor: EmissionFactor | None, fuel_ml: int, recovered_ml: int) -> VapourEmission | None:
    """The estimate over some litres; None without a factor or without litres."""
    if factor is None or not fuel_ml:
        return None
    saved_l = recovered_ml / _ML_PER_L * factor.recovered
    lost_l = fuel_ml / _ML_PER_L - saved_l
    low, mid, high = (mg / _MG_PER_KG for mg in (factor.low_mg_l, factor.mg_l, factor.high_mg_l))
    return VapourEmission(
        fuel_ml=fuel_ml,
        saved_kg=round(saved_l * mid, 3),
        saved_low_kg=round(saved_l * low, 3),
        saved_high_kg=round(saved_l * high, 3),
        lost_kg=round(lost_l * mid, 3),
        lost_low_kg=round(lost_l * low, 3),
        lost_high_kg=round(lost_l * high, 3),
        factor_mg_l=factor.mg_l,
        recovered=factor.recovered,
        source=factor.source,
    )
