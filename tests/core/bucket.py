"""The smallest service that speaks enough S3 for us: put, get with ranges, head and delete, all signed."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class FakeBucket:
    """`with FakeBucket() as bucket:` serves on `bucket.endpoint`; what was put is in `bucket.objects`."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", headers.pop("length", str(len(body))))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def key(self) -> str | None:
                parts = urlsplit(self.path)
                signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=")
                linked = "X-Amz-Signature" in parse_qs(parts.query)
                if not signed and not linked:
                    self.answer(403)
                    return None
                return parts.path

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if key := self.key():
                    bucket.objects[key] = (body, self.headers.get("Content-Type", ""))
                    self.answer(200, ETag='"x"')

            def do_GET(self) -> None:
                if not (key := self.key()):
                    return
                if key not in bucket.objects:
                    self.answer(404)
                    return
                body, mime = bucket.objects[key]
                headers = {
                    "ETag": '"x"',
                    "Last_Modified": "Thu, 31 Oct 2024 01:05:00 GMT",
                    "Content_Type": mime,
                }
                if match := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
                    start, end = int(match[1]), min(len(body), int(match[2]) + 1 if match[2] else len(body))
                    part = f"bytes {start}-{end - 1}/{len(body)}"
                    self.answer(206, body[start:end], Content_Range=part, **headers)
                else:
                    self.answer(200, body, **headers)

            do_HEAD = do_GET

            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if not (folder := self.key()):
                    return
                names = re.findall(r"<Key>([^<]+)</Key>", asked)
                for name in names:
                    bucket.objects.pop(f"{folder}/{name}", None)
                gone = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
                self.answer(
                    200, f"<DeleteResult>{gone}</DeleteResult>".encode(), Content_Type="application/xml"
                )

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "FakeBucket":
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
