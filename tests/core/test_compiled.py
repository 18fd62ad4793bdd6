"""Templates that are kept compiled: taken again when nothing changed, and from nobody else."""

import marshal
from pathlib import Path
from unittest.mock import Mock

import pytest
from jinja2 import DictLoader, Environment, meta

from kimhub.core.compiled import Compiled
from kimhub.core.templates import MACROS, environment, template_folder

pytestmark = pytest.mark.once
SECRET = "only-for-tests"


def shown(
    folder: Path, source: str = "one", cause: bytes = b"same", secret: str = SECRET
) -> tuple[str, int]:
    """What the template says, and how often something had to be compiled for it."""
    cache = Compiled(folder, "id", [cause], secret)
    environment = Environment(loader=DictLoader({"page": source}), bytecode_cache=cache, autoescape=True)
    compiling = Mock(wraps=environment.compile)
    environment.compile = compiling  # type: ignore[method-assign]
    return environment.get_template("page").render(), compiling.call_count


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_second_process_compiles_nothing(tmp_path: Path) -> None:
    assert shown(tmp_path) == ("one", 1)
    assert shown(tmp_path) == ("one", 0)


def test_another_source_or_cause_or_secret_is_compiled_anew(tmp_path: Path) -> None:
    shown(tmp_path)

    assert shown(tmp_path, source="two") == ("two", 1)
    assert shown(tmp_path, source="two", secret="another one") == ("two", 1)
    assert shown(tmp_path, cause=b"other") == ("one", 1)
    assert len(files(tmp_path)) == 1  # what the older causes made has gone
    assert shown(tmp_path, cause=b"other") == ("one", 0)


def test_code_that_this_installation_has_not_sealed_does_not_run(tmp_path: Path) -> None:
    shown(tmp_path)
    (kept,) = files(tmp_path)
    whole = kept.read_bytes()

    for planted in (
        whole[:32] + marshal.dumps(compile("raise SystemExit", "planted", "exec")),
        marshal.dumps(compile("raise SystemExit", "planted", "exec")),
        whole[:-1],
        b"",
    ):
        kept.write_bytes(planted)
        assert shown(tmp_path) == ("one", 1)
        assert kept.read_bytes() == whole


def test_where_nothing_can_be_written_templates_are_compiled_as_ever(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert shown(tmp_path / "file" / "folder") == ("one", 1)
    assert shown(tmp_path / "file" / "folder") == ("one", 1)


def test_a_macro_uses_nothing_that_differs_between_installations() -> None:
    """What it gives may be folded into a compiled template, which knows the causes and nothing else."""
    for name in MACROS:
        source = (template_folder() / f"macros/{name}.html").read_text()
        asked = meta.find_undeclared_variables(environment()._parse(source, name, None))
        assert not asked & {"base_url", "installation", "labels", "sections"}, name
