"""The published page of the station API: every digest, signature and message on it is right."""

import json
import re
from pathlib import Path

import pytest

from youjian.collector.orders.arguments import COMMANDS, read
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode as decode_record
from youjian.protocols import station
from youjian.protocols.station import mqtt
from youjian.protocols.station.documents import openapi
from youjian.protocols.station.endpoints import ENDPOINTS
from youjian.protocols.station.reference import FILES

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


@pytest.mark.parametrize(("name", "where"), [("heartbeat", station.HEARTBEAT), ("rotation", station.KEYS)])
def test_messages_are_signed_as_the_page_shows(name, where):
    path, mapping, body = request(name)
    headers = station.MessageHeaders.from_mapping(mapping)
    station.check(headers, body, station.Ed25519Verifier(PUBLIC_KEY))
    assert headers.to_mapping().items() <= mapping.items()
    assert path == where


def test_the_batch_travels_over_mqtt_as_the_page_shows():
    lines = [line.split(": ", 1) for line in BLOCKS["text", "mqtt-batch-1"].splitlines()]
    path, headers, _ = request("batch-1")
    place = mqtt.Place("3602030017", headers["Collector-Id"])
    told = [["topic", place.up], ["response topic", place.down], ["content type", headers["Content-Type"]]]
    pairs = mqtt.question_properties(path, headers)
    assert lines == told + [[f"user property {name}", text] for name, text in pairs]
    assert f"`{mqtt.SHARED_SUBSCRIPTION}`" in PAGE
    assert f"`Path: {mqtt.WILL}`" in PAGE


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
        ("rotation", station.KeyRotation),
        ("receipt", station.BatchReceipt),
        ("commands", station.HeartbeatReply),
        ("command-results", station.CommandResults),
        ("enrolment", station.EnrolmentRequest),
        ("enrolled", station.EnrolmentReply),
    ],
)
def test_every_message_on_the_page_can_be_read(name, kind):
    assert isinstance(station.decode_body(BLOCKS["json", name].encode(), kind), kind)


def test_the_commands_of_the_page_are_those_that_the_collector_knows():
    section = PAGE.partition("## Commands")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(COMMANDS)
    reply = station.decode_body(BLOCKS["json", "commands"].encode(), station.HeartbeatReply)
    results = station.decode_body(BLOCKS["json", "command-results"].encode(), station.CommandResults)
    for command in reply.commands:
        assert read(command.name, command.arguments, reply.server_time)
    assert [one.command_id for one in results.results] == [one.command_id for one in reply.commands]


def test_the_enrolment_shows_the_key_of_the_example():
    message = station.decode_body(BLOCKS["json", "enrolment"].encode(), station.EnrolmentRequest)
    assert message.public_key == PUBLIC_KEY


def test_every_path_is_on_the_page():
    for endpoint in ENDPOINTS:
        assert f"`{endpoint.path}`" in PAGE


@pytest.mark.parametrize("name", FILES)
def test_the_published_documents_are_those_of_the_types(name):
    assert json.loads((DOCS / name).read_text(encoding="utf-8")) == json.loads(json.dumps(FILES[name]()))


def references(document):
    """Every `$ref` in a document."""
    if isinstance(document, dict):
        found = [document["$ref"]] if isinstance(document.get("$ref"), str) else []
        return found + [one for value in document.values() for one in references(value)]
    return [one for value in document for one in references(value)] if isinstance(document, list) else []


@pytest.mark.parametrize("name", ["station-api.openapi.json", "station-api.asyncapi.json"])
def test_every_reference_of_the_documents_leads_somewhere(name):
    document = FILES[name]()
    for reference in references(document):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_the_documents_tell_every_path_and_the_headers_that_the_code_demands():
    paths = openapi()["paths"]
    assert set(paths) == {endpoint.path for endpoint in ENDPOINTS}
    for name in ("batch-1", "heartbeat"):
        path, mapping, _ = request(name)
        demanded = {p["name"]: p["schema"] for p in paths[path]["post"]["parameters"] if p.get("required")}
        assert set(demanded) == set(mapping) - {"Content-Type"}
        for header, schema in demanded.items():
            assert re.fullmatch(schema["pattern"], mapping[header])
