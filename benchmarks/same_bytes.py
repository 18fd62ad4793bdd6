"""The bare framework answering given bytes: what a kept page is measured against (issue 7).

BENCH_BYTES names a file with the body, BENCH_ENCODING says how it is compressed.
"""

import os
from pathlib import Path

from litestar import Litestar, Response, get

BODY = Path(os.environ["BENCH_BYTES"]).read_bytes() if "BENCH_BYTES" in os.environ else b""
HEADERS = {"content-encoding": os.environ["BENCH_ENCODING"]} if os.environ.get("BENCH_ENCODING") else {}


@get("/{rest:path}", media_type="text/html; charset=utf-8")
async def answer(rest: str) -> Response[bytes]:
    return Response(BODY, headers=HEADERS)


def create_app() -> Litestar:
    return Litestar([answer], openapi_config=None, logging_config=None)
