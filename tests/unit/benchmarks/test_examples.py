"""The examples in the docstrings of the harness."""

import doctest
from types import ModuleType

import pytest

from benchmarks.detection import horizons, intervals, leaks, words


@pytest.mark.parametrize("module", [horizons, intervals, leaks, words])
def test_examples(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
