"""The chains of records that batches carry: digests, devices, numbers, and what may be left out."""

from collections import defaultdict
from dataclasses import dataclass, field

from youjian.conformance.against_collector.heard import Heard
from youjian.conformance.against_collector.judging import Case, judging
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.protocols import station
from youjian.protocols.station import RecordChain

_THINNED = ("tank:", "vapour")
_CHECKS = (
    "record_chains.digest", "record_chains.device", "record_chains.part", "record_chains.thinned",
    "record_chains.follows", "record_chains.again", "record_chains.outside",
)  # fmt: skip


@dataclass
class _Heads:
    """Number and digest of each device's newest chained record, by epoch."""

    of_epoch: dict[int, dict[str, tuple[int, str]]] = field(default_factory=lambda: defaultdict(dict))
    acknowledged: set[bytes] = field(default_factory=set)


@judging(*_CHECKS)
def record_chains(case: Case) -> None:
    """Every part of a chain that the platform took."""
    heads, seen = _Heads(), False
    for heard in case.transcript.committed():
        body = heard.exchange.message(station.BatchBody)
        seen = seen or bool(body.chains)
        for part in body.chains:
            _judge_part(case, heard, body, part, heads)
        _judge_outside(case, heard, body, heads.of_epoch[heard.epoch])
        heads.acknowledged.update(heard.record_texts)
    for check in _CHECKS:
        case.book.pass_over(check, "no part of a chain was sent again" if seen else "no batch carried chains")


def _judge_part(case: Case, heard: Heard, body: station.BatchBody, part: RecordChain, heads: _Heads) -> None:
    contents = [_content(body, entry) for entry in part.records]
    whole = bool(contents) and all(content is not None for content in contents)
    told = f"{part.device} from {part.first_no}: entries that name records of this batch"
    if not case.expect("record_chains.part", heard, told, whole):
        return
    found = station.digests(bytes.fromhex(part.previous_digest), [one for one in contents if one is not None])
    told = f"{part.device} from {part.first_no}: digest {found[-1].hex()}"
    case.expect("record_chains.digest", heard, told, found[-1].hex() == part.digest)
    _judge_devices(case, heard, body, part)
    if part.again:
        _judge_again(case, heard, part, heads)
    else:
        _judge_place(case, heard, part, heads.of_epoch[heard.epoch])


def _content(body: station.BatchBody, entry: tuple[str, int] | str) -> bytes | None:
    """c(n) of an entry, None where it names a record that is not there."""
    if isinstance(entry, str):
        return bytes.fromhex(entry)
    table, index = entry
    raws = body.records.get(table, [])
    return station.content_digest(table, bytes(raws[index])) if index < len(raws) else None


def _judge_devices(case: Case, heard: Heard, body: station.BatchBody, part: RecordChain) -> None:
    kind = heard.exchange.header("content-type") or None
    for entry in part.records:
        if isinstance(entry, str):
            thinned = part.device.startswith(_THINNED)
            case.expect("record_chains.thinned", heard, f"no record of {part.device} left out", thinned)
            continue
        device = _device(entry[0], station.record_object(body.records[entry[0]][entry[1]], kind))
        if device is not None:
            told = f"{entry[0]}[{entry[1]}] in the chain of {device}"
            case.expect("record_chains.device", heard, told, device == part.device)


def _device(table: str, plain: object) -> str | None:
    try:
        return station.chained_device(decode(TABLES[table], plain))
    except (KeyError, ValueError):
        return None


def _judge_place(case: Case, heard: Heard, part: RecordChain, heads: dict[str, tuple[int, str]]) -> None:
    head = heads.get(part.device)
    if head is not None:
        told = f"{part.device} from {head[0] + 1} after {head[1]}"
        follows = (part.first_no, part.previous_digest) == (head[0] + 1, head[1])
        case.expect("record_chains.follows", heard, told, follows)
    heads[part.device] = (part.first_no + len(part.records) - 1, part.digest)


def _judge_again(case: Case, heard: Heard, part: RecordChain, heads: _Heads) -> None:
    """Only records that were acknowledged before come in a part marked `again`."""
    texts = {
        (table, index): text
        for (table, index, _), text in zip(heard.records, heard.record_texts, strict=True)
    }
    named = [texts[entry] for entry in part.records if not isinstance(entry, str)]
    told = f"{part.device} from {part.first_no}: records that were acknowledged before"
    case.expect("record_chains.again", heard, told, set(named) <= heads.acknowledged)


def _judge_outside(
    case: Case, heard: Heard, body: station.BatchBody, heads: dict[str, tuple[int, str]]
) -> None:
    chained = {entry for part in body.chains for entry in part.records if not isinstance(entry, str)}
    for table, index, plain in heard.records:
        device = _device(table, plain)
        if device in heads:
            told = f"{table}[{index}] in the chain of {device}"
            case.expect("record_chains.outside", heard, told, (table, index) in chained)
