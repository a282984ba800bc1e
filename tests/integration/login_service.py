"""A login service in a process of its own: OpenID Connect with PKCE, as little of it as a client can meet.

    python -m tests.integration.login_service SUBJECT [FAULT]

Prints its address. Whoever comes is SUBJECT. FAULT spoils what it says: `nonce`, `audience`, `issuer`,
`expired`, `unsigned` (alg none), `stranger` (signed by another key).
"""

import base64
import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, SECRET = "youjian", "secret-of-the-test"
_KEY = rsa.generate_private_key(65537, 2048)
_OTHER = rsa.generate_private_key(65537, 2048)


def text(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Service(BaseHTTPRequestHandler):
    """Discovery, authorization, token, keys."""

    codes: ClassVar[dict[str, dict[str, str]]] = {}
    subject, fault, issuer = "", "", ""

    def do_GET(self) -> None:
        """Everything but the token."""
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            self._answer(
                {"issuer": self.issuer} | {name: f"{self.issuer}/{end}" for name, end in ends.items()}
            )
        elif parts.path == "/keys":
            numbers = _KEY.public_key().public_numbers()
            n, e = (value.to_bytes((value.bit_length() + 7) // 8, "big") for value in (numbers.n, numbers.e))
            self._answer({"keys": [{"kty": "RSA", "kid": "1", "n": text(n), "e": text(e)}]})
        else:
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            code = f"code-{len(self.codes)}"
            self.codes[code] = asked
            self.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        """The token, for a code that was given with the challenge of the verifier."""
        form = {
            n: v[0]
            for n, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        asked = self.codes.pop(form.get("code", ""), None)
        proof = text(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        known = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if asked is None or not known or proof != asked["code_challenge"]:
            self._answer({"error": "invalid_grant"}, 400)
            return
        self._answer({"id_token": self._token(asked["nonce"])})

    def _token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": nonce}
        claims |= {"iat": now, "exp": now + 60}
        wrong = {"nonce": {"nonce": "x"}, "audience": {"aud": "other"}, "issuer": {"iss": "https://other"}}
        claims |= wrong.get(self.fault, {}) | ({"exp": now - 3600} if self.fault == "expired" else {})
        header = {"alg": "none" if self.fault == "unsigned" else "RS256", "kid": "1"}
        signed = ".".join(text(json.dumps(part).encode()) for part in (header, claims))
        if self.fault == "unsigned":
            return f"{signed}."
        key = _OTHER if self.fault == "stranger" else _KEY
        return f"{signed}.{text(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def _answer(self, body: dict[str, Any], status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the library's name
        """Nothing."""
        del format


if __name__ == "__main__":
    Service.subject, Service.fault = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    server = HTTPServer(("127.0.0.1", 0), Service)
    Service.issuer = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(f"{Service.issuer}\n")
    sys.stdout.flush()
    server.serve_forever()
