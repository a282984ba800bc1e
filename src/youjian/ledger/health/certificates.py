"""Certificates: when those that the installation uses or answers with run out."""

import os
import socket
import ssl
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from youjian.ledger.health.check import Check, judged

VARIABLE = "YOUJIAN_CERTIFICATES"
_OWN = ("YOUJIAN_INTAKE_MQTT_CLIENT_CERT", "YOUJIAN_INTAKE_MQTT_CA_FILE")
_SOON = timedelta(days=30)
_PATIENCE_S = 5.0


def look(now: datetime, named: Iterable[str] = ()) -> Iterator[Check]:
    """Certificates of `YOUJIAN_CERTIFICATES` (files or HOST:PORT), of the broker's settings, and others."""
    given = [part.strip() for part in os.environ.get(VARIABLE, "").split(",") if part.strip()]
    files = [os.environ[name] for name in _OWN if os.environ.get(name)]
    for place in dict.fromkeys([*given, *files, *named]):
        yield _one(place, now)


def _one(place: str, now: datetime) -> Check:
    name = f"certificate {place}"
    try:
        found = x509.load_pem_x509_certificates(_pem(place))
    except (OSError, ValueError) as error:
        return Check(name, "failed", f"cannot be read: {error}", "give a PEM file or HOST:PORT")
    ends = min(certificate.not_valid_after_utc for certificate in found)
    said = f"valid until {ends:%Y-%m-%d}"
    return judged(name, said, "renew it", failed=ends <= now, warning=ends - now < _SOON)


def _pem(place: str) -> bytes:
    path = Path(place)
    if path.exists() or ":" not in place:
        return path.read_bytes()
    host, _, port = place.rpartition(":")
    context = ssl.create_default_context()
    # what is asked here is when it runs out; whom it is trusted by is for those who connect
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, int(port)), timeout=_PATIENCE_S) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return ssl.DER_cert_to_PEM_cert(secured.getpeercert(binary_form=True) or b"").encode()
