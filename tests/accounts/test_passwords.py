"""What may be a password (OWASP ASVS 5.0.0, 6.2), and that hashing stops nobody else."""

import asyncio
from collections.abc import Iterator

import pytest

from kimhub.accounts import passwords
from kimhub.core.errors import Invalid, TooMany
from tests import hashing

ABOUT = ("Siti Aminah, S.Kom.", "siti.aminah", "+6281234567890", "KIM Mallari")


@pytest.fixture
def real_cost() -> Iterator[None]:
    """Passwords are hashed as in earnest."""
    before = passwords.HASHER
    hashing.use(hashing.REAL)
    yield
    hashing.use(before)


@pytest.mark.once
@pytest.mark.parametrize(
    "password",
    [
        "perahu kapur senja",
        "xk7-qpzm",
        "ßéçöñîûà",
        "        spasi",
        "12 kerbau 9 sapi",
        "A" * 3 + "b-Z0~" * 25,
        "小さな村の情報",
    ],
)
def test_any_composition_of_eight_characters_or_more_will_do(password):
    if len(password) >= 8:
        passwords.check_new(password, about=ABOUT)
    else:
        with pytest.raises(Invalid):
            passwords.check_new(password, about=ABOUT)


@pytest.mark.once
@pytest.mark.parametrize(
    "password",
    [
        "",
        "pendek7",
        "x" * 129,
        "password",
        "PASSWORD",
        "1q2w3e4r5t",
        "iloveyou",
        "aaaaaaaa",
        "abababab",
        "12345678",
        "87654321",
        "qwertyuiop",
        "abcdefgh",
        "bismillah",
        "Bismillah123",
        "sayangku99",
        "indonesia2024!",
        "rahasia1",
        "p@ssw0rd2024!",
        "adminkim1",
        "KIMHUB2026",
        "Merdeka#45",
        "perahu kopi senja",
    ],
)
def test_short_long_and_common_ones_are_refused(password):
    with pytest.raises(Invalid) as refused:
        passwords.check_new(password)

    assert list(refused.value.errors) == ["password"]


@pytest.mark.once
@pytest.mark.parametrize(
    "password",
    [
        "sitiaminah",
        "Siti Aminah 88",
        "siti.aminah",
        "aminah1990",
        "081234567890",
        "812-3456-7890x",
        "kim mallari",
        "Mallari2024",
    ],
)
def test_what_strangers_know_of_a_person_is_refused(password):
    with pytest.raises(Invalid):
        passwords.check_new(password, about=ABOUT)
    passwords.check_new(f"{password} dan tiga perahu", about=())


@pytest.mark.once
def test_the_three_thousand_most_common_that_are_long_enough_are_refused():
    listed = [line for line in passwords._listed() if len(line) >= passwords.SHORTEST]

    assert len(listed) >= 3000
    assert all(passwords.is_common(line) for line in listed)


@pytest.mark.once
@pytest.mark.usefixtures("real_cost")
async def test_a_password_is_compared_exactly_as_typed():
    long = "Aa1 " * 32
    kept = await passwords.hashed(long)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")  # OWASP's second setting
    assert await passwords.matches(kept, long)
    assert not await passwords.matches(kept, long[:-1])
    assert not await passwords.matches(kept, long.strip())
    assert not await passwords.matches(kept, long.lower())


@pytest.mark.once
async def test_an_account_without_a_password_matches_nothing():
    assert not await passwords.matches("", "tidak ada akun seperti ini")
    assert not await passwords.matches("", "")
    assert not await passwords.matches("not a hash", "apa saja")


@pytest.mark.once
@pytest.mark.usefixtures("real_cost")
async def test_a_burst_is_told_to_come_back_and_the_rest_of_the_site_goes_on(monkeypatch):
    """ASVS 15.2.2: a slow function cannot stop the site."""
    monkeypatch.setattr(passwords, "WAITING", 10)  # of 60: each takes a core for 30 ms
    burst = [
        asyncio.create_task(passwords.matches("", f"tebakan {n}")) for n in range(passwords.WAITING + 20)
    ]
    await asyncio.sleep(0)

    turns = 0
    while not all(task.done() for task in burst):
        await asyncio.sleep(0.001)
        turns += 1
    answers = await asyncio.gather(*burst, return_exceptions=True)

    assert sum(isinstance(answer, TooMany) for answer in answers) == 20
    assert sum(answer is False for answer in answers) == passwords.WAITING
    assert turns > 20  # the loop was free all the while
    assert not await passwords.matches("", "sesudahnya")
