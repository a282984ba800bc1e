"""The bodies of the station API: what a collector sends and what the platform answers.

Requests refuse unknown fields; replies ignore them, so that an older collector understands a newer platform.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from youjian.contract.fields import (
    END,
    Device,
    Millilitres,
    Moment,
    Note,
    NozzleId,
    Sequence,
    StationId,
    Text,
)

ENROL = "/station/v1/enrol"
BATCHES = "/station/v1/batches"
BOOT = "/station/v1/boot"
HEARTBEAT = "/station/v1/heartbeat"
COMMAND_RESULTS = "/station/v1/command-results"
KEYS = "/station/v1/keys"

Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Digest = Annotated[str, Meta(pattern=rf"^[0-9a-f]{{64}}{END}", description="SM3, lower-case hexadecimal")]
Seconds = Annotated[int, Meta(ge=1, le=86_400, description="s")]
Iccid = Annotated[
    str, Meta(pattern=rf"^[0-9]{{18,20}}[0-9A-Fa-f]?{END}", description="the SIM card's number")
]
DeviceStates = dict[Device, Annotated[str, Meta(max_length=64)]]


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body that a collector sends."""


class Reply(Struct, frozen=True, kw_only=True):
    """A body that the platform answers with."""


class Command(Reply, frozen=True, kw_only=True):
    """Something the platform asks of a collector, idempotent by id. None changes or hides a record."""

    command_id: Annotated[str, Meta(pattern=rf"^[A-Za-z0-9._-]{{1,64}}{END}")]
    name: Text
    arguments: dict[str, str] = {}
    expires_at: Moment | None = None


class RecordChain(Request, frozen=True, kw_only=True, omit_defaults=True):
    """The part of one device's record chain that a batch carries, in the order of the chain.

    Record number n has the digest d(n) = SM3(d(n-1) + c(n)), c(n) = SM3(table + 0x00 + the record's bytes as
    they stand in the body); d(0) is 32 zero bytes. An entry names a record of this batch by table and index
    (from 0), or gives c(n) itself where telemetry was thinned on the box. `first_no` is the number of the
    first entry, `previous_digest` d(first_no - 1), `digest` that of the last entry. `again` marks a part that
    was acknowledged before and is sent once more: it moves no head.
    """

    device: Device
    first_no: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    previous_digest: Digest
    digest: Digest
    records: list[tuple[str, Count] | Digest]
    again: bool = False


class ChainHead(Request, frozen=True, kw_only=True):
    """Number and digest of the newest record of a device's chain: what can no longer be changed unseen."""

    no: Count
    digest: Digest


class BatchBody(Request, frozen=True, kw_only=True, omit_defaults=True):
    """Records of one batch by table name, each kept undecoded until it is judged on its own."""

    sent_at: Moment
    records: dict[str, list[Raw]]
    chains: list[RecordChain] = []


class Quarantined(Reply, frozen=True, kw_only=True):
    """A record of the batch that was set aside: the index counts from 0 within its table."""

    table: str
    index: Count
    reason: str


class BatchReceipt(Reply, frozen=True, kw_only=True):
    """200: the batch is durable and judged by the pairwise rules; delete up to `batch_no`."""

    batch_no: Count
    stored: Count
    duplicates: Count
    quarantined: list[Quarantined]
    server_time: Moment
    commands: list[Command] = []


class ChainState(Reply, frozen=True, kw_only=True):
    """409: where the platform's chain of this epoch stands. Resend from `expected_no`."""

    expected_no: Count
    last_digest: Digest


class SentState(Reply, frozen=True, kw_only=True):
    """409 to a boot or heartbeat: its `Sent-At` is not newer than the last one that was accepted."""

    last_sent_at: Moment
    server_time: Moment


class Problem(Reply, frozen=True, kw_only=True):
    """Any other refusal: what was wrong with what, and what to do."""

    error: str
    detail: str


