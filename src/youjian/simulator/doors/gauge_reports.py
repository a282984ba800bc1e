"""What the simulated console says of itself and its charts: serial numbers, charts, profiles, software."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from youjian.fuel.charts import Chart
from youjian.protocols import tls350
from youjian.simulator.registry import StationPlan

_POINTS = 50
_PROFILE = "04"
"""Profile type of i217: a chart of up to fifty points."""
_SOFTWARE, _MADE = "349-029-SIM", "26.01.01.00.00"


def chart_audit(plan: StationPlan, tanks: Sequence[int], device: int, now: datetime) -> tls350.ChartAudit:
    """i218: capacity and serial numbers of each tank; nobody has changed a chart."""
    audits = [
        tls350.TankChartAudit(
            tank=tank_id,
            capacity=plan.tanks[tank_id].capacity_l,
            console_serial=f"TLS{plan.station_id}",
            probe_serial=f"{int(plan.station_id[-4:]) * 10 + tank_id:06d}"[-6:],
            weights_and_measures="",
            chart_changes=[],
        )
        for tank_id in tanks
    ]
    return tls350.ChartAudit(device=device, at=now, tanks=audits)


def charts(plan: StationPlan, tanks: Sequence[int], device: int, now: datetime) -> tls350.Charts:
    """i216: the certified chart of each tank at up to fifty heights."""
    found = [_chart(tank_id, plan.charts[tank_id]) for tank_id in tanks]
    return tls350.Charts(device=device, at=now, tanks=found)


def _chart(tank_id: int, chart: Chart) -> tls350.TankChart:
    top = float(chart.heights_mm[-1])
    heights = np.linspace(float(chart.heights_mm[0]), top, _POINTS + 1)[:-1]
    return tls350.TankChart(
        tank=tank_id,
        diameter=top,
        full_volume=float(chart.volumes_l[-1]),
        slope=0.0,
        points=[(float(height), float(chart.volume_l(height)), 0.0) for height in heights],
    )


def profiles(tanks: Sequence[int], device: int, now: datetime) -> tls350.OtherReply:
    """i217: the type of each tank's profile."""
    body = "".join(f"{tank_id:02d}{_PROFILE}" for tank_id in tanks)
    return tls350.OtherReply(function="i217", device=device, at=now, body=body)


def software(now: datetime) -> tls350.Software:
    """i902."""
    return tls350.Software(at=now, version=_SOFTWARE, created=_MADE)


def histories(tanks: Sequence[int], device: int, now: datetime) -> tls350.AlarmHistory:
    """i206: nothing has happened."""
    return tls350.AlarmHistory(
        device=device, at=now, tanks=[tls350.TankAlarmHistory(tank_id, []) for tank_id in tanks]
    )


def deliveries(function: str, tanks: Sequence[int], device: int, now: datetime) -> tls350.Deliveries:
    """i202, i20C: the console keeps none."""
    rows = [tls350.TankDeliveries(tank=tank_id, product="1", deliveries=[]) for tank_id in tanks]
    return tls350.Deliveries(function=function, device=device, at=now, tanks=rows)
