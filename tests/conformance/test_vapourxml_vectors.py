"""The published security vector of the XML family, through every form that a device may post it in."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from youjian.protocols import vapourxml
from youjian.protocols.vapour.sm4 import decrypt, encrypt, key_bytes, mac

DOCUMENT = json.loads((Path(__file__).parent / "vectors" / "hj212_frames.json").read_text(encoding="utf-8"))
(VECTOR,) = DOCUMENT["security"]
KEY, IV = key_bytes("key", VECTOR["key"]), key_bytes("iv", VECTOR["iv"])
SECRECY = vapourxml.Secrecy(VECTOR["key"], VECTOR["iv"])
ENVELOPE = vapourxml.Envelope(
    data_id="000005",
    user_id="4419000001",
    time="20200804100103",
    type="06",
    sec="1",
    content=VECTOR["ciphertext"],
    hmac=VECTOR["mac"],
)


def test_the_cipher_gives_the_published_ciphertext_and_back():
    plain, cipher = VECTOR["plaintext"].encode(), vapourxml.content._base64(VECTOR["ciphertext"])
    assert encrypt(KEY, IV, plain) == cipher
    assert decrypt(KEY, IV, cipher) == plain


def test_the_hmac_is_the_published_one():
    assert mac(KEY, VECTOR["ciphertext"].encode()) == VECTOR["mac"]


def test_a_device_seals_to_the_published_message():
    plain = structs.replace(ENVELOPE, sec="0", content="", hmac="")
    assert SECRECY.sealed(plain, VECTOR["plaintext"].encode()) == ENVELOPE


@pytest.mark.parametrize("form", ["soap11", "soap12", "xml", "json"])
def test_the_published_message_enables_its_nozzle_in_every_form(form):
    sent = vapourxml.encode_message(structs.replace(ENVELOPE, form=form))
    received = vapourxml.decode_message(sent)
    assert isinstance(received, vapourxml.Envelope)
    assert (received.form, received.content, received.hmac) == (form, ENVELOPE.content, ENVELOPE.hmac)
    upload = vapourxml.vapour_upload(received.type, vapourxml.rows_of(received, SECRECY))
    (switch,) = upload.switches
    assert (switch.nozzle, switch.dispenser, switch.enabled, switch.cause) == (1, 1, True, "1")
    assert switch.at == datetime(2020, 8, 4, 2, 1, 3, tzinfo=UTC)
    assert (upload.problems, upload.unknown) == ([], {})


def test_a_changed_character_is_not_believed():
    for changed in (
        structs.replace(ENVELOPE, content="C" + ENVELOPE.content[1:]),
        structs.replace(ENVELOPE, hmac="3" + ENVELOPE.hmac[1:]),
        structs.replace(ENVELOPE, sec="0"),
    ):
        with pytest.raises(vapourxml.ContentError):
            vapourxml.rows_of(changed, SECRECY)


def test_without_a_key_a_sealed_content_says_what_is_missing():
    with pytest.raises(vapourxml.ContentError, match="no key is configured"):
        vapourxml.rows_of(ENVELOPE)
