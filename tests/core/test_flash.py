"""The message that survives a redirect cannot be written by anybody else."""

import pytest

from kimhub.core.flash import Flash, pack, unpack

pytestmark = pytest.mark.once


def test_a_message_comes_back_as_it_went():
    flash = Flash("Tersimpan – é", "success", "/forum/t/1/urungkan")

    assert unpack(pack(flash)) == flash


@pytest.mark.parametrize("cookie", ["", "x", ".", "é.é", "00.eyJ0ZXh0IjogIngifQ=="])
def test_a_foreign_message_is_not_shown(cookie: str):
    assert unpack(pack(Flash("Halo"))) is not None

    assert unpack(cookie) is None


def test_a_changed_message_is_not_shown():
    assert unpack(pack(Flash("Halo")).replace(".ey", ".fy")) is None
