"""What a form brought: read once per request, within limits, and never kept longer.

Litestar's own reader of plain forms keeps the last 1,024 bodies in memory, passwords included
(`lru_cache` in litestar/_parsers.py, 2.25.0); its multipart reader believes whatever charset a part
names, and answers 500 when the text is something else.
"""

from asyncio import Lock
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import InternalServerException
from multipart import MultipartSegment, PushMultipartParser  # type: ignore[import-untyped]

from kimhub.core.amounts import number
from kimhub.core.errors import Unreadable
from kimhub.core.i18n import _

MAX_FIELD = 60_000  # characters; services set their own, smaller limits
MAX_FIELDS = 1_000

Fields = list[tuple[str, Any]]


async def read_fields(request: Request) -> Fields:
    """Names and values in the order sent, files as UploadFile; raises Unreadable for what is no form."""
    scope: Any = request.scope
    if "form" not in scope:
        # A handler's form, choices and files are provided side by side, and a body can be read only once.
        async with scope.setdefault("form_lock", Lock()):
            if "form" not in scope:
                scope["form"] = await _read(request)
    fields: Fields = scope["form"]
    return fields


async def read_form(request: Request) -> dict[str, str]:
    """The text fields of the form; of a field sent twice the last one counts."""
    return {name: value for name, value in await _checked(request) if isinstance(value, str)}


async def read_choices(request: Request) -> dict[str, list[str]]:
    """All values of each text field, for check boxes that share a name."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in await _checked(request):
        if isinstance(value, str):
            values[name].append(value)
    return values


async def read_files(request: Request) -> dict[str, list[Any]]:
    """The files of the form by field; a file field left empty is not there."""
    found: dict[str, list[Any]] = defaultdict(list)
    for name, value in await _checked(request):
        if isinstance(value, UploadFile) and value.filename:
            found[name].append(value)
    return found


async def read_front(request: Request, most: int) -> Fields:
    """The text fields ahead of the first file, of a form that is not read whole: those that stand in about
    its first `most` bytes. Raises what the parser raises."""
    kind, options = request.content_type
    if kind != "multipart/form-data" or not options.get("boundary"):
        return []
    parser = PushMultipartParser(options["boundary"], max_segment_count=MAX_FIELDS, strict=False)
    found: Fields = []
    read, name, text = 0, "", bytearray()
    async for chunk in request.stream():
        for part in parser.parse(chunk):
            if isinstance(part, MultipartSegment):
                if part.filename:
                    return found
                name = part.name
                text.clear()
            elif part is None:
                found.append((name, text.decode("utf-8", "replace")))
            else:
                text += part
        read += len(chunk)
        if read >= most:
            break
    return found


async def _checked(request: Request) -> Fields:
    fields = await read_fields(request)
    for name, value in fields:
        text = value.filename if isinstance(value, UploadFile) else value
        if len(text) > MAX_FIELD:
            most = {"n": number(MAX_FIELD)}
            raise Unreadable(_("Salah satu isian terlalu panjang. Paling banyak %(n)s huruf.") % most)
        if "\0" in text or "\0" in name:  # PostgreSQL keeps no such text
            raise Unreadable
    return fields


async def _read(request: Request) -> Fields:
    kind, _options = request.content_type
    try:
        if kind == "multipart/form-data":
            return list((await request.form()).multi_items())
        if kind == "application/x-www-form-urlencoded":
            text = (await request.body()).decode("utf-8", "replace")
            return parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except (ValueError, LookupError):  # too many fields; text not in the charset it names, or in none
        raise Unreadable from None
    except InternalServerException as gone:  # Litestar's word for a browser that went away in mid-form
        raise Unreadable from gone
    return []