class Boot(Request, frozen=True, kw_only=True):
    """Sent after every start of the collector. `last_batch_no` 0: nothing sent in this epoch yet."""

    at: Moment
    firmware: Text
    reason: Text
    devices: DeviceStates = {}
    last_batch_no: Count = 0
    last_digest: Digest = "0" * 64
    outbox_depth: Count = 0


class BootReply(Reply, frozen=True, kw_only=True):
    """`pending`: data is stored and marked as test until the rollout accepts the collector."""

    status: Literal["accepted", "pending", "refused"]
    heartbeat_s: Seconds
    batch_s: Seconds
    server_time: Moment
    reason: str | None = None


class HeartbeatReport(Request, frozen=True, kw_only=True, omit_defaults=True):
    """Sent every `heartbeat_s`: the collector's own state and what it knows of its devices."""

    at: Moment
    outbox_depth: Count
    last_record_at: Moment | None = None
    firmware: Text
    devices: DeviceStates = {}
    link: Text | None = None
    signal_dbm: float | None = None
    iccid: Iccid | None = None
    clock_offset_s: Annotated[float, Meta(description="s, collector minus platform as last seen")] | None = (
        None
    )
    chain_heads: dict[Device, ChainHead] = {}


class HeartbeatReply(Reply, frozen=True, kw_only=True):
    """The platform's clock and what it asks."""

    server_time: Moment
    commands: list[Command] = []


class CommandResult(Request, frozen=True, kw_only=True):
    """What became of one command; sent again until acknowledged."""

    command_id: Annotated[str, Meta(pattern=rf"^[A-Za-z0-9._-]{{1,64}}{END}")]
    status: Literal["done", "refused", "failed", "expired"]
    at: Moment
    detail: Note | None = None


class CommandResults(Request, frozen=True, kw_only=True):
    """Body of `POST /station/v1/command-results`."""

    results: list[CommandResult]


class CommandResultsReply(Reply, frozen=True, kw_only=True):
    """Which results the platform now holds."""

    received: list[str]
    server_time: Moment


class EnrolmentRequest(Request, frozen=True, kw_only=True):
    """A one-time code from the console and the public key that the device will sign with."""

    code: Annotated[str, Meta(min_length=6, max_length=64)]
    public_key: Annotated[
        bytes, Meta(min_length=32, max_length=128, description="raw public key; base64 in JSON")
    ]
    algorithm: Literal["ed25519", "sm2"] = "ed25519"
    hardware_id: Text | None = None
    firmware: Text | None = None


class KeyRotation(Request, frozen=True, kw_only=True):
    """Body of `POST /station/v1/keys`, signed with the present key: the key that will sign from now on."""

    public_key: Annotated[
        bytes, Meta(min_length=32, max_length=128, description="raw public key; base64 in JSON")
    ]
    algorithm: Literal["ed25519", "sm2"] = "ed25519"


class KeyRotationReply(Reply, frozen=True, kw_only=True):
    """The new key's name. The old key is revoked when the new one has signed for the first time."""

    key_id: str
    server_time: Moment


class NozzleState(Reply, frozen=True, kw_only=True):
    """The last fuelling of a nozzle as the platform knows it: the next `seq` is one more."""

    seq: Sequence
    totalizer_ml: Millilitres


class EnrolmentReply(Reply, frozen=True, kw_only=True):
    """Who the device is from now on, and from where its records continue."""

    collector_id: str
    station_id: StationId
    epoch: Annotated[int, Meta(ge=1)]
    key_id: str
    state: dict[NozzleId, NozzleState] = {}
    server_time: Moment | None = None


MESSAGES: tuple[type[Struct], ...] = (
    BatchBody, BatchReceipt, ChainState, SentState, Problem, Boot, BootReply, HeartbeatReport, HeartbeatReply,
    CommandResults, CommandResultsReply, EnrolmentRequest, EnrolmentReply, KeyRotation, KeyRotationReply,
)  # fmt: skip


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) with a definition per message; records are described in the data contract's."""
    _, components = msgspec.json.schema_components(MESSAGES, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "youjian station API, version 1",
        "$defs": dict(sorted(components.items())),
    }
