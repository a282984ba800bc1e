"""Anchors (存证锚点): the newest seal of every station, signed and chained, kept in a second place.

    <thousands>/<number>.json     one anchor
    last.json                     the last one's number and digest, and all heads as it has them

What stood at an anchor cannot be made anew unseen: whoever changes a seal or takes one away comes to another
head than the one that was signed.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from youjian.archive import merkle
from youjian.archive.digests import sm3
from youjian.archive.manifest import FIRST, DaySeal, canonical, pretty
from youjian.archive.signing import PublicKey, Signer
from youjian.archive.storage import Storage

LAST = "last.json"
_LOG = logging.getLogger(__name__)


class Head(Struct, frozen=True, array_like=True):
    """A station's newest seal: its number in the chain, its digest, its day and revision."""

    number: Annotated[int, Meta(ge=1)]
    seal: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    day: date
    revision: Annotated[int, Meta(ge=1, le=65535)]


class Anchor(Struct, frozen=True, kw_only=True):
    """What stood at a moment. `changed` names the heads that are others than in the anchor before.

    `root` is the Merkle root over all stations' heads and the extra heads (the journal's); `previous` the SM3
    of the file of the anchor before. `signature` is over the canonical JSON of everything else.
    """

    version: int = 1
    number: int
    at: datetime
    previous: str
    root: str
    stations: int
    changed: dict[str, Head]
    extra: dict[str, str]
    algorithm: str
    key_id: str
    public_key: str
    signature: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """The last anchor's number and digest, with all heads and extra heads as it has them."""

    number: int = 0
    digest: str = FIRST
    at: datetime | None = None
    heads: dict[str, Head] = {}
    extra: dict[str, str] = {}


def head_of(seal: DaySeal) -> Head:
    """A seal as a head."""
    m = seal.manifest
    return Head(m.number, m.seal, m.day, m.revision)


def write_anchor(
    second: Storage,
    signer: Signer,
    heads: Mapping[str, Head],
    extra: Mapping[str, str] | None = None,
    *,
    at: datetime,
) -> Anchor | None:
    """Anchor the newest seal of every station; None when nothing changed since the last anchor.

    A station that is not named, or whose head would go back, keeps the head it has. A writer that was cut off
    is made up for. One writer at a time. Raises ValueError when the place's chain cannot be read.
    """
    last = _settled(second)
    changed = _forward(last.heads, heads)
    extra = last.extra | dict(extra or {})
    if not changed and extra == last.extra:
        return None
    everything = last.heads | changed
    anchor = Anchor(
        number=last.number + 1,
        at=at.astimezone(UTC),
        previous=last.digest,
        root=heads_root(everything, extra),
        stations=len(everything),
        changed=changed,
        extra=extra,
        algorithm=signer.algorithm,
        key_id=signer.key_id,
        public_key=signer.public_key.hex(),
    )
    signature = signer.sign(signed_bytes(anchor)).hex()
    signed = msgspec.structs.replace(anchor, signature=signature)
    second.write(anchor_name(signed.number), encode_anchor(signed))
    second.write(LAST, _encode_standing(_after(last, signed)))
    return signed


def read_anchors(second: Storage) -> Iterator[Anchor]:
    """Every anchor of a place in its order. Raises ValueError for a file that is none."""
    for name in second.names():
        if is_anchor(name):
            yield read_anchor(second, name)


def read_anchor(second: Storage, name: str) -> Anchor:
    """One anchor. Raises FileNotFoundError, and ValueError when it is not one, to the byte."""
    return decode_anchor(second.read(name), name)


def decode_anchor(data: bytes, name: str) -> Anchor:
    """An anchor's file. Raises ValueError when it is not one, to the byte."""
    try:
        anchor = msgspec.json.decode(data, type=Anchor)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{name} is not an anchor: {error}") from None
    if anchor.version != 1 or encode_anchor(anchor) != data:
        raise ValueError(f"{name} is not an anchor: its text is not the one that is written")
    return anchor


def encode_anchor(anchor: Anchor) -> bytes:
    """An anchor's file."""
    return pretty(msgspec.to_builtins(anchor))


