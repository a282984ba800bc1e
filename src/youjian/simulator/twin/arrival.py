"""When the platform had a record."""

import numpy as np

from youjian.simulator.twin.clock import FloatArray, IntArray, micros
from youjian.simulator.twin.spec import Spec

NEVER = np.iinfo(np.int64).min


def received(spec: Spec, true_end: FloatArray, late: FloatArray, stream: int) -> IntArray:
    """`received_at` in microseconds: the true end plus a short way, plus what a replay took (nan: none).

    With knob `received = "null"` a record that came at once carries none.
    """
    rng = spec.rng(8, stream)
    way = rng.uniform(1.0, 25.0, len(true_end))
    arrived = micros(true_end + way + np.nan_to_num(late))
    if spec.knobs.received == "null":
        return np.where(np.isnan(late), NEVER, arrived)
    return arrived
