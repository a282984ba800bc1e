"""An export on its way to a browser: read from disk piece by piece, whichever way the server asks for it."""

import asyncio
from collections.abc import AsyncIterator
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse

from youjian.bureau.tables.export import Export

_PIECE = 64 * 1024


class _Pieces(FileResponse):
    """A file that an ASGI server does not first read whole into memory."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(file, **options)
        self._read_from = file

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await asyncio.to_thread(self._read_from.read, _PIECE):
            yield piece


def sent(export: Export) -> _Pieces:
    """The answer that hands a file over; the file is gone when it is closed."""
    answer = _Pieces(export.file, content_type=export.content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(export.filename)}"
    answer["Content-Length"] = str(export.size)
    answer["X-Row-Count"] = str(export.rows)
    return answer
