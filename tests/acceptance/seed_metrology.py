"""Metering of one station of the demo city: a nozzle checked in use, and its estimates of three weeks."""

from datetime import date, timedelta
from typing import Any

from tests.acceptance.seed_city import STATION


def metering(today: date) -> None:
    """One result (number 1) that leaves the register as it is, and a meter that slowly gives less."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.metrology.contracts import NozzleResultIn
    from youjian.bureau.metrology.models import MeterEstimate
    from youjian.bureau.metrology.services import record_result
    from youjian.bureau.scope import scoped

    with scoped():
        record_result(
            SYSTEM,
            NozzleResultIn(
                station_id=STATION,
                nozzle_id=1,
                verified_on=today,
                kind="in_use",
                q1=[0.1, 0.12, 0.11],
                q2=[0.05, 0.06, 0.04],
                certificate_no="查2026-1",
            ),
        )
        MeterEstimate.objects.bulk_create([_estimate(today, back) for back in range(21)])


def _estimate(today: date, back: int) -> Any:
    from youjian.bureau.metrology.models import MeterEstimate
    from youjian.bureau.metrology.weighing import short_share, weight_ml

    error, sold = 0.9 - 0.02 * back, 9_000_000
    return MeterEstimate(
        station_id=STATION,
        nozzle_id=1,
        night=today - timedelta(days=back),
        error_pct=error,
        sd_pct=0.15,
        low_pct=error - 0.3,
        high_pct=error + 0.3,
        basis="siblings",
        sold_ml=sold,
        amount_fen=6_800_000,
        chance=0.95,
        short_ml=round(sold * short_share(error)),
        short_fen=round(6_800_000 * short_share(error)),
        weight_ml=weight_ml(error, sold, 0.95),
        newest=back == 0,
    )
