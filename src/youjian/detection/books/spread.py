"""What a month's books are uncertain by, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Standard deviations of what a month's books are made of, in percent of litres or in litres.

    Meters and the probe's warmth in percent of litres sold, documents one by one and all together in percent
    of litres bought, the chart's scale in percent of the net change of stock, its shape in litres per tank.
    """

    meters_pct: float = 0.12
    warmth_pct: float = 0.06
    document_pct: float = 0.3
    documents_bias_pct: float = 0.15
    chart_scale_pct: float = 0.6
    chart_shape_l: float = 45.0
