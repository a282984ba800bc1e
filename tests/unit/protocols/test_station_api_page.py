"""The published page of the station API: every digest, signature and message on it is right."""

import json
import re
from pathlib import Path

import pytest

from youjian.contract.tables import TABLES
from youjian.contract.validation import decode as decode_record
from youjian.protocols import station

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "station-api.md").read_text(encoding="utf-8")
BLOCKS = {
    (kind, name): text
    for kind, name, text in re.findall(
        r"^```(json|http|text) ([a-z0-9-]+)\n(.*?)\n```$", PAGE, re.DOTALL | re.MULTILINE
    )
}
PRIVATE_KEY = bytes.fromhex(re.search(r"Private key .*`([0-9a-f]{64})`", PAGE)[1])
PUBLIC_KEY = bytes.fromhex(re.search(r"Public key: `([0-9a-f]{64})`", PAGE)[1])


def request(name: str) -> tuple[str, dict[str, str], bytes]:
    """Path, headers and body of an example."""
    first, *lines = BLOCKS["http", name].splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    return first.removeprefix("POST "), headers, BLOCKS["json", name].encode()


def test_the_public_key_belongs_to_the_private_key():
    assert station.public_key_of(PRIVATE_KEY) == PUBLIC_KEY


@pytest.mark.parametrize("name", ["batch-1", "batch-2"])
def test_the_batches_are_signed_as_the_page_shows(name):
    path, mapping, body = request(name)
    headers = station.BatchHeaders.from_mapping(mapping)
    station.check(headers, body, station.Ed25519Verifier(PUBLIC_KEY))
    made = station.sign_batch(
        station.Ed25519Signer(PRIVATE_KEY, headers.key_id),
        body,
        collector_id=headers.collector_id,
        epoch=headers.epoch,
        batch_no=headers.batch_no,
        previous_digest=headers.previous_digest,
    )
    assert (path, made) == (station.BATCHES, headers)


def test_the_chain_begins_with_zeros_and_goes_on():
    first, second = (station.BatchHeaders.from_mapping(request(name)[1]) for name in ("batch-1", "batch-2"))
    assert (first.batch_no, first.previous_digest) == (1, station.ZERO_DIGEST)
    assert (second.batch_no, second.previous_digest) == (2, first.digest)


def test_the_signed_text_is_as_printed():
    headers = station.BatchHeaders.from_mapping(request("batch-1")[1])
    assert station.signing_input(headers).decode() == BLOCKS["text", "batch-1"]


def test_the_heartbeat_is_signed_as_the_page_shows():
    path, mapping, body = request("heartbeat")
    headers = station.MessageHeaders.from_mapping(mapping)
    station.check(headers, body, station.Ed25519Verifier(PUBLIC_KEY))
    assert headers.to_mapping().items() <= mapping.items()
    assert path == station.HEARTBEAT


@pytest.mark.parametrize("name", ["batch-1", "batch-2"])
def test_the_records_of_the_examples_are_valid(name):
    body = station.decode_body(request(name)[2], station.BatchBody)
    for table, records in body.records.items():
        for raw in records:
            assert decode_record(TABLES[table], station.record_object(raw)).station_id == "3602030017"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("heartbeat", station.HeartbeatReport),
        ("receipt", station.BatchReceipt),
        ("enrolment", station.EnrolmentRequest),
        ("enrolled", station.EnrolmentReply),
    ],
)
def test_every_message_on_the_page_can_be_read(name, kind):
    assert isinstance(station.decode_body(BLOCKS["json", name].encode(), kind), kind)


def test_the_enrolment_shows_the_key_of_the_example():
    message = station.decode_body(BLOCKS["json", "enrolment"].encode(), station.EnrolmentRequest)
    assert message.public_key == PUBLIC_KEY


def test_every_path_is_on_the_page():
    for path in (station.ENROL, station.BOOT, station.HEARTBEAT, station.BATCHES, station.COMMAND_RESULTS):
        assert f"`{path}`" in PAGE


def test_the_published_schema_is_that_of_the_types():
    assert json.loads((DOCS / "station-api.schema.json").read_text(encoding="utf-8")) == station.json_schema()
