"""The office's parts that need no database."""

import doctest
import importlib
import json
import re
import stat
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau import environment, setup
from youjian.bureau.openapi import DEFAULT, document

setup()

from ninja import Schema  # noqa: E402 - Django must be set up

from youjian.bureau.accounts.passwords import CharacterClassValidator  # noqa: E402
from youjian.bureau.console import serve_file  # noqa: E402
from youjian.bureau.journal.chain import CONTENT, GENESIS, digest  # noqa: E402
from youjian.bureau.problems import reference  # noqa: E402
from youjian.bureau.scope import covers  # noqa: E402

ids = st.from_regex(r"\d{10}", fullmatch=True)


def test_the_api_document_in_the_console_is_the_api_s() -> None:
    assert json.loads(DEFAULT.read_text(encoding="utf-8")) == json.loads(document()), (
        "the API changed: run `python -m youjian.bureau.openapi`"
    )


def test_no_two_bodies_of_the_api_share_a_name() -> None:
    document()
    ours = [kind for kind in subclasses(Schema) if kind.__module__.startswith("youjian.")]
    twice = [name for name, count in Counter(kind.__name__ for kind in ours).items() if count > 1]
    assert twice == [], "in the API document one of them would overwrite the other"


def subclasses(kind: type) -> list[type]:
    """Every class below one."""
    return [below for child in kind.__subclasses__() for below in (child, *subclasses(child))]


def test_every_operation_that_shows_data_asks_for_a_session() -> None:
    paths = json.loads(document())["paths"]
    open_to_all = {
        path for path, item in paths.items() for operation in item.values() if not operation.get("security")
    }
    receipts = "/api/v1/notify/receipts/{number}/{token}"  # a gateway's report: the token is its right
    second_step = "/api/v1/auth/login/second"  # the ticket of the first step is its right
    service = {f"/api/v1/auth/sso{part}" for part in ("", "/begin", "/callback")}  # away and back to log in
    login = {"/api/v1/auth/csrf", "/api/v1/auth/login", second_step}
    assert open_to_all == {*login, *service, receipts}


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOUJIAN_SECRET_KEY", raising=False)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: environment.secret_key(), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    [path] = (tmp_path / "home").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_number_in_the_environment_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJIAN_IDLE_MINUTES", "half an hour")
    with pytest.raises(ValueError, match=r"YOUJIAN_IDLE_MINUTES .*'half an hour'"):
        environment.number("IDLE_MINUTES", 30)


@given(ids, st.integers(2, 10), ids)
def test_a_scope_covers_exactly_what_begins_with_it(station_id: str, length: int, other: str) -> None:
    prefix = station_id[:length]
    assert covers((prefix,), station_id)
    assert covers((prefix,), other) == (other[:length] == prefix)
    assert not covers((), station_id)


@given(
    st.dictionaries(
        st.sampled_from(CONTENT), st.one_of(st.none(), st.integers(), st.text(max_size=20)), min_size=1
    ),
    st.sampled_from(["sm3", "sha256"]),
)
def test_a_journal_digest_depends_on_every_field_and_on_the_one_before(content: dict, algorithm: str) -> None:
    value = digest(algorithm, GENESIS, content)
    assert re.fullmatch("[0-9a-f]{64}", value)
    assert digest(algorithm, GENESIS, dict(reversed(content.items()))) == value
    assert digest(algorithm, value, content) != value
    for name in content:
        assert digest(algorithm, GENESIS, {**content, name: "something else entirely"}) != value


@pytest.mark.parametrize("password", ["Kiln-and-glaze", "kiln-and-9-glaze", "KILN9glaze"])
def test_three_classes_of_characters_are_enough(password: str) -> None:
    CharacterClassValidator().validate(password)


def test_reference_numbers_have_no_letters_that_are_misread() -> None:
    assert all(re.fullmatch(r"YJ-[2-9A-HJ-NP-Z]{8}", reference()) for _ in range(200))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built console beside a file that is none of its."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>油鉴</title>", encoding="utf-8")
    (folder / "assets" / "index-4f2a.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.key").write_text("secret", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("path", "file", "caching"),
    [
        ("/", "index.html", "no-cache"),
        ("/stations/3602030017", "index.html", "no-cache"),
        ("/assets/index-4f2a.js", "index-4f2a.js", "immutable"),
        ("/../secret.key", "index.html", "no-cache"),
        ("//etc/passwd", "index.html", "no-cache"),
        ("/\x00", "index.html", "no-cache"),
        (f"/{'a' * 5000}", "index.html", "no-cache"),
    ],
)
def test_the_console_serves_its_files_and_its_page_for_the_rest(
    built: Path, path: str, file: str, caching: str
) -> None:
    answer = serve_file(built, path)
    assert Path(answer.path).name == file  # type: ignore[attr-defined]
    assert caching in answer.headers["cache-control"]


def test_an_asset_that_is_not_there_is_no_page(built: Path) -> None:
    assert serve_file(built, "/assets/index-old.js").status_code == 404


def test_an_unbuilt_console_says_how_to_build_it(tmp_path: Path) -> None:
    answer = serve_file(tmp_path, "/")
    assert answer.status_code == 503
    assert b"make setup" in bytes(answer.body)


@pytest.mark.parametrize(
    "name",
    [
        "scope",
        "alerts.causes",
        "alerts.colours",
        "connectivity.attribution",
        "connectivity.parts",
        "connectivity.rates",
        "journal.chain",
        "registry.changes",
        "attachments",
        "registry.city_bounds",
        "registry.words",
        "reporting.figures",
        "reporting.periods",
        "vapour.order_papers",
        "vapour.uploading",
        "vapour.words",
        "metrology.judging",
        "metrology.planning",
        "metrology.visits",
        "metrology.weighing",
        "metrology.standing",
        "metrology.words",
        "tables.cells",
        "tables.xlsx_file",
        "live.supply",
        "notify.quiet",
        "notify.routing",
        "notify.templates",
        "rules.precision",
        "watch.rounds",
        "quality.judging",
        "quality.limits",
        "quality.planning",
        "masks",
        "credit.scoring",
        "credit.lots",
        "bulletins.drafting",
        "bulletins.figures",
        "incidents.transitions",
        "joint.transitions",
        "publicity.limits",
        "times",
        "zipped",
    ],
)
def test_the_examples_in_docstrings_are_right(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"youjian.bureau.{name}"))
    assert found.attempted > 0
    assert found.failed == 0
