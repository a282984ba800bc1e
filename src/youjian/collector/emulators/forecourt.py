"""A forecourt controller that tells each fuelling as a line of JSON to whoever is connected."""

from youjian.collector.emulators.world import Sale, World
from youjian.protocols import forecourt

FIELDS = {
    "number": "no",
    "nozzle": "nozzle",
    "volume": "litres",
    "amount": "yuan",
    "price": "price",
    "totalizer": "total",
    "started_at": "begin",
    "ended_at": "end",
}
"""Which field stands under which name of a line."""
_LAYOUT = forecourt.Layout(
    fields={name: forecourt.Column(name=column) for name, column in FIELDS.items()},  # type: ignore[misc]
    format="json",
)


class ControllerTalk:
    """The controller's side: all that was sold since it was started, then every sale as it ends."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._told = 0

    def feed(self, data: bytes) -> bytes:  # noqa: ARG002 - it is not listened to
        """Whatever a caller says is no matter."""
        return self.idle()

    def idle(self) -> bytes:
        """Lines of what was sold since the last call."""
        self._world.advance()
        sales = self._world.sold[self._told :]
        lines = [_line(number, sale) for number, sale in enumerate(sales, start=self._told + 1)]
        self._told += len(sales)
        return b"".join(lines)


def _line(number: int, sale: Sale) -> bytes:
    transaction = forecourt.Transaction(
        number=str(number),
        nozzle=str(sale.nozzle_id),
        volume_ml=sale.volume_ml,
        amount_fen=sale.amount_fen,
        unit_price_fen=sale.unit_price_fen,
        totalizer_ml=sale.totalizer_ml,
        started_at=sale.started_at.replace(microsecond=0),
        ended_at=sale.ended_at.replace(microsecond=0),
    )
    return forecourt.encode_line(_LAYOUT, transaction)
