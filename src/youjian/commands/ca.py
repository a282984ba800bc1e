"""A small certificate authority for TLS between collectors and doors, where the city has none of its own.

    youjian ca init --name "景德镇市油鉴"              the authority: ca.pem (give it away), ca.key (keep it)
    youjian ca issue door.city.gov.cn --server         a certificate for a door or the console
    youjian ca issue YJ-3602030017 --days 365          one for a collector
    youjian ca list                                    every certificate: for whom, until when, revoked
    youjian ca revoke 3F2A…                            by its number; crl.pem is written anew
    youjian ca crl                                     crl.pem anew: it holds for 30 days

Everything lies in a folder (--folder, default $YOUJIAN_HOME/ca): certs/NUMBER.pem with NUMBER.key (0600),
revoked.txt, crl.pem. Keys are ECDSA on P-256. Keep the folder on a machine that does not run the platform.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from youjian.ledger.server import home

_AUTHORITY_DAYS, _CRL_DAYS, _MOST_DAYS = 3650, 30, 825


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and in which folder."""
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="default $YOUJIAN_HOME/ca")
    jobs = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    jobs.add_parser("init", help="make the authority").add_argument("--name", default="youjian CA")
    issue = jobs.add_parser("issue", help="make a key and its certificate")
    issue.add_argument("name", help="a host's name or address, or a collector's id")
    issue.add_argument("--server", action="store_true", help="for a door; without it for a collector")
    issue.add_argument("--days", type=int, default=365, help=f"how long it holds, {_MOST_DAYS} at most")
    jobs.add_parser("revoke", help="take a certificate back").add_argument("number", help="as list says it")
    jobs.add_parser("list", help="every certificate")
    jobs.add_parser("crl", help="write the list of revoked certificates anew")


def run(arguments: argparse.Namespace) -> int:
    """Do it; exit status 2 with the reason when it cannot be done."""
    authority = Authority(arguments.folder or home() / "ca")
    try:
        if arguments.what == "init":
            print(authority.init(arguments.name))
        elif arguments.what == "issue":
            print(authority.issue(arguments.name, server=arguments.server, days=arguments.days))
        elif arguments.what == "revoke":
            print(authority.revoke(arguments.number))
        elif arguments.what == "crl":
            print(authority.write_crl())
        else:
            print("\n".join(authority.lines()) or "no certificate yet")
    except (OSError, ValueError) as error:
        print(f"youjian ca: {error}", file=sys.stderr)
        return 2
    return 0


class Authority:
    """The authority of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._certs = folder, folder / "certs"

    def init(self, name: str) -> Path:
        """Make key and certificate of the authority; raises ValueError when there are some."""
        path = self._folder / "ca.pem"
        if path.exists():
            raise ValueError(f"{path} is there already: an authority is made once")
        self._certs.mkdir(parents=True, exist_ok=True, mode=0o700)
        key, subject = ec.generate_private_key(ec.SECP256R1()), _named(name)
        usage = _usage(authority=True)
        made = (
            _begun(subject, subject, key, _AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        _write_key(self._folder / "ca.key", key)
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        self.write_crl()
        return path

    def issue(self, name: str, *, server: bool, days: int) -> Path:
        """A key and its certificate, for a server by name or address, else for a client."""
        if not 1 <= days <= _MOST_DAYS:
            raise ValueError(f"--days takes 1 to {_MOST_DAYS}")
        authority, secret = self._own()
        key = ec.generate_private_key(ec.SECP256R1())
        purpose = ExtendedKeyUsageOID.SERVER_AUTH if server else ExtendedKeyUsageOID.CLIENT_AUTH
        begun = (
            _begun(_named(name), authority.subject, key, days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(secret.public_key()), critical=False
            )
        )
        if server:
            begun = begun.add_extension(x509.SubjectAlternativeName([_alternative(name)]), critical=False)
        made = begun.sign(secret, hashes.SHA256())
        path = self._certs / f"{made.serial_number:X}.pem"
        _write_key(path.with_suffix(".key"), key)
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return path

    def revoke(self, number: str) -> Path:
        """Take a certificate back; raises ValueError when there is none, or it was taken back already."""
        wanted = number.upper()
        if not (wanted.isalnum() and (self._certs / f"{wanted}.pem").exists()):
            raise ValueError(f"no certificate {number[:40]}; youjian ca list names them")
        if wanted in self._revoked():
            raise ValueError(f"{wanted} was taken back already")
        with (self._folder / "revoked.txt").open("a", encoding="ascii") as file:
            file.write(f"{wanted} {datetime.now(UTC).isoformat(timespec='seconds')}\n")
        return self.write_crl()

    def write_crl(self) -> Path:
        """The list of what was taken back, signed; it holds for 30 days."""
        authority, secret = self._own()
        now = datetime.now(UTC)
        begun = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(authority.subject)
            .last_update(now)
            .next_update(now + timedelta(days=_CRL_DAYS))
        )
        for number, at in self._revoked().items():
            one = x509.RevokedCertificateBuilder().serial_number(int(number, 16)).revocation_date(at)
            begun = begun.add_revoked_certificate(one.build())
        path = self._folder / "crl.pem"
        path.write_bytes(begun.sign(secret, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return path

    def lines(self) -> Iterator[str]:
        """Every certificate as a line: number, for whom, until when, how it stands."""
        revoked, now = self._revoked(), datetime.now(UTC)
        for path in sorted(self._certs.glob("*.pem")):
            one = x509.load_pem_x509_certificate(path.read_bytes())
            over = "over" if one.not_valid_after_utc <= now else "valid"
            name = one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
            state = "revoked" if path.stem in revoked else over
            yield f"{path.stem}  {name}  until {one.not_valid_after_utc:%Y-%m-%d}  {state}"

    def _own(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        try:
            certificate = x509.load_pem_x509_certificate((self._folder / "ca.pem").read_bytes())
            key = serialization.load_pem_private_key((self._folder / "ca.key").read_bytes(), None)
        except FileNotFoundError:
            raise ValueError(f"{self._folder} holds no authority: youjian ca init") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{self._folder / 'ca.key'} is no key of this authority")
        return certificate, key

    def _revoked(self) -> dict[str, datetime]:
        path = self._folder / "revoked.txt"
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        pairs = (line.split() for line in lines)
        return {number: datetime.fromisoformat(at) for number, at in pairs}


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
