"""`kimhub doctor`, tried on installations that are broken: each fault is named, and its cure."""

import shutil
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from kimhub.doctor import machine
from kimhub.doctor.finding import Finding
from kimhub.settings import load
from tests.commands import demo, free_port, run

pytestmark = pytest.mark.once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the data folder of an installation that is set up and well."""
    demo(tmp_path / "data")
    (tmp_path / "data").chmod(0o700)
    return tmp_path


def change(folder: Path, *statements: str) -> None:
    database = sqlite3.connect(folder / "data" / "kimhub.sqlite")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def faults(said: str) -> dict[str, str]:
    """What is marked broken: the part, and what was found with the cure."""
    lines = said.splitlines()
    found = {}
    for number, line in enumerate(lines):
        if line.startswith("BROKEN"):
            what, _, text = line.removeprefix("BROKEN").strip().partition(": ")
            cure = lines[number + 1].strip() if number + 1 < len(lines) else ""
            found[what] = f"{text} | {cure}"
    return found


def test_a_sound_installation_has_no_fault(folder: Path):
    done = run(folder, "doctor")

    assert (done.returncode, faults(done.stdout)) == (0, {})
    for part in (
        "Settings",
        "Data folder",
        "Secret key",
        "Files",
        "E-mail",
        "Database",
        "Migrations",
        "Integrity",
    ):
        assert f"ok      {part}:" in done.stdout


def test_many_faults_are_found_at_once_each_with_its_cure(folder: Path):
    (folder / "data" / "secret.key").chmod(0o644)
    shutil.rmtree(folder / "data" / "files", ignore_errors=True)
    (folder / "data" / "files").touch()  # where the folder of the files should be
    change(
        folder,
        "DELETE FROM wilayah_release",
        "INSERT INTO job (task, payload, run_at, error, failed_at) VALUES"
        " ('a:b', '{}', '2026-01-01 00:00:00+00:00', 'ValueError: no', '2026-01-01 00:00:00+00:00')",
        "INSERT INTO job (task, payload, run_at) VALUES ('a:b', '{}', '2026-01-01 00:00:00+00:00')",
        "INSERT INTO event (kind, payload, happened_at) VALUES ('X', '{}', '2199-01-01 00:00:00+00:00')",
        "PRAGMA foreign_keys = OFF",
        'UPDATE membership SET "user" = 999999 WHERE id = 1',
    )
    port = free_port()

    done = run(
        folder,
        "doctor",
        KIMHUB_SMTP_URL=f"smtp://user:secret-word@127.0.0.1:{port}",
        KIMHUB_MAIL_FROM="kim@example.go.id",
        KIMHUB_BASE_URL="http://kim.example.go.id",
    )

    found = faults(done.stdout)
    assert done.returncode == 1
    assert set(found) == {
        "Secret key",
        "Files",
        "E-mail",
        "Integrity",
        "Places",
        "Failed jobs",
        "Worker",
        "Clock",
    }
    assert "chmod 600" in found["Secret key"]
    assert "KIMHUB_STORAGE_URL" in found["Files"]
    assert f"127.0.0.1:{port}" in found["E-mail"]
    assert "refer to nothing" in found["Integrity"]
    assert "kimhub migrate" in found["Places"]
    assert "ValueError: no" in found["Failed jobs"]
    assert "kimhub retry" in found["Failed jobs"]
    assert "kimhub worker" in found["Worker"]
    assert "timedatectl" in found["Clock"]
    assert "look    Address: http://kim.example.go.id travels unencrypted" in done.stdout
    assert "secret-word" not in done.stdout


def test_pending_migrations_are_named_and_nothing_else_is_asked(folder: Path):
    change(folder, "DELETE FROM migration WHERE id = (SELECT max(id) FROM migration)")

    found = faults(run(folder, "doctor").stdout)

    assert set(found) == {"Migrations"}
    assert found["Migrations"].startswith("1 have not run: ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is not there"),
        (b"", "holds no KIMHub"),
        (b"no database at all, but some text that is long enough " * 40, "damaged"),
    ],
)
def test_a_database_that_is_none(tmp_path: Path, content: bytes | None, words: str):
    (tmp_path / "data").mkdir()
    if content is not None:
        (tmp_path / "data" / "kimhub.sqlite").write_bytes(content)

    done = run(tmp_path, "doctor")

    assert done.returncode == 1
    assert words in faults(done.stdout)["Database"]
    assert (tmp_path / "data" / "kimhub.sqlite").exists() == (content is not None)


def test_a_server_that_does_not_answer(tmp_path: Path):
    done = run(tmp_path, "doctor", KIMHUB_DATABASE_URL="postgresql://kimhub:secret-word@127.0.0.1:1/kimhub")

    assert "cannot be reached" in faults(done.stdout)["Database"]
    assert "secret-word" not in done.stdout


def test_a_setting_that_cannot_be_used_is_the_first_fault(tmp_path: Path):
    done = run(tmp_path, "doctor", real=True, KIMHUB_LOG_LEVEL="loud")

    assert done.returncode == 1
    assert "KIMHUB_LOG_LEVEL" in faults(done.stdout)["Settings"]


def test_a_key_that_can_be_guessed_and_a_mail_without_sender(tmp_path: Path):
    done = run(tmp_path, "doctor", KIMHUB_SECRET_KEY="a" * 40, KIMHUB_SMTP_URL="smtp://127.0.0.1")

    found = faults(done.stdout)
    assert "can be guessed" in found["Secret key"]
    assert "KIMHUB_MAIL_FROM" in found["E-mail"]


def test_a_mail_server_that_lets_us_in(tmp_path: Path):
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        url = f"smtp://127.0.0.1:{controller.port}"
        done = run(tmp_path, "doctor", KIMHUB_SMTP_URL=url, KIMHUB_MAIL_FROM="kim@example.go.id")
    finally:
        controller.stop()

    assert f"ok      E-mail: 127.0.0.1:{controller.port} lets us in" in done.stdout


async def looked_at(folder: Path) -> list[Finding]:
    return [finding async for finding in machine.folder(replace(load(), data_dir=folder))]


async def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)

    (finding,) = await looked_at(tmp_path)

    assert (finding.state, finding.what) == ("bad", "Data folder")
    assert "Permission denied" in finding.found
    assert f"{tmp_path}" in finding.cure


@pytest.mark.parametrize(
    ("free", "state"), [(50_000_000, "bad"), (500_000_000, "warn"), (5_000_000_000, "good")]
)
async def test_a_disk_that_is_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))

    (finding,) = await looked_at(tmp_path)

    assert finding.state == state


async def test_a_folder_that_is_not_there(tmp_path: Path):
    (finding,) = await looked_at(tmp_path / "nowhere")

    assert (finding.state, finding.found) == ("bad", f"{tmp_path}/nowhere is not there")


def test_counters_that_are_wrong_are_found_and_set_right(folder: Path):
    change(folder, "UPDATE topic SET reply_count = 99 WHERE id = 1", "UPDATE board SET topic_count = 99")

    said = run(folder, "doctor").stdout
    mended = run(folder, "recount").stdout

    assert "1 topics" in said
    assert "kimhub recount" in said
    assert mended.startswith("1 topics, ")
