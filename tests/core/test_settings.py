"""Settings: typed, complete, and one clear line when a value cannot be used."""

from pathlib import Path

import pytest

from kimhub.settings import BadSetting, read

pytestmark = pytest.mark.once


def test_nothing_needs_to_be_set(tmp_path: Path):
    settings = read({"KIMHUB_DATA_DIR": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path / 'kimhub.sqlite'}"
    assert settings.storage_url == f"file://{tmp_path / 'files'}"
    assert settings.is_sqlite
    assert not settings.secure


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path):
    first, second = (read({"KIMHUB_DATA_DIR": str(tmp_path)}).secret_key for _ in range(2))

    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_a_new_data_folder_is_for_its_owner_only(tmp_path: Path):
    read({"KIMHUB_DATA_DIR": str(tmp_path / "data")})

    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("KIMHUB_POOL_SIZE", "many", "KIMHUB_POOL_SIZE: write a whole number, not 'many'"),
        ("KIMHUB_POOL_SIZE", "٣", "KIMHUB_POOL_SIZE: write a whole number, not '٣'"),
        ("KIMHUB_DEBUG", "perhaps", "KIMHUB_DEBUG: write 1 or 0, not 'perhaps'"),
        (
            "KIMHUB_DATABASE_URL",
            "mysql://x",
            "KIMHUB_DATABASE_URL: begins with sqlite:/// or postgresql://",
        ),
        ("KIMHUB_SECRET_KEY", "short", "KIMHUB_SECRET_KEY: needs at least 32 characters"),
        ("KIMHUB_LOG_LEVEL", "loud", "KIMHUB_LOG_LEVEL: debug, info, warning or error"),
        (
            "KIMHUB_BASE_URL",
            "kim.go.id",
            "KIMHUB_BASE_URL: write the site's address, such as https://kim.example.go.id",
        ),
        ("KIMHUB_COLOUR", "blue", "KIMHUB_COLOUR: there is no such setting"),
    ],
)
def test_a_wrong_value_is_one_clear_line(tmp_path: Path, name: str, value: str, says: str):
    assert read({"KIMHUB_DATA_DIR": str(tmp_path)})

    with pytest.raises(BadSetting) as no:
        read({"KIMHUB_DATA_DIR": str(tmp_path), name: value})

    assert str(no.value) == says


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(BadSetting, match="KIMHUB_DATA_DIR: cannot write in"):
        read({"KIMHUB_DATA_DIR": str(tmp_path / "file")})


def test_hosts_are_that_of_the_address_and_the_named_ones(tmp_path: Path):
    settings = read(
        {
            "KIMHUB_DATA_DIR": str(tmp_path),
            "KIMHUB_BASE_URL": "https://kim.bone.go.id/",
            "KIMHUB_ALLOWED_HOSTS": "kim.example, www.kim.example",
        }
    )

    assert settings.hosts == {"kim.bone.go.id", "kim.example", "www.kim.example"}
    assert settings.base_url == "https://kim.bone.go.id"
    assert settings.secure
