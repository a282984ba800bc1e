"""An archive in object storage, over real S3 requests: the same as in a folder."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from moto.server import ThreadedMotoServer

from tests.unit.archive.archive_kit import DAY, KEY, NOW, OTHER, SIGNER, fill, look, rows, seal
from youjian.archive.anchors import head_of, read_anchors, write_anchor
from youjian.archive.bucket import BucketStorage
from youjian.archive.days import read_day, read_registry, seals_of
from youjian.archive.sealed import sealed_facts
from youjian.archive.storage import Storage, open_storage
from youjian.archive.thinning import thin_day
from youjian.archive.verify import examine
from youjian.cli import main
from youjian.detection.samples import STATION


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def bucket(endpoint: str) -> Iterator[str]:
    """The URL of a bucket; credentials from the environment, as in a city."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AWS_ACCESS_KEY_ID", "youjian")
        patched.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patched.setenv("AWS_EC2_METADATA_DISABLED", "true")
        options = f"endpoint_override={endpoint}&scheme=http&region=cn-east-1"
        make = open_storage(f"s3://youjian?{options}&allow_bucket_creation=true")
        assert isinstance(make, BucketStorage)
        make.create()
        yield f"s3://youjian/PREFIX?{options}"


@pytest.fixture
def places(bucket: str, request: pytest.FixtureRequest) -> tuple[str, str]:
    name = request.node.name.removeprefix("test_")
    return bucket.replace("PREFIX", f"{name}/archive"), bucket.replace("PREFIX", f"{name}/anchors")


def filled(places: tuple[str, str]) -> tuple[Storage, Storage]:
    storage, second = open_storage(places[0]), open_storage(places[1])
    fill(storage, second)
    return storage, second


def test_a_day_its_late_revision_and_its_register_are_read_back(places: tuple[str, str]) -> None:
    storage, second = filled(places)
    assert read_day(storage, STATION, DAY) == rows(STATION, 1, 2, 4)
    assert read_day(storage, STATION, DAY, revision=1) == rows(STATION, 1, 2)
    assert [s.manifest.number for s in seals_of(storage, STATION)] == [1, 2, 3]
    assert read_registry(storage, seals_of(storage, STATION)[0])["stations"].num_rows == 1
    known = sealed_facts(storage, ["fuellings"], STATION).known("fuellings", NOW + timedelta(days=9))
    assert known["seq"].to_pylist() == [1, 2, 3, 4]
    assert seal(storage, STATION, DAY, 1, 4, 2) == seals_of(storage, STATION)[-1], "nothing new"
    assert [one.number for one in read_anchors(second)] == [1, 2]
    report = examine(storage, second, [KEY])
    assert report.problems == []
    assert (report.looked.stations, report.looked.seals) == (2, 4)


def test_missing_and_exchanged_objects_are_named(places: tuple[str, str]) -> None:
    storage, second = filled(places)
    one, other = (f"{STATION}/{day}/r1/fuellings.parquet" for day in (DAY, DAY + timedelta(days=1)))
    first, next_one = storage.read(one), storage.read(other)
    storage.write(one, next_one)
    storage.write(other, first)
    assert [(p.kind, p.path, p.detail) for p in look(storage, second)] == [
        ("swapped", one, f"holds {other}"),
        ("swapped", other, f"holds {one}"),
    ]
    storage.write(one, first)
    storage.delete(other)
    assert [(p.kind, p.path) for p in look(storage, second)] == [("missing", other)]
    storage.write(other, next_one)
    storage.write("notes.txt", b"x")
    for name in storage.names(f"{OTHER}/"):
        storage.delete(name)
    found = look(storage, second)
    assert {(p.kind, p.station_id, p.day) for p in found} == {("added", None, None), ("missing", OTHER, DAY)}


def test_thinning_deletes_what_it_may(places: tuple[str, str]) -> None:
    storage, second = filled(places)
    thin_day(storage, STATION, DAY, {"heartbeats": None}, sealed_at=NOW)
    assert not [n for n in storage.names(f"{STATION}/{DAY}") if n.endswith("heartbeats.parquet")]
    write_anchor(second, SIGNER, {STATION: head_of(seals_of(storage, STATION)[-1])}, at=NOW)
    assert look(storage, second) == []


def test_the_command_looks_through_a_bucket(
    places: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    storage, _ = filled(places)
    assert main(["verify", places[0], "--anchors", places[1]]) == 0
    assert "2 stations, 3 station-days, 4 seals" in capsys.readouterr().out
    storage.write(f"{OTHER}/{DAY}/r1/heartbeats.parquet", b"PAR1")
    assert main(["verify", places[0], "--station", OTHER]) == 1
    assert f"changed  {OTHER} {DAY} {OTHER}/{DAY}/r1/heartbeats.parquet" in capsys.readouterr().out


def test_a_bucket_is_used_by_several_threads_and_after_being_sent_elsewhere(places: tuple[str, str]) -> None:
    import pickle

    storage = pickle.loads(pickle.dumps(open_storage(places[0])))  # noqa: S301 - our own bytes
    threads = [threading.Thread(target=storage.write, args=(f"a/{n}", bytes([n]))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [storage.read(name) for name in storage.names("a")] == [bytes([n]) for n in range(8)]
    assert storage.children() == ([], ["a"])


def test_a_bucket_that_is_not_there_is_no_clean_archive(
    places: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", places[0].replace("s3://youjian/", "s3://nobody/")]) == 2
    assert "youjian verify: s3://nobody/" in capsys.readouterr().err
    assert main(["verify", places[0]]) == 2
    assert "holds nothing" in capsys.readouterr().err
