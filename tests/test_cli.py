"""The command line: one clear line when something is wrong, and all is ready before the first answer."""

import os
import re
import signal
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from kimhub.cli import MODULES, cli
from tests.commands import PATIENCE, demo, free_port, loaded, run, served, started
from tests.compiled import share_templates

once = pytest.mark.once
SOON = (
    15  # seconds: three of grace, and the machine may be crowded; without the grace it would be 30 or more
)


@once
@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"KIMHUB_PORTT": "1"}, "KIMHUB_PORTT: there is no such setting"),
        ({"KIMHUB_BASE_URL": "kim.example.go.id"}, "KIMHUB_BASE_URL: write the site's address"),
        ({"KIMHUB_SECRET_KEY": "short"}, "KIMHUB_SECRET_KEY: needs at least 32 characters"),
        (
            {"KIMHUB_DATABASE_URL": "mysql://x"},
            "KIMHUB_DATABASE_URL: begins with sqlite:/// or postgresql://",
        ),
        ({"KIMHUB_DATA_DIR": "/proc/kimhub"}, "KIMHUB_DATA_DIR: cannot write in /proc/kimhub"),
        (
            {"KIMHUB_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"},
            "KIMHUB_DATABASE_URL: the database cannot be",
        ),
        (
            {"KIMHUB_DATABASE_URL": "sqlite:////proc/kimhub.sqlite"},
            "KIMHUB_DATABASE_URL: the database cannot be",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line(tmp_path: Path, settings: dict[str, str], line: str):
    done = run(tmp_path, "serve", "--port", str(free_port()), **settings)

    assert done.returncode == 1
    assert done.stdout.startswith(f"Error: {line}")
    assert len(done.stdout.splitlines()) == 1


@once
def test_a_port_in_use_is_one_line(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(tmp_path, "serve", "--port", str(port), real=True)

    assert done.returncode == 1
    assert done.stdout == (
        f"Error: Port {port} is in use, perhaps by another KIMHub. Choose another: --port {port + 1}\n"
    )


@once
def test_every_command_explains_itself():
    listed = CliRunner().invoke(cli, ["--help"]).output

    for name in MODULES:
        assert re.search(rf"^  {name} +\S", listed, re.M), listed
        assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0
    assert CliRunner().invoke(cli, ["dance"]).exit_code == 2


@once
def test_routes_lists_every_address_with_its_rule(tmp_path: Path):
    lines = run(tmp_path, "routes").stdout.splitlines()

    assert any(re.fullmatch(r"GET +/beranda +core\.actor\.signed_in", line) for line in lines)
    assert any(re.fullmatch(r"POST +/siapkan +core\.actor\.anyone", line) for line in lines)


@once
def test_check_holds(tmp_path: Path):
    share_templates(tmp_path / "data")  # compiled before: what they follow from is looked at all the same

    done = run(tmp_path, "check", KIMHUB_SECRET_KEY=os.environ["KIMHUB_SECRET_KEY"])

    assert done.stdout == "Routes, templates and migrations hold together.\n"


@once
def test_a_new_installation_is_ready_before_it_answers_and_says_where_to_begin(tmp_path: Path):
    with served(tmp_path, real=True) as server:
        said = server.said
        assert "Loading the list of all 91,599 places" in said
        assert f"http://127.0.0.1:{server.port}/siapkan" in said
        code = re.search(r"Code +([0-9A-Z]{4}-[0-9A-Z]{4})$", said, re.M)
        assert code
        assert server.get("/healthz")[0] == 200
        assert "Siapkan KIMHub" in server.get("/")[1]
        assert "73.08.16.2009" in server.get("/wilayah/cari?q=mallari+awangpone")[1]
        server.end(PATIENCE)

    with served(tmp_path) as server:  # the same code, and nothing loaded again
        assert f"Code   {code[1]}" in server.said
        assert "Loading" not in server.said
        assert server.get("/siapkan")[0] == 200
        server.end(PATIENCE)


@once
def test_it_stops_soon_with_readers_connected(tmp_path: Path):
    loaded(tmp_path / "data")
    with served(tmp_path) as server:
        readers = [socket.create_connection(("127.0.0.1", server.port)) for _n in range(4)]
        host = f"Host: 127.0.0.1:{server.port}\r\n".encode()
        readers[0].sendall(b"GET /siapkan HTTP/1.1\r\n" + host + b"\r\n")  # answered, and kept open
        assert readers[0].recv(15) == b"HTTP/1.1 200 OK"
        readers[1].sendall(b"GET /siapkan HTTP/1.1\r\n" + host)  # half a request
        readers[2].sendall(  # a form that never comes
            b"POST /siapkan HTTP/1.1\r\n" + host + b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 1000\r\nCookie: visitor=x\r\n\r\ncode="
        )

        server.end(SOON)

        for reader in readers:
            reader.close()


@once
def test_a_worker_runs_until_it_is_asked_to_stop(tmp_path: Path):
    loaded(tmp_path / "data")

    with started(tmp_path, "worker", until="Running jobs", KIMHUB_WORKER="0") as process:
        # Its first deed is to queue the daily jobs; a signal that comes before would rightly prevent it.
        patience = time.monotonic() + PATIENCE
        while not scheduled(tmp_path) and time.monotonic() < patience:
            time.sleep(0.05)  # between two looks; what ends the wait is the row
        process.send_signal(signal.SIGTERM)

        assert process.wait(PATIENCE) == 0
    assert scheduled(tmp_path) > 0


def scheduled(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "data" / "kimhub.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM schedule").fetchone()[0])


@once
def test_jobs_given_up_are_taken_up_again(tmp_path: Path):
    loaded(tmp_path / "data")
    give_up_a_job(tmp_path / "data" / "kimhub.sqlite")

    assert run(tmp_path, "retry", real=True).stdout == "1 jobs will be tried again.\n"
    assert run(tmp_path, "retry").stdout == "0 jobs will be tried again.\n"


@once
def test_an_address_from_the_env_file_is_kept(tmp_path: Path):
    (tmp_path / ".env").write_text("KIMHUB_BASE_URL=https://kim.example.go.id\n")
    loaded(tmp_path / "data")

    with served(tmp_path) as server:
        assert "https://kim.example.go.id/siapkan" in server.said
        assert server.get("/siapkan")[0] == 400  # 127.0.0.1 is not its name


async def test_a_demo_is_filled_once_and_served_on_both_engines(tmp_path: Path, empty_database: str):
    url, said = {}, ""
    if empty_database.startswith("sqlite"):
        said = demo(tmp_path / "own")
    else:
        url = {"KIMHUB_DATABASE_URL": empty_database}
        said = run(tmp_path, "demo", "--data", "own", "--no-serve", **url).stdout

    assert "KIM Mallari" in said
    password = re.search(r"Password of all of them: (\S+)", said)
    assert password
    assert (tmp_path / "own" / "demo-accounts.json").is_file()
    assert not (tmp_path / "data").exists()
    grown = run(
        tmp_path, "seed", "--topics", "5", "--posts", "20", KIMHUB_DATA_DIR=str(tmp_path / "own"), **url
    )
    assert "rows/s" in grown.stdout, grown.stdout
    examined = run(tmp_path, "doctor", KIMHUB_DATA_DIR=str(tmp_path / "own"), **url)
    assert examined.returncode == 0, examined.stdout
    with served(tmp_path, "demo", "--data", "own", **url) as server:
        assert password[1] in server.said
        assert "KIM Mallari" in server.get("/kim?q=mallari")[1]
        server.end(PATIENCE)


@once
def test_a_demo_does_not_touch_an_installation_in_earnest(tmp_path: Path):
    loaded(tmp_path / "real")
    set_up_by_hand(tmp_path / "real" / "kimhub.sqlite")
    settings = {"KIMHUB_DATABASE_URL": f"sqlite:///{tmp_path}/real/kimhub.sqlite"}

    for command in (["demo", "--no-serve"], ["seed", "--topics", "1", "--posts", "1"]):
        done = run(tmp_path, *command, **settings)
        assert done.returncode == 1
        assert "used in earnest" in done.stdout
    assert not (tmp_path / "data-demo" / "demo-accounts.json").exists()


@once
def test_a_demo_leaves_the_database_of_the_env_file_alone(tmp_path: Path):
    said = demo(tmp_path / "data-demo")
    (tmp_path / ".env").write_text(f"KIMHUB_DATABASE_URL=sqlite:///{tmp_path}/real.sqlite\n")

    again = run(tmp_path, "demo", "--no-serve")

    assert again.returncode == 0, again.stdout
    assert not (tmp_path / "real.sqlite").exists()
    assert re.findall("Password of .*", again.stdout) == re.findall("Password of .*", said) != []


def set_up_by_hand(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute(
        "INSERT INTO installation (name, wilayah_code, place, kim_means, set_up_at)"
        " VALUES ('KIMHub Bone', '73.08', '', '', '2026-01-01 00:00:00+00:00')"
    )
    database.commit()
    database.close()


def give_up_a_job(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute(
        "INSERT INTO job (task, payload, run_at, attempts, error, failed_at)"
        " VALUES ('a:b', '{}', '2026-01-01 00:00:00+00:00', 6, 'gone', '2026-01-01 00:00:00+00:00')"
    )
    database.commit()
    database.close()


def test_a_mail_server_hands_letters_in_and_knows_when_to_come_again(tmp_path: Path):
    def hand_in(letter: str, **settings: str) -> tuple[int, str]:
        done = run(tmp_path, "mail-in", typed=letter, apart=True, **settings)
        return done.returncode, done.stderr.splitlines()[-1]

    loaded(tmp_path / "data")

    assert hand_in("From: a@contoh.id\r\nTo: balas@contoh.id\r\n\r\nHalo") == (0, "stranger")
    again, why = hand_in("Halo", KIMHUB_DATABASE_URL="postgresql://127.0.0.1:1/nobody")
    assert (again, "cannot be opened" in why) == (75, True)
