"""A vapour monitor of the Beijing family: posts each fuelling and a pressure every half minute, in SOAP."""

import http.client
import threading
from datetime import timedelta

from youjian.collector.emulators.measured import fill_of
from youjian.collector.emulators.world import World
from youjian.protocols import vapourxml
from youjian.protocols.vapour import Pressure, time_text

_PRESSURE_S = 30.0
_LOOK_S = 0.5
_RETRY_S = 2.0
_ANSWER_S = 10.0
_TAKEN = "01"


class SoapMonitorClient:
    """The monitor of one station; what is not answered with `01` is posted again."""

    def __init__(self, world: World, host: str, port: int, user_id: str) -> None:
        self._world = world
        self._address = (host, port)
        self._user_id = user_id
        self._stop = threading.Event()
        self._number = 0
        self._told = 0
        self._pressure_at = world.now()
        self.acknowledged = 0
        self._thread = threading.Thread(target=self._run, name="vapour monitor", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Fall silent."""
        self._stop.set()
        self._thread.join(2 * _ANSWER_S)

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_S):
            self._world.advance()
            try:
                self._push()
            except (OSError, http.client.HTTPException, vapourxml.EnvelopeError):
                self._stop.wait(_RETRY_S)

    def _push(self) -> None:
        while self._told < len(self._world.sold) and self._post(
            "03", vapourxml.fill_row(fill_of(self._world.sold[self._told]))
        ):
            self._told += 1
        if self._world.now() >= self._pressure_at:
            at = self._world.now().replace(microsecond=0)
            row = vapourxml.pressure_row(Pressure(at=at, pressure_pa=-120.0))
            if self._post("04", row):
                self._pressure_at = at + timedelta(seconds=_PRESSURE_S)

    def _post(self, kind: str, row: vapourxml.Row) -> bool:
        """Whether the collector has taken a row."""
        self._number += 1
        envelope = vapourxml.Envelope(
            data_id=f"{self._number:06d}",
            user_id=self._user_id,
            time=time_text(self._world.now()),
            type=kind,
            content="",
            form="soap11",
        )
        body = vapourxml.encode_message(vapourxml.with_rows(envelope, [row], None))
        line = http.client.HTTPConnection(*self._address, timeout=_ANSWER_S)
        try:
            line.request("POST", "/", body, {"Content-Type": "text/xml; charset=utf-8"})
            reply = line.getresponse()
            taken = reply.status == 200 and vapourxml.read_answer(reply.read()) == _TAKEN
        finally:
            line.close()
        self.acknowledged += taken
        return taken
