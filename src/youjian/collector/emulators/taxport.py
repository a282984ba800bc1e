"""A dispenser's tax port: totals (89), last fills (86) and factory numbers (83) of its nozzles."""

from youjian.collector.emulators.world import Nozzle, World
from youjian.contract.fields import SHANGHAI
from youjian.protocols import taxport


class TaxPortTalk:
    """The port's side of a conversation; nozzles are addressed from 1 in the order given."""

    def __init__(self, world: World, nozzles: list[Nozzle]) -> None:
        self._world = world
        self._nozzles = nozzles
        self._reader = taxport.FrameReader()

    def feed(self, data: bytes) -> bytes:
        """Answers to the whole frames that are there now."""
        return b"".join(self._answer(frame) for frame in self._reader.feed(data))

    def idle(self) -> bytes:
        """Nothing: a port speaks when it is asked."""
        return b""

    def _answer(self, frame: bytes) -> bytes:
        try:
            request = taxport.decode_request(frame)
        except taxport.TaxPortError:
            return b""
        if not 1 <= request.nozzle <= len(self._nozzles):
            return b""
        self._world.advance()
        answer = _answer_of(request, self._nozzles[request.nozzle - 1])
        return taxport.encode_answer(answer) if answer is not None else b""


def _answer_of(request: taxport.Request, nozzle: Nozzle) -> taxport.Answer | None:
    match request:
        case taxport.GrandTotalRequest():
            return taxport.GrandTotal(nozzle.total_ml, nozzle.total_fen)
        case taxport.LastFillRequest():
            return _last_fill(nozzle)
        case taxport.TaxInfoRequest():
            return taxport.TaxInfo(0, f"{9_000_000_000 + nozzle.nozzle_id}")
        case _:
            return None


def _last_fill(nozzle: Nozzle) -> taxport.LastFill:
    sale = nozzle.last
    if sale is None:
        return taxport.LastFill(0, 0, 0, 0, 0, 0)
    ended = sale.ended_at.astimezone(SHANGHAI)
    return taxport.LastFill(
        ended.day, ended.hour, ended.minute, sale.volume_ml, sale.amount_fen, sale.unit_price_fen
    )
