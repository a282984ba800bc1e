"""Identity, headers, digests, signatures and the chain of batches."""

from itertools import pairwise

from youjian.conformance.against_collector.heard import Heard
from youjian.conformance.against_collector.judging import Case, judging, same
from youjian.protocols import station

_LIMIT = 1024 * 1024
_MESSAGES = (station.BOOT, station.HEARTBEAT, station.COMMAND_RESULTS, station.KEYS)
_CHAIN_HEADERS = ("Collector-Id", "Key-Id", "Epoch", "Batch-No", "Previous-Digest", "Digest", "Signature")


@judging("headers.batch", "headers.collector_id", "headers.key_id", "headers.epoch", "headers.batch_no",
         "headers.previous_digest", "headers.digest", "headers.signature")  # fmt: skip
def headers_of_batches(case: Case) -> None:
    """Every header of a batch is there and readable."""
    for heard in case.transcript.entries:
        if heard.is_batch:
            wrong = _wrong_header(heard)
            case.expect("headers.batch", heard, wrong or "all seven headers", not wrong)
            for name in _CHAIN_HEADERS:
                check = f"headers.{name.lower().replace('-', '_')}"
                case.expect(check, heard, f"{name} as the page writes it", not wrong.startswith(f"{name}:"))


def _wrong_header(heard: Heard) -> str:
    try:
        station.BatchHeaders.from_mapping(heard.exchange.headers)
    except station.HeaderError as error:
        return str(error)
    return ""


@judging("digest.batch", "signature.batch")
def digests(case: Case) -> None:
    """The digest is that of the bytes as sent after the digest named before; the signature is the key's."""
    for heard in case.transcript.batches():
        headers = heard.headers
        if headers is None:
            continue
        wanted = station.chain_digest(headers.previous_digest, heard.exchange.body)
        case.expect("digest.batch", heard, f"Digest {wanted.hex()}", headers.digest == wanted)
        if headers.digest == wanted:
            case.expect("signature.batch", heard, heard.signed or "a signature that holds", not heard.signed)


@judging("headers.message", "headers.sent_at", "digest.message", "signature.message")
def messages(case: Case) -> None:
    """Boot, heartbeat and results are signed over their five values."""
    for heard in case.transcript.ordered():
        if heard.exchange.path not in _MESSAGES:
            continue
        try:
            headers = station.MessageHeaders.from_mapping(heard.exchange.headers)
        except station.HeaderError as error:
            case.expect("headers.message", heard, str(error), False)
            case.expect("headers.sent_at", heard, str(error), error.header != "Sent-At")
            continue
        case.expect("headers.message", heard, "all headers", True)
        case.expect("headers.sent_at", heard, "Sent-At in UTC", True)
        right = headers.digest == station.sm3(heard.exchange.body)
        case.expect("digest.message", heard, f"Digest {station.sm3(heard.exchange.body).hex()}", right)
        if right:
            case.expect(
                "signature.message", heard, heard.signed or "a signature that holds", not heard.signed
            )


@judging("chain.gapless", "chain.previous", "chain.first", "chain.one_by_one")
def chain(case: Case) -> None:
    """Numbers without gap from 1 in each epoch, each after the digest of the batch before."""
    taken: dict[int, dict[int, Heard]] = {}
    for heard in case.transcript.batches():
        headers = heard.headers
        if headers is None or heard.signed:
            continue
        known = taken.setdefault(headers.epoch, {})
        before = known.get(headers.batch_no - 1)
        _judge_place(case, heard, headers, before)
        if heard.committed:
            known[headers.batch_no] = heard


def _judge_place(case: Case, heard: Heard, headers: station.BatchHeaders, before: Heard | None) -> None:
    if headers.batch_no == 1:
        zeros = headers.previous_digest == station.ZERO_DIGEST
        case.expect("chain.first", heard, "64 zeros before the first batch of an epoch", zeros)
        case.expect("chain.gapless", heard, "numbers from 1", True)
        return
    number = headers.batch_no - 1
    there = case.expect(
        "chain.gapless", heard, f"batch {number} to have been sent and taken before", before is not None
    )
    case.expect("chain.one_by_one", heard, f"batch {number} answered before this one is made", there)
    if before is not None and before.headers is not None:
        digest = before.headers.digest
        right = headers.previous_digest == digest
        case.expect("chain.previous", heard, f"Previous-Digest {digest.hex()}", right)


@judging("chain.one_in_flight")
def one_in_flight(case: Case) -> None:
    """No batch is sent while another is unanswered."""
    batches = [one for one in case.transcript.entries if one.is_batch]
    batches.sort(key=lambda one: one.exchange.began)
    for before, heard in pairwise(batches):
        alone = heard.exchange.began >= before.exchange.ended
        case.expect("chain.one_in_flight", heard, "no batch while another is unanswered", alone)


@judging("chain.same_bytes")
def same_bytes(case: Case) -> None:
    """A number comes again with the same bytes and headers, unless its batch was too large."""
    sent: dict[tuple[int, int], Heard] = {}
    for heard in case.transcript.batches():
        headers = heard.headers
        if headers is None:
            continue
        place = (headers.epoch, headers.batch_no)
        before = sent.get(place)
        if before is not None and before.act != "too_large":
            told = "the bytes and headers of the first time"
            case.expect("chain.same_bytes", heard, told, same(before, heard))
        sent[place] = heard


@judging(
    "body.encoding",
    "body.size",
    "body.content_type",
    "body.envelope",
    "body.no_unknown_field",
    "paths.batches",
)
def bodies(case: Case) -> None:
    """Content type and encoding are the page's, at most 1 MiB unpacked, the envelope has its two fields."""
    for heard in case.transcript.batches():
        case.expect("paths.batches", heard, "batches under their path", True)
        reason, detail = _unread(heard)
        for check, wrong in (
            ("body.encoding", ("encoding", "corrupt")),
            ("body.size", ("too_large",)),
            ("body.content_type", ("content_type",)),
            ("body.envelope", ("invalid",)),
        ):
            case.expect(check, heard, detail or "a body as the page has it", reason not in wrong)
        unknown = "unknown field" in detail
        case.expect("body.no_unknown_field", heard, detail or "no unknown field", not unknown)


def _unread(heard: Heard) -> tuple[str, str]:
    try:
        heard.exchange.message(station.BatchBody)
    except station.BodyError as error:
        return error.reason, error.detail
    return "", ""
