"""The installation's settings: read once from the environment or an `.env` file, then never changed."""

import contextlib
import os
import re
import secrets
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

PREFIX = "KIMHUB_"
_MAIL_IN = re.compile(r"[a-z0-9][a-z0-9._-]{0,15}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")


class BadSetting(Exception):
    """A setting has a value that cannot be used; the message is one clear line for the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside, each as `KIMHUB_<NAME>` (docs/operations.md explains them)."""

    data_dir: Path = Path("data")
    database_url: str = ""  # empty: SQLite in data_dir
    secret_key: str = ""  # empty: made once and kept in data_dir/secret.key
    base_url: str = "http://127.0.0.1:8000"
    allowed_hosts: tuple[str, ...] = ()  # besides the host of base_url
    debug: bool = False
    log_level: str = "info"
    inline_reads: int = 5000  # SQLite steps a short read may take on the event loop; 0 turns it off
    sqlite_readers: int = 2
    pool_size: int = 8  # PostgreSQL connections per process
    storage_url: str = ""  # empty: files in data_dir/files; s3://bucket/prefix for a bucket
    storage_endpoint: str = ""
    storage_access_key: str = ""
    storage_secret_key: str = ""
    storage_region: str = "auto"
    smtp_url: str = ""  # empty: no e-mail is sent
    mail_from: str = ""
    mail_in: str = ""  # the address that answers to letters go to; empty: letters cannot be answered
    imap_url: str = ""  # the mailbox of that address; empty: `kimhub mail-in` is given what comes
    upload_limit: int = 20_000_000  # bytes of one uploaded file
    document_limit: int = 500_000_000  # bytes of one file of the library, which comes in pieces
    image_max_px: int = 960
    session_idle_days: int = 30
    session_absolute_days: int = 180
    require_second_factor: bool = False  # for pembina, province and sysadmin
    worker: bool = True  # run jobs inside the server process

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def secure(self) -> bool:
        """True when people reach the site by https, so cookies must be Secure."""
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """Host names (no port) this installation answers to."""
        named = {urlsplit(self.base_url).hostname or "", *self.allowed_hosts}
        return frozenset(host.lower() for host in named)


def read(environment: dict[str, str]) -> Settings:
    """Settings from `environment`; raises BadSetting naming the first value that cannot be used."""
    known = {field.name: field for field in fields(Settings)}
    values: dict[str, object] = {}
    for key, text in environment.items():
        name = key.removeprefix(PREFIX).lower()
        if not key.startswith(PREFIX):
            continue
        if name not in known:
            raise BadSetting(f"{key}: there is no such setting")
        values[name] = _convert(key, text, known[name].type)
    settings = Settings(**values)  # type: ignore[arg-type]
    return _complete(settings)


@cache
def load() -> Settings:
    """The settings of this process: `.env` in the working directory, overridden by the environment."""
    file = {key: value or "" for key, value in dotenv_values(".env").items()}
    return read({k: v for k, v in {**file, **os.environ}.items() if k.startswith(PREFIX)})


def _convert(key: str, text: str, kind: object) -> object:
    if kind is bool:
        if text.lower() not in {"1", "0", "true", "false", "yes", "no", ""}:
            raise BadSetting(f"{key}: write 1 or 0, not {text!r}")
        return text.lower() in {"1", "true", "yes"}
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise BadSetting(f"{key}: write a whole number, not {text!r}")
        return int(text)
    if kind is Path:
        return Path(text).expanduser()
    if kind is str:
        return text.strip()
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _complete(settings: Settings) -> Settings:
    data_dir = settings.data_dir.absolute()
    url = settings.database_url or f"sqlite:///{data_dir / 'kimhub.sqlite'}"
    if urlsplit(url).scheme not in {"sqlite", "postgresql", "postgres"}:
        raise BadSetting("KIMHUB_DATABASE_URL: begins with sqlite:/// or postgresql://")
    base = urlsplit(settings.base_url)
    if base.scheme not in {"http", "https"} or not base.hostname or base.path.strip("/"):
        raise BadSetting("KIMHUB_BASE_URL: write the site's address, such as https://kim.example.go.id")
    if settings.secret_key and len(settings.secret_key) < 32:
        raise BadSetting("KIMHUB_SECRET_KEY: needs at least 32 characters")
    if settings.mail_in and not _MAIL_IN.fullmatch(settings.mail_in.lower()):
        raise BadSetting("KIMHUB_MAIL_IN: an address such as balas@kim.example.go.id, short and without +")
    if settings.imap_url and not settings.mail_in:
        raise BadSetting("KIMHUB_IMAP_URL: needs KIMHUB_MAIL_IN, the address of that mailbox")
    if settings.imap_url and urlsplit(settings.imap_url).scheme not in {"imap", "imaps"}:
        raise BadSetting("KIMHUB_IMAP_URL: begins with imaps:// or imap://")
    if settings.log_level not in {"debug", "info", "warning", "error"}:
        raise BadSetting("KIMHUB_LOG_LEVEL: debug, info, warning or error")
    known = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    return Settings(
        **known
        | {
            "data_dir": data_dir,
            "database_url": url,
            "base_url": settings.base_url.rstrip("/"),
            "mail_in": settings.mail_in.lower(),
            "storage_url": settings.storage_url or f"file://{data_dir / 'files'}",
            "secret_key": settings.secret_key or _kept_secret(data_dir),
        }
    )


def _kept_secret(data_dir: Path) -> str:
    """The key made at first start; a race between two starting processes ends with one key."""
    path = data_dir / "secret.key"
    try:
        if not data_dir.is_dir():
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # phone numbers, sessions, secrets
    except OSError as error:
        raise BadSetting(f"KIMHUB_DATA_DIR: cannot write in {data_dir} ({error.strerror})") from error
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
    except OSError as error:
        raise BadSetting(f"KIMHUB_DATA_DIR: cannot write in {data_dir} ({error.strerror})") from error
    if len(key := path.read_text().strip()) < 32:
        raise BadSetting(f"{path} is too short: delete it, or set KIMHUB_SECRET_KEY")
    return key


def _write_once(path: Path, text: str) -> None:
    """Make `path` with `text` in it, whole from its first moment; whoever came first stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
