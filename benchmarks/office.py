"""A person at the console, as a program: logs in and reads the API."""

import json
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from typing import Any


class Office:
    """One session at the office's API; raises urllib's HTTPError with the answer's status."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._csrf = ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def log_in(self, username: str, password: str) -> dict[str, Any]:
        """Begin a session."""
        self._csrf = self.get("/auth/csrf")["csrf_token"]
        me = self.post("/auth/login", {"username": username, "password": password})
        self._csrf = me["csrf_token"]
        return me

    def get(self, path: str) -> Any:
        """The decoded answer of a GET."""
        return self._ask(urllib.request.Request(f"{self.address}/api/v1{path}"))

    def post(self, path: str, body: Any) -> Any:
        """The decoded answer of a POST."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._csrf, "Referer": self.address}
        data = json.dumps(body).encode()
        return self._ask(urllib.request.Request(f"{self.address}/api/v1{path}", data, headers))

    def _ask(self, request: urllib.request.Request) -> Any:
        with self._opener.open(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")


def answers(url: str) -> bool:
    """Whether an address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False
