"""What an emulated vapour monitor measures at a sale."""

from youjian.collector.emulators.world import Sale
from youjian.protocols.vapour import Fill


def fill_of(sale: Sale) -> Fill:
    """A sale at 36 L/min whose vapour was drawn off well: A/L 1.05, within the limits of GB 20952."""
    return Fill(
        nozzle_id=sale.nozzle_id,
        started_at=sale.started_at.replace(microsecond=0),
        ended_at=sale.ended_at.replace(microsecond=0),
        fuel_ml=sale.volume_ml,
        vapour_ml=round(sale.volume_ml * 1.05),
        ratio=1.05,
        fuel_l_min=36.0,
        vapour_l_min=37.8,
    )
