"""A small load generator in a process of its own: `python -m benchmarks.load HOST:PORT PATH ...`.

With `--each FILE` it sends the requests of that file (a JSON list, base64), each once, instead of one again
and again. Prints one JSON object: seconds per request at each percentile, requests, failures, bytes of an
answer.
Bounded by a number of requests, keep-alive connections only, loopback only.
"""

import argparse
import asyncio
import base64
import itertools
import json
import time
from collections.abc import Iterable
from pathlib import Path

GOOD = {200, 303, 304}


class Connection:
    """One keep-alive connection."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def __aenter__(self) -> "Connection":
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def ask(self, request: bytes) -> tuple[int, int]:
        """Status and length of one answer."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        await self.reader.readexactly(length)
        return status, len(head) + length


async def run(host: str, port: int, requests: Iterable[bytes], connections: int) -> dict[str, float]:
    """Share `requests` among `connections`; an answer that is none of GOOD counts as failed."""
    times: list[float] = []
    failed = size = 0
    left = iter(requests)

    async def one() -> None:
        nonlocal failed, size
        async with Connection(host, port) as connection:
            for request in left:
                start = time.perf_counter()
                status, size = await connection.ask(request)
                times.append(time.perf_counter() - start)
                failed += status not in GOOD

    start = time.perf_counter()
    await asyncio.gather(*[one() for _ in range(connections)])
    took = time.perf_counter() - start
    times.sort()
    at = {f"p{q}": times[min(len(times) - 1, int(len(times) * q / 100))] for q in (50, 95, 99)}
    return {**at, "requests": len(times), "failed": failed, "bytes": size, "per_second": len(times) / took}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("path")
    parser.add_argument("--cookie", default="")
    parser.add_argument("--encoding", default="identity")
    parser.add_argument("--each", type=Path)
    parser.add_argument("-c", "--connections", type=int, default=1)
    parser.add_argument("-n", "--requests", type=int, default=500)
    args = parser.parse_args()
    host, _, port = args.address.partition(":")
    if host not in {"127.0.0.1", "localhost"}:
        raise SystemExit("only this machine is measured")
    lines = [f"GET {args.path} HTTP/1.1", f"Host: {args.address}", f"Accept-Encoding: {args.encoding}"]
    lines += [f"Cookie: {args.cookie}"] if args.cookie else []
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    requests: Iterable[bytes] = itertools.repeat(request, args.requests)
    if args.each:
        given = [base64.b64decode(each) for each in json.loads(args.each.read_text())]
        requests = [each.replace(b"Host: HOST", f"Host: {args.address}".encode(), 1) for each in given]
    print(json.dumps(asyncio.run(run(host, int(port), requests, args.connections))))


if __name__ == "__main__":
    main()
