"""What every test gets: a real database, and the real app behind an HTTP client.

    pytest --db sqlite      a file in memory (the default)
    pytest --db postgres    a server of our own, started for this run

Settings are set before the first import of kimhub, so nothing of it is imported up here.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.compiled import SHARED, share_templates, tell_that_all_is_imported
from tests.live import live, live_from_nothing, live_server, live_template
from tests.postgres import Server

__all__ = ["live", "live_from_nothing", "live_server", "live_template"]  # fixtures

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made inside
_DATABASES = {"database", "empty_database", "live", "live_from_nothing", "live_server", "live_template"}
# These mostly wait, for a text that saves itself or a lost connection, and so begin first: meanwhile others
# have the processors. Then those that take longest: at the end two workers share what is short.
_WAITING = (
    *("tests/browser/test_article_editor", "tests/browser/test_program", "tests/browser/test_composer"),
    *("tests/browser/test_weight", "tests/browser/test_site_photos", "tests/library/test_live_uploads"),
    *("tests/test_live", "tests/test_cli", "tests/browser/test_door", "tests/browser/test_paths"),
    *("tests/browser/test_script", "tests/browser/test_upload", "tests/core/test_sqlite"),
    *("tests/core/test_migr", "tests/library/test_reading_converters", "tests/accounts/test_commands"),
)
_LONGEST = ("tests/browser/", "tests/test_", "tests/security/", "tests/sample/")
_SECRET = "only-for-tests-" * 4


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="the engine to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Choose this process's folder and database; the first process starts PostgreSQL for all."""
    worker = getattr(config, "workerinput", None)
    if worker or not config.getoption("numprocesses", None):
        gc.disable()  # until all is collected: what is imported and listed by then stays, see below
    if config.getoption("--db") == "postgres":
        if worker is None:
            config.kimhub_server = Server().start()
            url = config.kimhub_server.url
        else:
            url = worker["postgres"].format
        config.kimhub_postgres = (url("postgres"), f"kimhub_{worker['workerid'] if worker else 'main'}")
        os.environ["KIMHUB_DATABASE_URL"] = url(config.kimhub_postgres[1])
    memory = _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None
    config.kimhub_folder = tempfile.mkdtemp(prefix=f"kimhub-test-{os.getpid()}-", dir=memory)
    _forget_the_dead(Path(config.kimhub_folder).parent)
    alone = os.environ.get(SHARED) or f"{config.kimhub_folder}/compiled"
    config.kimhub_templates = worker["templates"] if worker else alone
    os.environ[SHARED] = config.kimhub_templates
    share_templates(Path(config.kimhub_folder))
    os.environ["KIMHUB_DATA_DIR"] = config.kimhub_folder
    if config.getoption("--db") == "sqlite":
        os.environ["KIMHUB_DATABASE_URL"] = f"sqlite:///{config.kimhub_folder}/kimhub.sqlite"
    os.environ["KIMHUB_SECRET_KEY"] = _SECRET
    os.environ["KIMHUB_BASE_URL"] = "http://testserver.local"
    os.environ["KIMHUB_WORKER"] = "0"
    _let_chance_take_its_time()
    # Each server and command of a test would compile the whole house: more than it does otherwise.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _let_chance_take_its_time() -> None:
    """How long hypothesis takes to think of something says how busy the machine is.

    Nor does it read all modules for numbers to try: that takes each process two seconds on a fresh
    clone, and lets the examples of a test depend on what others have imported.
    """
    from hypothesis import HealthCheck, settings
    from hypothesis.internal.conjecture import providers

    settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("suite")
    providers._get_local_constants = lambda: providers._local_constants


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := getattr(config, "kimhub_server", None):
        server.stop()
    if folder := getattr(config, "kimhub_folder", None):
        shutil.rmtree(folder, ignore_errors=True)


