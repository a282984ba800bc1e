"""Where this installation keeps its archive, and the second place for its anchors."""

import os

from youjian.archive.storage import Storage, open_storage
from youjian.ledger.server import home

ARCHIVE_VARIABLE = "YOUJIAN_ARCHIVE"
ANCHORS_VARIABLE = "YOUJIAN_ANCHORS"


def archive() -> Storage:
    """The archive of sealed days: `YOUJIAN_ARCHIVE`, a folder or a URL, else `archive` in the home."""
    return open_storage(os.environ.get(ARCHIVE_VARIABLE) or home() / "archive")


def anchors() -> Storage:
    """The second place, that of the anchors: `YOUJIAN_ANCHORS`, else `anchors` in the home.

    A city names another machine or medium: an anchor beside what it anchors proves little.
    """
    return open_storage(os.environ.get(ANCHORS_VARIABLE) or home() / "anchors")
