"""Which of a station's seals the last anchor in the second place covers."""

from collections.abc import Collection
from dataclasses import dataclass

from youjian.archive.anchors import anchor_name, heads_root, is_signed, key_of, read_anchor, standing
from youjian.archive.signing import PublicKey, trusted
from youjian.archive.storage import Storage
from youjian.engine.proof.outcome import Reason


@dataclass(frozen=True)
class Anchored:
    """The station's head as the last anchor signed it: every seal of the chain up to it is covered.

    `anchor` is the anchor's number; head number 0: none is covered.
    """

    anchor: int
    number: int = 0
    seal: str = ""
    fault: Reason | None = None


def anchored(second: Storage, station_id: str, keys: Collection[PublicKey] = ()) -> Anchored:
    """What the last anchor says of a station, its signature and root checked.

    With `keys` it must be signed by one of them; without, it is only known to agree with itself.
    """
    try:
        last = standing(second)
        if last.number == 0:
            return Anchored(0)
        name = anchor_name(last.number)
        anchor = read_anchor(second, name)
        signed = is_signed(anchor)
    except (ValueError, FileNotFoundError) as error:
        return Anchored(0, fault=Reason("anchor", "anchors", str(error)))
    if not signed or (keys and not trusted(key_of(anchor), keys)):
        return Anchored(last.number, fault=Reason("anchor", name, "its signature is not good"))
    if heads_root(last.heads, last.extra) != anchor.root:
        return Anchored(last.number, fault=Reason("anchor", name, "the heads are not those that it signed"))
    head = last.heads.get(station_id)
    return Anchored(last.number) if head is None else Anchored(last.number, head.number, head.seal)
