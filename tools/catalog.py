"""The English catalog: Indonesian in the code is the source, kimhub/locale holds what it is in English.

python tools/catalog.py update         collect the texts, keep the translations, compile
python tools/catalog.py check          exit 1 when a text has no English, or something is stale
python tools/catalog.py missing        print what has no English yet, as a .po to fill in
python tools/catalog.py fill FILE.po   take translations from such a file, then update
"""

import argparse
import io
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
KEYWORDS = {"_": None, "gettext": None, "lazy_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
METHODS = [("**/piccolo_migrations/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
# As kimhub/core/page.py sets up its environment; else a text here is not the one looked up there.
JINJA = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
NOTE = "KIMHub in English. Indonesian is the source; `make catalog` collects its texts here."
# No clock in the file: collecting the same texts twice writes the same bytes.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def po_path(root: Path) -> Path:
    return root / "kimhub/locale/en/LC_MESSAGES/kimhub.po"


def extract(root: Path) -> Catalog:
    """Every text for people in the package and the templates, with the files it stands in."""
    found = _empty()
    for folder in ("kimhub", "templates"):
        texts = extract_from_dir(
            root / folder,
            METHODS,
            {"**.html": JINJA},
            KEYWORDS,
            comment_tags=("i18n:",),
            strip_comment_tags=True,
        )
        for name, _line, text, comments, context in texts:
            found.add(text, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return found


def load(root: Path) -> Catalog:
    """The committed catalog; an empty one where there is none yet."""
    path = po_path(root)
    return _read(path) if path.exists() else _empty()


def update(root: Path, translations: Catalog | None = None) -> Catalog:
    """Write the catalog of today's texts, with the translations known and those given; compile it."""
    catalog = load(root)
    for message in translations or ():
        if message.id and _complete(message):
            catalog.delete(message.id, message.context)
            catalog.add(message.id, message.string, context=message.context)
    catalog.update(extract(root), no_fuzzy_matching=True)
    path = po_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalog))
    path.with_suffix(".mo").write_bytes(as_mo(catalog))
    return catalog


def missing(root: Path) -> list[Message]:
    """The texts that English readers would see in Indonesian."""
    known = load(root)
    entries = ((message, known.get(message.id, message.context)) for message in _texts(extract(root)))
    return [message for message, entry in entries if entry is None or entry.fuzzy or not _complete(entry)]


def faults(root: Path) -> Iterator[str]:
    """What `check` complains of, a line each."""
    for message in missing(root):
        where = ", ".join(name for name, _line in message.locations)
        yield f"no English for {_first(message)!r} ({where})"
    catalog = load(root)
    for message in _texts(catalog):
        for error in message.check(catalog) if _complete(message) else []:
            yield f"wrong English for {_first(message)!r}: {error}"
    compiled = po_path(root).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != as_mo(catalog):
        yield "kimhub.mo is not compiled from kimhub.po: run make catalog"


def as_po(catalog: Catalog | Iterable[Message]) -> bytes:
    """A .po without line numbers, so that it changes only when a text does."""
    if not isinstance(catalog, Catalog):
        messages, catalog = list(catalog), _empty()
        for message in messages:
            catalog.add(message.id, message.string, message.locations, context=message.context)
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _empty() -> Catalog:
    return Catalog(
        locale="en",
        project="KIMHub",
        header_comment=f"# {NOTE}",
        msgid_bugs_address="",
        language_team="English",
        last_translator="KIMHub",
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def _texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(strings) and all(strings)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["update", "check", "missing", "fill"])
    parser.add_argument("file", nargs="?", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "check":
        found = list(faults(root))
        print("\n".join(found) or f"The English catalog is complete: {len(load(root))} texts.")
        return int(bool(found))
    if options.command == "missing":
        sys.stdout.buffer.write(as_po(missing(root)))
        return 0
    if options.command == "fill" and options.file is None:
        parser.error("fill needs a file")
    update(root, _read(options.file) if options.command == "fill" else None)
    print(f"{len(load(root))} texts, {len(missing(root))} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main())
