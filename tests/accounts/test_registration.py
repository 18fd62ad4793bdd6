"""Making accounts: by invitation, from a list, at the server."""

import asyncio

import pytest

from kimhub.accounts import passwords, service, terms
from kimhub.accounts.identity import find_by_identity
from kimhub.accounts.tables import Consent, User
from kimhub.core.errors import Invalid
from kimhub.core.tables import Event
from tests import make
from tests.accounts.browsing import PASSWORD, sign_in

GOOD = {"name": "Siti Aminah", "password": PASSWORD, "consent": True}


@pytest.mark.parametrize(
    ("typed", "phone", "username"),
    [
        ("0812-3456-7890", "+6281234567890", None),
        ("+62 812 3456 7890", "+6281234567890", None),
        ("6281234567890", "+6281234567890", None),
        ("Siti.Aminah", None, "siti.aminah"),
        ("siti_99", None, "siti_99"),
    ],
)
async def test_a_phone_number_or_a_user_name_is_enough(typed, phone, username):
    who = await service.register(**GOOD, identity=typed)

    kept = await User.objects().get(User.id == who.id)
    assert (kept.phone, kept.username, kept.email) == (phone, username, None)
    assert await passwords.matches(kept.password, PASSWORD)
    assert kept.consent_version == terms.VERSION
    assert await Consent.exists().where((Consent.user == who.id) & (Consent.version == terms.VERSION))
    assert await Event.exists().where((Event.kind == "UserRegistered") & (Event.actor == who.id))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "1234"}, "name"),
        ({"identity": ""}, "identity"),
        ({"identity": "081"}, "identity"),
        ({"identity": "siti@contoh.id"}, "identity"),
        ({"identity": "ab"}, "identity"),
        ({"identity": "x" * 41}, "identity"),
        ({"identity": "siti aminah"}, "identity"),
        ({"identity": ".siti"}, "identity"),
        ({"identity": "pembina"}, "identity"),
        ({"identity": "sіti"}, "identity"),
        ({"password": "pendek"}, "password"),
        ({"password": "password"}, "password"),
        ({"password": "Siti Aminah 1"}, "password"),
        ({"password": "mallari2026", "about": ("KIM Mallari",)}, "password"),
        ({"consent": False}, "consent"),
    ],
)
async def test_each_fault_is_said_at_its_field(change, field):
    with pytest.raises(Invalid) as refused:
        await service.register(**GOOD | {"identity": "siti.a"} | change)

    assert list(refused.value.errors) == [field]
    assert await User.count() == 0


async def test_all_faults_are_said_at_once():
    with pytest.raises(Invalid) as refused:
        await service.register(name="", identity="", password="", consent=False)

    assert set(refused.value.errors) == {"name", "identity", "password", "consent"}


async def test_a_number_that_has_an_account_is_said_so():
    await service.register(**GOOD, identity="0812-3456-7890")

    with pytest.raises(Invalid) as refused:
        await service.register(**GOOD, identity="+6281234567890")

    assert "sudah punya akun" in refused.value.errors["identity"]


async def test_two_with_one_number_at_once_make_one_account():
    answers = await asyncio.gather(
        *[service.register(**GOOD, identity="0812-3456-7890") for _n in range(5)], return_exceptions=True
    )

    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert sum(isinstance(answer, Invalid) for answer in answers) == 4
    assert await User.count() == 1


async def test_nobody_can_take_the_number_of_another_as_a_user_name():
    with pytest.raises(Invalid):
        await service.register(**GOOD, username="081234567890")


async def test_an_account_from_a_list_opens_only_after_a_code(browser):
    await make.installed()
    secretary = await make.user()

    who = await service.add_person("Budi", phone="0812 3456 7890", by=secretary.id)

    assert (await find_by_identity("081234567890")).id == who.id
    assert (await sign_in(browser, who, "")).status_code == 422
    assert (await sign_in(browser, who, "apa saja boleh")).status_code == 422
    assert (await User.objects().get(User.id == who.id)).consent_version == ""


async def test_an_account_made_for_somebody_asks_for_consent_later():
    who = await service.register(
        name="Operator", identity="operator.bone", password=PASSWORD, must_change_password=True
    )

    kept = await User.objects().get(User.id == who.id)
    assert (kept.must_change_password, kept.consent_version) == (True, "")
    assert await Consent.count() == 0
