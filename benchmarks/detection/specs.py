"""The twin's stations behind a folder, drawn again: what their meters and gauges are really like."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from youjian.simulator.twin.clock import DAY, midnight
from youjian.simulator.twin.draw import draw_spec
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.names import station_ids
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.suites import cast_of, first_moment

_NOT_KNOBS = {"suite", "stations", "days", "seed", "fraud", "size", "onset_day"}


def specs_of(request: dict[str, Any]) -> Iterator[Spec]:
    """The stations of a request, in their order."""
    knobs = Knobs(**{name: value for name, value in request.items() if name not in _NOT_KNOBS})
    seed = request["seed"]
    start = midnight(date.fromisoformat(knobs.start)) if knobs.start else first_moment(seed)
    span = (start, start + request["days"] * DAY)
    for index, station_id in enumerate(station_ids(request["stations"], seed, knobs.counties)):
        cast = cast_of(request["suite"], index, seed, request.get("fraud"))
        yield draw_spec(station_id, seed, span, cast.messy, knobs)


def own_error_pct(spec: Spec, subject: str) -> float:
    """Indication error that a nozzle (or the mean of all) has without any fraud, percent."""
    errors = {f"nozzle:{n.nozzle_id}": 100 * n.error for n in spec.nozzles}
    return errors.get(subject, sum(errors.values()) / len(errors))
