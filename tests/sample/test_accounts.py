"""Who can sign in to a demo, and what a second run changes: nothing."""

import json
import stat
from pathlib import Path

import pytest

from kimhub.accounts import passwords
from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.groups import installation, rights
from kimhub.sample import accounts
from tests.sample.filled import with_bone, with_everything

pytestmark = pytest.mark.usefixtures("wilayah")

ROLES = {"member", "officer", "kim_admin", "forum_coord", "organizer", "pembina", "province", "sysadmin"}


async def test_there_is_an_account_for_each_role_and_it_holds_that_role(tmp_path: Path):
    await with_everything()
    opened = await accounts.open_demo(tmp_path)

    file = tmp_path / accounts.FILE
    assert json.loads(file.read_text()) == [
        {name: getattr(one, name) for name in ("role", "name", "identity", "password", "organization")}
        for one in opened
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {one.role for one in opened} >= ROLES
    assert len({one.organization for one in opened if one.role == "kim_admin"}) >= 2
    for one in opened:
        person = await User.objects().get(User.username == one.identity)
        assert person
        assert await passwords.matches(person.password, one.password)
        grants, _homes = await rights.rights_of(person.id, person.rights_rev)
        held = {grant.role for grant in grants if grant.holds(now())}
        wanted = {"organizer": "officer", "no_membership": None}.get(one.role, one.role)
        assert wanted in held if wanted else not held
    assert person
    named = {one.identity for one in opened}
    assert await User.count().where(User.password == person.password) == len(named)
    assert installation.current().name == accounts.NAME or await installation.is_ready()
    assert await accounts.is_demo()


async def test_a_second_run_keeps_the_password_and_a_lost_list_makes_a_new_one(tmp_path: Path):
    await with_bone()
    first = await accounts.open_demo(tmp_path)

    assert await accounts.open_demo(tmp_path) == first
    (tmp_path / accounts.FILE).unlink()
    second = await accounts.open_demo(tmp_path)
    assert second[0].password != first[0].password
    assert len(second[0].password) >= 12