def signed_bytes(anchor: Anchor) -> bytes:
    """What is signed: the canonical JSON of everything but the signature."""
    plain: dict[str, Any] = msgspec.to_builtins(anchor)
    return canonical({name: value for name, value in plain.items() if name != "signature"})


def is_signed(anchor: Anchor) -> bool:
    """Whether the signature is that of the key which the anchor names. Raises ValueError for no algorithm."""
    try:
        signature = bytes.fromhex(anchor.signature)
    except ValueError:
        return False
    key = key_of(anchor)
    return key.key_id == anchor.key_id and key.verifies(signed_bytes(anchor), signature)


def key_of(anchor: Anchor) -> PublicKey:
    """The key that an anchor names. Raises ValueError when it names none."""
    return PublicKey(anchor.algorithm, bytes.fromhex(anchor.public_key))


def anchor_digest(data: bytes) -> str:
    """SM3 of an anchor's file."""
    return sm3(data)


def anchor_name(number: int) -> str:
    """Where an anchor stands: a thousand to a folder."""
    return f"{number // 1000:06d}/{number:09d}.json"


def is_anchor(name: str) -> bool:
    """Whether a file's name is that of an anchor."""
    digits = name[-14:-5]
    return digits.isdecimal() and name == anchor_name(int(digits))


def heads_root(heads: Mapping[str, Head], extra: Mapping[str, str]) -> str:
    """The Merkle root over all heads, stations first, each in the order of its name."""
    lines = [f"station/{name} {head.number} {head.seal}\n" for name, head in sorted(heads.items())]
    lines += [f"extra/{name} {value}\n" for name, value in sorted(extra.items())]
    return merkle.root(lines)


def standing(second: Storage) -> Standing:
    """Where a place's chain of anchors stands. An anchor that `last.json` does not know yet is taken up.

    Raises ValueError when the chain cannot be read.
    """
    last = _written(second)
    while (following := _following(second, last)) is not None:
        last = _after(last, following)
    return last


def _settled(second: Storage) -> Standing:
    """The same, and `last.json` says so: it is never further behind than the anchor being written."""
    last = standing(second)
    if last.number != _written(second).number:
        second.write(LAST, _encode_standing(last))
    return last


def _written(second: Storage) -> Standing:
    try:
        return decode_standing(second.read(LAST))
    except FileNotFoundError:
        return Standing()


def decode_standing(data: bytes) -> Standing:
    """What `last.json` says. Raises ValueError when it does not, to the byte."""
    try:
        last = msgspec.json.decode(data, type=Standing)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{LAST} cannot be read: {error}") from None
    if _encode_standing(last) != data:
        raise ValueError(f"{LAST} cannot be read: its text is not the one that is written")
    return last


def _encode_standing(last: Standing) -> bytes:
    return pretty(msgspec.to_builtins(last))


def _following(second: Storage, last: Standing) -> Anchor | None:
    name = anchor_name(last.number + 1)
    try:
        anchor = read_anchor(second, name)
    except FileNotFoundError:
        return None
    if anchor.previous != last.digest:
        raise ValueError(f"{name} is not chained to anchor {last.number}; look with `youjian verify`")
    return anchor


def _after(last: Standing, anchor: Anchor) -> Standing:
    return Standing(
        number=anchor.number,
        digest=anchor_digest(encode_anchor(anchor)),
        at=anchor.at,
        heads=last.heads | anchor.changed,
        extra=anchor.extra,
    )


def _forward(stand: Mapping[str, Head], heads: Mapping[str, Head]) -> dict[str, Head]:
    """The heads that go on from those that stand. The others are told and left as they were anchored.

    One station with a damaged chain, or a database restored to an older day, must not keep the others' heads
    from being anchored.
    """
    taken: dict[str, Head] = {}
    for station, head in sorted(heads.items()):
        known = stand.get(station)
        if known is None or head.number > known.number:
            taken[station] = head
        elif head != known:
            _LOG.error(
                "station %s is left as anchored: its head is seal %d %s, anchored was seal %d %s",
                *(station, head.number, head.seal, known.number, known.seal),
            )
    return taken