def _forget_the_dead(folder: Path) -> None:
    """Remove what runs that were killed have left: it may lie in memory."""
    for left in folder.glob("kimhub-test-*-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker where the server is, and the compiled templates of this run."""
    node.workerinput["templates"] = node.config.kimhub_templates
    if server := getattr(node.config, "kimhub_server", None):
        node.workerinput["postgres"] = server.url("{}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test has the database, save those that need none: these run in the SQLite pass only."""
    once: list[pytest.Item] = []
    for item in items:
        used = {*item.fixturenames} if isinstance(item, pytest.Function) else set()
        if not _needs_database(item, used):
            once.append(item)
        if isinstance(item, pytest.Function) and (item not in once[-1:] or "database" in used):
            item.fixturenames[:0] = ["cleaner", "clean"]
    if config.getoption("--db") == "postgres":
        config.hook.pytest_deselected(items=once)
        left_out = {*once}
        items[:] = [item for item in items if item not in left_out]
    items.sort(
        key=lambda item: (not item.nodeid.startswith(_WAITING), not item.nodeid.startswith(_LONGEST))
    )
    # What is there by now stays: the collector would look through it again and again for the whole run.
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 20)
    tell_that_all_is_imported()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A worker tells of each test how it went and what else went wrong, not each of its three parts: that
    cost as much as a hundred short tests."""
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _needs_database(item: pytest.Item, fixtures: set[str]) -> bool:
    """False for a test marked `once`, and for one that could not ask the database anything: it is no
    coroutine, and none of its fixtures opens one."""
    could = iscoroutinefunction(getattr(item, "function", None)) or bool(_DATABASES & fixtures)
    return could and not item.get_closest_marker("once")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A short name for bytes: an archive made a second later would be another test to another worker."""
    return argname if isinstance(val, bytes) and len(val) > 20 else None


@pytest.fixture(scope="session")
async def database(pytestconfig: pytest.Config) -> AsyncIterator[Any]:
    """The engine, connected to a database that the real migrations made."""
    from kimhub.core import db
    from kimhub.core.migrations import migrate
    from tests import hashing
    from tests.database import on_the_loop

    hashing.make_cheap()
    engine = db.engine()
    if isinstance(engine, db.OneWriterEngine):
        engine.pragmas["synchronous"] = "OFF"  # no test of this process pulls the plug
    else:
        await _create(*pytestconfig.kimhub_postgres)
    await db.connect()
    await migrate()
    if isinstance(engine, db.OneWriterEngine):
        on_the_loop(engine)
    yield engine
    await db.disconnect()


@pytest.fixture(scope="session")
async def cleaner(database: Any) -> AsyncIterator[Any]:
    from kimhub.core import front, shell
    from kimhub.forum import related, web_lists, web_posts, web_standing
    from kimhub.programs import shown
    from kimhub.programs.web import public
    from tests.database import Cleaner, after_each, filled, tables_of

    after_each.extend(
        [shell.forget, related.forget, web_lists.forget, web_posts.forget, web_standing.forget]
    )
    after_each.extend([shown.forget, public.forget, front.forget])
    yield Cleaner(database, await tables_of(database))
    assert await filled(database) == [], "what should be emptied after each test"


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let open topics be told of new replies, as they are outside the tests."""
    from kimhub.forum import live

    monkeypatch.setattr(live, "MOST", 300)


@pytest.fixture
async def clean(cleaner: Any) -> AsyncIterator[None]:
    """Empty the database after each test that wrote something."""
    yield
    await cleaner.clean()


@pytest.fixture(scope="session")
async def wilayah(database: Any) -> None:
    """The places of the five sample areas (about 1,400 of 91,599); they stay for the whole run."""
    from tests.wilayah.areas import load_areas

    await load_areas()


@pytest.fixture(scope="session")
async def app(database: Any) -> Any:
    """The real application; jobs run only when a test runs them (`run_due`).

    Its lifespan (migrate, connect, work) is the business of `database` here and of the live server's tests:
    Litestar's task group must end in the task it began in, which a session fixture cannot promise.
    """
    from kimhub.app import create_app

    return create_app()


@pytest.fixture
async def browser(app: Any) -> AsyncIterator[Any]:
    """A visitor without a session: an httpx.AsyncClient that talks to the app in this process."""
    from tests.client import Client

    async with Client(app) as client:
        yield client


@pytest.fixture
async def empty_database(pytestconfig: pytest.Config, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database of the test's own, on a real disk, without any table."""
    if pytestconfig.getoption("--db") == "sqlite":
        yield f"sqlite:///{tmp_path}/own.sqlite"
        return
    server, worker = pytestconfig.kimhub_postgres
    name = f"{worker}_own"
    await _create(server, name)
    yield server.replace("/postgres?", f"/{name}?")
    await _sql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _create(server: str, name: str) -> None:
    await _sql(server, f'CREATE DATABASE "{name}"')


async def _sql(server: str, sql: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server)
    await connection.execute(sql)
    await connection.close()
