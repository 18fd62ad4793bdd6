"""Rules of the house over the whole tree, each with an example that shows it sees what it is for."""

import re
import subprocess
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from kimhub.settings import Settings
from tests.rules.code import faults

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
PRODUCT = sorted(path for path in ROOT.glob("kimhub/**/*.py") if "piccolo_migrations" not in path.parts)
TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".sh",
    ".po",
    ".cfg",
    ".ini",
    ".yml",
    ".json",
    "",
}


def test_the_product_keeps_the_rules():
    assert len(PRODUCT) > 500
    found = [fault for path in PRODUCT for fault in faults(str(path.relative_to(ROOT)), path.read_text())]

    assert not found, "\n".join(found)


BAD = {
    "marks_html": "Markup(post.body)",
    "marks_html, ours": "html.Html(post.body)",
    "marks_html, formatted": "markupsafe.Markup('<b>{}</b>').format(name)",
    "turns_escaping_off": "Environment(loader=x, autoescape=False)",
    "turns_escaping_off, left out": "Environment(loader=x)",
    "turns_escaping_off, by people": "environment().from_string(page.body)",
    "builds_sql": "await Post.raw(f'SELECT * FROM post WHERE title = {title}')",
    "builds_sql, glued": "await Post.raw('SELECT * FROM post ORDER BY ' + order)",
    "builds_sql, percent": "QueryString('SELECT %s' % name)",
    "builds_sql, format": "QueryString('SELECT {}'.format(name))",
    "saves_everything": "await topic.save()",
    "starts_tasks_in_transactions": "async with transaction():\n asyncio.create_task(g())",
    "starts_tasks_in_transactions, many": "async with db.transaction():\n await gather(g(), h())",
    "reads_naive_clocks": "datetime.now()",
    "reads_naive_clocks, utcnow": "datetime.utcnow()",
    "reads_naive_clocks, module": "datetime.datetime.fromtimestamp(0)",
    "reads_naive_clocks, day": "date.today()",
    "reads_naive_clocks, day of UTC": "due < now().date()",
    "prints": "print(user)",
    "reaches_into_others": "Post._meta.db",
    "reaches_into_others, import": "from kimhub.forum.service import _newest",
    "uses_what_the_engines_do_not_share": "price = Decimal(digits=(10, 2))",
    "trips_over_litestar": "get('/x', sync_to_thread=True)",
    "trips_over_litestar, cookie": "Cookie('session', token)",
    "hides_text_from_the_catalog": "_(f'Halo {name}')",
    "hides_text_from_the_catalog, percent": "_('Halo %s' % name)",
    "judges_people_by_address": "await spend('login', request.client.host)",
}
GOOD = [
    "await Post.raw(f'SELECT {COLUMNS} FROM post WHERE id = {{}}', post_id)",
    "await Post.raw('SELECT 1 ' 'FROM post' + TAIL, post_id)",
    "await topic.save(columns=[Topic.title])",
    "image.save(buffer, 'WEBP')",
    "async def f():\n async with transaction():\n  await g()\n asyncio.create_task(h())",
    "datetime.now(UTC)",
    "now().astimezone(zone).date()",
    "datetime.fromtimestamp(0, tz=UTC)",
    "self._cache = {}",
    "from kimhub.core.i18n import _",
    "Environment(autoescape=True)",
    "_('Halo %(name)s') % {'name': name}",
]


@pytest.mark.parametrize("rule", BAD)
def test_each_rule_sees_its_example(rule: str):
    assert len(faults("kimhub/forum/tables.py", BAD[rule])) == 1


@pytest.mark.parametrize("source", GOOD)
def test_sound_code_passes(source: str):
    assert faults("kimhub/forum/tables.py", source) == []


def test_the_places_that_may_are_still_there():
    """A name on a list of exceptions that no longer exists would excuse the next file of that name."""
    from tests.rules.code import MAY_MARK_HTML

    assert [path for path in sorted(MAY_MARK_HTML) if not (ROOT / path).exists()] == []


# What must not stand in the tree; written in parts, so that these lines do not find themselves.
# One alternative each: a pattern that begins with a fixed text is found many times faster.
FOREIGN = {
    "a machine's path": ["/(?<![a-zA-Z0-9._-]/)(wo" + "rk|farm)/", "/ro" + "ot/"],
    "a registry's address": ["index" + "-url [a-z]", r"files\.python" + "hosted", r"registry\.npm" + "js"],
}
UNFINISHED = re.compile(
    r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise NotImplemented|segera hadir|lorem ipsum", re.I
)


@cache
def tree() -> list[Path]:
    """The files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.splitlines() if listed.returncode == 0 else []
    return [path for name in names if (path := ROOT / name).is_file() and path.suffix in TEXT]


def mentions(pattern: str | re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where `pattern` stands in those files, as path:line."""
    expression = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.end()) + 1} {found[0]}"
        for path in paths
        for text in [path.read_text(errors="replace")]
        for found in expression.finditer(text)
    ]


@pytest.mark.parametrize("kind", FOREIGN)
def test_nothing_of_one_machine_stands_in_the_tree(kind: str):
    paths = [path for path in tree() if "vendor" not in path.parts]

    found = [place for pattern in FOREIGN[kind] for place in mentions(pattern, paths)]

    assert not found, "\n".join(found)


def test_nothing_in_the_product_is_unfinished():
    product = [
        path for path in tree() if path.relative_to(ROOT).parts[0] in {"kimhub", "templates", "static"}
    ]

    found = mentions(UNFINISHED, [path for path in product if ".min." not in path.name])

    assert not found, "\n".join(found)


def test_the_locks_pin_every_package_by_hash_and_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        packages = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M).strip())
        assert "://" not in text
        assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_both_locks_name_the_same_versions():
    run, dev = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert {name: dev.get(name) for name in run} == run


def test_every_setting_is_explained():
    """A setting that is not in the table is one nobody finds; one that is gone stops the start."""
    table = set(re.findall(r"^\| `KIMHUB_(\w+)`", (ROOT / "docs/operations.md").read_text(), re.M))
    short = set(re.findall(r"^\| `KIMHUB_(\w+)`", (ROOT / "README.md").read_text(), re.M))

    assert table == {field.name.upper() for field in fields(Settings)}
    assert short <= table


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for names in project["optional-dependencies"].values() for name in names),
    ]
    told = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs/dependencies.md").read_text(), re.M)

    assert {name.split("==")[0] for name in wanted} <= {name for row in told for name in row.split(", ")}


def test_links_between_the_documents_lead_somewhere():
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    broken = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:|mailto:)([^)#]+)", document.read_text())
        if not (document.parent / target).exists()
    ]

    assert broken == []
