"""The vault: what is sealed opens for its purpose, with its key, unchanged; keys rotate; backups too."""

from pathlib import Path

import pytest

from youjian.ledger import vault
from youjian.ledger.backup import BackupError, opened, seal_folder


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "home"))


def test_the_cipher_is_sm4_gcm_by_the_vector_of_rfc_8998() -> None:
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    sealed = vault.encrypt(vault.VaultKey("k", vault.ALGORITHM, key.hex(), ""), nonce, plain, bound)
    assert sealed[-16:].hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"
    assert sealed[12:28].hex().upper() == "17F399F08C67D5EE19D0DC9969C4BB7D"


def test_a_secret_opens_for_its_purpose_only_and_unchanged() -> None:
    sealed = vault.seal("a", b"secret")
    assert vault.unseal("a", sealed) == b"secret"
    assert vault.seal("a", b"secret") != sealed, "never the same text twice"
    flipped = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for purpose, text in (("b", sealed), ("a", flipped), ("a", sealed[:20]), ("a", "plain")):
        with pytest.raises(vault.VaultError):
            vault.unseal(purpose, text)
    assert vault.key_file().stat().st_mode & 0o077 == 0


def test_keys_rotate_and_old_ones_open_until_they_are_forgotten() -> None:
    sealed = vault.seal("a", b"secret")
    old = vault.key_of(sealed)
    new = vault.rotate()
    assert vault.key_of(vault.seal("a", b"x")) == new.id != old
    assert vault.unseal("a", sealed) == b"secret"
    with pytest.raises(vault.VaultError, match="in use"):
        vault.forget(new.id)
    vault.forget(old)
    with pytest.raises(vault.VaultError, match="not in"):
        vault.unseal("a", sealed)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    folder = tmp_path / "place" / "youjian-dump-20261122T020000Z"
    (folder / "database").mkdir(parents=True)
    (folder / "database" / "toc.dat").write_bytes(bytes(range(256)) * 10_000)
    (folder / "backup.json").write_text("{}")
    return seal_folder(folder)


def test_a_sealed_backup_is_one_file_that_gives_the_folder_back(sealed: Path) -> None:
    assert [path.name for path in sealed.parent.iterdir()] == [sealed.name]
    assert bytes(range(200)) not in sealed.read_bytes()
    with opened(sealed) as folder:
        assert (folder / "database" / "toc.dat").read_bytes() == bytes(range(256)) * 10_000
    assert not folder.exists()


@pytest.mark.parametrize("place", [15, 60, 3_000, 1_500_000, -1])
def test_one_changed_byte_of_a_sealed_backup_is_refused(sealed: Path, place: int) -> None:
    data = bytearray(sealed.read_bytes())
    data[place] ^= 1
    sealed.write_bytes(data)
    with pytest.raises(BackupError), opened(sealed):
        pass


def test_a_cut_or_shuffled_sealed_backup_and_another_key_are_refused(
    sealed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = sealed.read_bytes()
    start = len(b"".join(data.split(b"\n", 2)[:2])) + 2
    piece = (1 << 20) + 16
    first, second = data[start : start + piece], data[start + piece : start + 2 * piece]
    for wrong in (
        data[: start + piece],
        data[:-1],
        data[:start] + second + first + data[start + 2 * piece :],
    ):
        sealed.write_bytes(wrong)
        with pytest.raises(BackupError), opened(sealed):
            pass
    sealed.write_bytes(data)
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(BackupError, match="not in"), opened(sealed):
        pass
