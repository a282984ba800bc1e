"""Answers as JSON: microseconds kept (a page's cursor is a time), Chinese readable."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja.renderers import BaseRenderer


class JsonRenderer(BaseRenderer):
    """Encodes with msgspec; times as RFC 3339 in UTC."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        """The body of an answer; ninja tells more than it needs."""
        return msgspec.json.encode(data, enc_hook=str)
