"""A pytest plugin: processes that were given the same files each run those that no other has begun.

    YOUJIAN_TESTS_SHARED=FOLDER pytest -p tests.sharing FILES

A file stays in one process, with the database and the servers it makes. FOLDER holds what was begun.
"""

import os
from functools import cache
from pathlib import Path

import pytest

VARIABLE = "YOUJIAN_TESTS_SHARED"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """True where another process has the test's file: nothing is left to do here."""
    if not begin(Path(os.environ[VARIABLE]), item.nodeid.partition("::")[0]):
        return True
    # what the last test's successor would have torn down, had it not been somebody else's
    item.session._setupstate.teardown_exact(item)
    return None


@cache
def begin(folder: Path, name: str) -> bool:
    """Whether the file is this process's from now on; exactly one of all that ask hears yes."""
    try:
        (folder / name.replace("/", "+")).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
