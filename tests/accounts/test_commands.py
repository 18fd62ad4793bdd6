"""`kimhub account`, run as an operator runs it."""

import re
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.commands import run

pytestmark = pytest.mark.once


@pytest.fixture
def kimhub(tmp_path: Path) -> Callable[..., CompletedProcess[str]]:
    """Runs the command in a data folder of its own."""
    settings = {"KIMHUB_DATA_DIR": str(tmp_path), "KIMHUB_LOG_LEVEL": "warning"}
    return partial(run, tmp_path, "account", apart=True, **settings)


def rows(folder: Path, query: str) -> list[tuple]:
    with sqlite3.connect(folder / "kimhub.sqlite") as database:
        return database.execute(query).fetchall()


def test_an_operator_is_made_helped_locked_and_unlocked(kimhub, tmp_path):
    made = kimhub("create", "--name", "Operator Bone", "--identity", "operator.bone", "--role", "sysadmin")
    again = kimhub("create", "--name", "Operator Bone", "--identity", "operator.bone")
    code = kimhub("reset", "operator.bone", "--second-factor")
    nobody = kimhub("reset", "siapa.ini")
    locked = kimhub("lock", "operator.bone")
    no_code = kimhub("reset", "operator.bone")
    unlocked = kimhub("unlock", "operator.bone")

    assert made.returncode == 0, made.stderr
    assert re.search(r"Password, .*: [a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\n", made.stdout)
    assert (again.returncode, "sudah dipakai" in again.stderr) == (1, True)
    assert re.search(r"ten minutes: [A-Z0-9]{4}-[A-Z0-9]{4}\n", code.stdout)
    assert (nobody.returncode, nobody.stderr.startswith("Error: nobody")) == (1, True)
    assert (locked.returncode, no_code.returncode, unlocked.returncode) == (0, 1, 0)
    assert rows(tmp_path, "SELECT role FROM role_assignment") == [("sysadmin",)]
    assert rows(tmp_path, "SELECT status, must_change_password, consent_version FROM account") == [
        ("active", 1, "")
    ]
    kinds = [kind for (kind,) in rows(tmp_path, "SELECT kind FROM event ORDER BY id")]
    assert kinds == [
        "UserRegistered",
        "RoleGranted",
        "SecondFactorOff",
        "ResetCodeIssued",
        "AccountLocked",
        "AccountUnlocked",
    ]


def test_a_password_that_is_typed_is_not_printed(kimhub, tmp_path):
    typed = "perahu kapur senja\n" * 2

    made = kimhub("create", "--name", "Siti", "--identity", "0812-3456-7890", "--password", typed=typed)

    assert made.returncode == 0, made.stderr
    assert "perahu" not in made.stdout
    assert "+6281234567890" in made.stdout
