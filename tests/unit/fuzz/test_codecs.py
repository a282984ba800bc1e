"""Every codec against arbitrary bytes and damaged valid ones: the table of `benchmarks.fuzz.targets`."""

import gzip
import pkgutil
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fuzz.harness import Target
from benchmarks.fuzz.targets import NOT_FED, TARGETS
from youjian import protocols
from youjian.protocols import station

EVERY = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
MIB = 1024 * 1024


def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """A valid input with bytes changed, left out, put in, or said twice."""
    found = bytearray(data)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(len(found) - 1, 0)))
        match draw(st.sampled_from(["change", "drop", "insert", "twice"])):
            case "change" if found:
                found[at] = draw(st.integers(0, 255))
            case "drop":
                del found[at : at + draw(st.integers(1, 8))]
            case "insert":
                found[at:at] = draw(st.binary(max_size=8))
            case _:
                found[at:at] = found[at : at + 40]
    return bytes(found)


@EVERY
@given(data=st.data())
def test_valid_inputs_that_were_damaged_break_no_promise(target: Target, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(target.seeds()))
    size = data.draw(st.binary(min_size=1, max_size=1))
    other = data.draw(st.sampled_from(target.seeds()))

    @st.composite
    def inputs(draw: st.DrawFn) -> bytes:
        return size + damaged(draw, seed[1:] + other[1:])

    target.judge(data.draw(inputs()))


@EVERY
@given(data=st.binary(max_size=600))
def test_arbitrary_bytes_break_no_promise(target: Target, data: bytes) -> None:
    target.judge(data)


@EVERY
def test_valid_inputs_break_no_promise(target: Target) -> None:
    assert target.seeds()
    for seed in target.seeds():
        target.judge(seed)


def test_no_codec_is_forgotten() -> None:
    packages = {module.name for module in pkgutil.iter_modules(protocols.__path__)}
    covered = {target.package for target in TARGETS}
    assert packages - covered - set(NOT_FED) == set()
    assert set(NOT_FED) <= packages


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_bomb_costs_no_more_memory_than_a_body_may_have(encoding: str) -> None:
    compress = gzip.compress if encoding == "gzip" else zstandard.ZstdCompressor(level=19).compress
    bomb = compress(bytes(64 * MIB))
    tracemalloc.start()
    try:
        with pytest.raises(station.BodyError, match="too_large"):
            station.unpack(bomb, encoding)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * MIB
