"""Photos are known by what they hold, and refused when they are something else."""

import pytest

from youjian.bureau import setup

setup()

from youjian.bureau.attachments import MAX_BYTES, MAX_EACH, Photo, checked, clean_name  # noqa: E402
from youjian.bureau.problems import Problem  # noqa: E402 - Django must be set up

JPEG = b"\xff\xd8\xff\xe0rest"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
def test_the_first_bytes_say_what_a_photo_is(content: bytes, kind: str) -> None:
    photo = Photo("anything.exe", content)
    assert checked([photo]) == [(photo, kind)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b" " + JPEG,
    ],
)
def test_a_name_makes_nothing_a_photo(content: bytes) -> None:
    with pytest.raises(Problem) as refused:
        checked([Photo("dispenser.jpg", content)])
    assert (refused.value.status, refused.value.code) == (422, "no_photo")


def test_a_photo_may_be_as_big_as_said_and_no_bigger() -> None:
    full = JPEG.ljust(MAX_BYTES, b"\x00")
    assert len(checked([Photo("full.jpg", full)])) == 1
    with pytest.raises(Problem) as refused:
        checked([Photo("more.jpg", full + b"\x00")])
    assert (refused.value.status, refused.value.code) == (413, "photo_too_big")


def test_one_photo_too_many_refuses_all() -> None:
    photo = Photo("one.jpg", JPEG)
    assert len(checked([photo] * MAX_EACH)) == MAX_EACH
    with pytest.raises(Problem) as refused:
        checked([photo] * (MAX_EACH + 1))
    assert (refused.value.status, refused.value.code) == (422, "too_many_photos")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\plate.png", "plate.png"),
        ("a\r\nSet-Cookie: b.jpg", "aSet-Cookie: b.jpg"),
        ("\x00", "photo"),
    ],
)
def test_a_kept_name_has_no_folder_and_no_control_character(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = clean_name("x" * 500 + ".jpg")
    assert len(kept) == 190
    assert kept.endswith(".jpg")
