"""Static files: hashed names, compressed once, kept for ever by browsers."""

import gzip
import os
import re
from pathlib import Path
from typing import Any

import brotli
import pytest

from kimhub.core.assets import Assets, asset, site_assets

pytestmark = pytest.mark.once

CSS = b"a{color:red}" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    (static / "img").mkdir(parents=True)
    (static / "app.css").write_bytes(CSS)
    (static / "img" / "x.png").write_bytes(b"\x89PNG" + bytes(200))
    (static / "tiny.js").write_bytes(b"1")
    (static / ".hidden").write_bytes(b"x")
    return static


async def ask(
    app: Assets, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await app({"type": "http", "method": method, "path": path, "headers": raw}, None, send)  # type: ignore[arg-type,typeddict-item]
    start, *rest = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], found, b"".join(part["body"] for part in rest)


async def test_a_name_carries_its_content_and_is_kept_for_ever(folder: Path) -> None:
    app = Assets(folder)
    address = app.url("app.css")
    assert address.startswith("/static/app.")
    assert address.endswith(".css")
    status, headers, body = await ask(app, address)
    assert (status, body) == (200, CSS)
    assert app.content("app.css") == CSS
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert headers["content-length"] == str(len(CSS))
    assert headers["vary"] == "accept-encoding"
    assert headers["x-content-type-options"] == "nosniff"
    (folder / "app.css").write_bytes(CSS + b"b{}")
    assert Assets(folder).url("app.css") != address


async def test_our_own_script_is_sent_without_comments_and_indentation(folder: Path) -> None:
    (folder / "own.js").write_text(
        "/* What\n   it does. */\n(() => {\n  // why\n  go(`/* a`);  // stays\n})();\n"
    )
    (folder / "other.min.js").write_text("/* licence */\n  go();\n")
    app = Assets(folder)

    assert (await ask(app, app.url("own.js")))[2] == b"(() => {\ngo(`/* a`);  // stays\n})();"
    assert (await ask(app, app.url("other.min.js")))[2] == b"/* licence */\n  go();\n"


async def test_a_mount_may_take_the_prefix_away(folder: Path) -> None:
    app = Assets(folder)
    address = app.url("img/x.png").removeprefix("/static")
    assert (await ask(app, address))[0] == 200
    assert (await ask(app, address + "/"))[0] == 200


async def test_browsers_get_the_best_form_they_accept(folder: Path, tmp_path: Path) -> None:
    app = Assets(folder, tmp_path / "cache")
    address = app.url("app.css")
    _, headers, body = await ask(app, address, accept_encoding="gzip, deflate, br")
    assert headers["content-encoding"] == "br"
    assert brotli.decompress(body) == CSS
    _, headers, body = await ask(app, address, accept_encoding="GZIP;q=0.5, br;q=0")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == CSS
    _, headers, body = await ask(app, address, accept_encoding="identity")
    assert "content-encoding" not in headers
    assert body == CSS
    _, headers, body = await ask(app, app.url("tiny.js"), accept_encoding="br")
    assert "content-encoding" not in headers
    _, headers, _ = await ask(app, app.url("img/x.png"), accept_encoding="br")
    assert "content-encoding" not in headers
    assert "vary" not in headers


async def test_what_was_compressed_is_not_compressed_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Assets(folder, tmp_path / "cache")
    for name in ("app.css", "tiny.js"):
        await ask(first, first.url(name), accept_encoding="br")

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("compressed again")

    monkeypatch.setattr(brotli, "compress", fail)
    again = Assets(folder, tmp_path / "cache")
    _, headers, body = await ask(again, again.url("app.css"), accept_encoding="br")
    assert headers["content-encoding"] == "br"
    assert brotli.decompress(body) == CSS
    _, headers, body = await ask(again, again.url("tiny.js"), accept_encoding="br")
    assert ("content-encoding" in headers, body) == (False, b"1")


async def test_a_cache_that_cannot_be_written_does_no_harm(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    app = Assets(folder, tmp_path / "file" / "cache")
    assert (await ask(app, app.url("app.css"), accept_encoding="br"))[1]["content-encoding"] == "br"


async def test_a_browser_that_has_it_is_told_so(folder: Path) -> None:
    app = Assets(folder)
    address = app.url("app.css")
    _, headers, _ = await ask(app, address, accept_encoding="br")
    tag = headers["etag"]
    status, again, body = await ask(app, address, accept_encoding="br", if_none_match=f'"x", W/{tag}')
    assert (status, body, again["etag"]) == (304, b"", tag)
    assert "content-length" not in again
    assert (await ask(app, address, if_none_match=tag))[0] == 200  # another form, another tag
    assert (await ask(app, address, if_none_match="*"))[0] == 304


async def test_head_sends_no_body_and_other_methods_are_refused(folder: Path) -> None:
    app = Assets(folder)
    status, headers, body = await ask(app, app.url("app.css"), "HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", str(len(CSS)))
    status, headers, _ = await ask(app, app.url("app.css"), "POST")
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/static/app.css",
        "/static/",
        "/static/../app.css",
        "/static/.hidden",
        "/static/app.0000000000.css",
        "/static/é",
    ],
)
async def test_what_is_not_listed_is_not_found(folder: Path, path: str) -> None:
    status, headers, body = await ask(Assets(folder), path)
    assert (status, body, headers["cache-control"]) == (404, b"", "no-store")


def test_an_unknown_name_is_an_error_of_ours(folder: Path) -> None:
    with pytest.raises(KeyError):
        Assets(folder).url("nothing.css")


def test_an_edited_file_is_read_again_while_developing(folder: Path) -> None:
    watched, fixed = Assets(folder, watch=True), Assets(folder)
    before = watched.url("app.css")
    (folder / "app.css").write_bytes(b"b{}")
    os.utime(folder / "app.css", ns=(1, 1))
    assert watched.url("app.css") != before
    assert fixed.url("app.css") == before


def test_our_own_files_are_there_and_none_points_to_a_name_without_hash() -> None:
    assert asset("app.css").startswith("/static/app.")
    stylesheets = [a.content for a in site_assets()._assets.values() if a.mime.startswith("text/css")]
    assert stylesheets
    inside = re.compile(rb'url\((#|"data:image/svg\+xml,)')  # drawn in the sheet itself
    assert all(b"url(" not in inside.sub(b"", sheet) for sheet in stylesheets)


def test_a_link_that_covers_its_line_covers_no_more():
    css = (Path(__file__).parents[2] / "static" / "app.css").read_text()
    covering = re.findall(r"([^{}\n]+) a::after \{[^}]*inset: 0", css)
    # The box around must be the line itself (it has a position): else the link lies over the whole page.
    assert {one.strip() for one in covering} <= {
        ".your-turn li", ".inbox", ".topic-row h3", ".event-row :is(h3, h4)",
    }  # fmt: skip
