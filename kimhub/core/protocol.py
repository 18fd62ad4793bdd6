"""uvicorn's HTTP/1.1 protocol with an end to its patience.

uvicorn waits for ever for the head of a request, keeps as much of it as is sent, and answers 503 to
everybody once `limit_concurrency` connections are open, silent ones included (0.54, httptools_impl.py).
Behind a reverse proxy that is the proxy's business; a village office runs without one.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from kimhub.core import whole

HEAD_SECONDS = 20.0  # for a whole head; the slowest phone line sends one in two
HEAD_BYTES = 32_768  # address and headers, cookies included
CROWDED = 0.8  # of limit_concurrency: from here on those who keep us waiting make room


class Corked:
    """A transport that holds the head of an answer back until its body comes.

    uvicorn writes the two one after the other: two packets, two system calls, a reader woken for a head
    it can do nothing with. A head whose body is not there yet leaves at the next turn of the loop.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._head: bytes | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._head is not None:
            head, self._head = self._head, None
            self._transport.writelines((head, data))
        elif data.startswith(b"HTTP/1.1 ") and data.endswith(b"\r\n\r\n"):
            self._head = data
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def writelines(self, parts: list[bytes]) -> None:
        self._flush()
        self._transport.writelines(parts)

    def is_closing(self) -> bool:  # asked at every answer
        return self._transport.is_closing()

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._head is not None:
            head, self._head = self._head, None
            self._transport.write(head)


class Patient(HttpToolsProtocol):
    """Bounds what a connection may cost before there is a request, and while there is none."""

    head_timer: asyncio.TimerHandle | None = None
    idle_timer: asyncio.TimerHandle | None = None
    reads_head = False  # a head has begun and has not ended

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._make_room()
        super().connection_made(Corked(transport, self.loop))  # type: ignore[arg-type]
        self.waiting_since = self.loop.time()
        self.overhead = 0  # bytes that are no body: head, chunk sizes, trailers
        self.delivered = 0  # bytes of body
        self.refused = 400
        self.extensions = {whole.EXTENSION: self.write_whole}
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        if self.idle_timer is not None:
            self.idle_timer.cancel()
            self.idle_timer = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.chunk = len(data)
        self.overhead += self.chunk
        self.reads_head = False
        super().data_received(data)
        if self.reads_head:
            self._await_head()
        if self.overhead > HEAD_BYTES + self.delivered and not self.transport.is_closing():
            if self._is_answering():
                self.transport.close()
            else:
                self.refused = 431
                self.send_400_response("Request head too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = self.extensions  # type: ignore[typeddict-item]
        self.overhead, self.delivered = self.chunk, 0
        self._stop_timer()
        self.reads_head = True  # mostly to its end at once: no timer is made then

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self.reads_head = False
        if self.overhead > HEAD_BYTES and self._head_size() > HEAD_BYTES:
            self.refused = 431
            raise ValueError("head too large")  # the parser hands it on as an error of the client's
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.overhead -= len(body)
        self.delivered += len(body)
        super().on_body(body)

    def on_response_complete(self) -> None:
        """uvicorn makes a timer after each answer and drops it at the next; one is enough for all."""
        self.waiting_since = self.loop.time()
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        if self.idle_timer is None:
            self.idle_timer = self.loop.call_later(self.timeout_keep_alive, self._end_idle)

    def write_whole(self, scope: Any, status: int, lines: bytes, body: list[bytes]) -> bool:
        """Write the answer to the request of `scope` at once, as uvicorn's `send` does in two steps.

        False, and nothing written, when that is not the request whose turn it is, or nobody reads so fast.
        """
        cycle = self.cycle
        if cycle.scope is not scope or cycle.response_started or cycle.access_log:
            return False
        if cycle.disconnected:
            return True
        if self.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        more = b"".join(b"%b: %b\r\n" % pair for pair in cycle.default_headers)
        last = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        self.transport.writelines([STATUS_LINE[status] + more + lines + last, *body])
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
        return True

    def send_400_response(self, msg: str) -> None:
        self._stop_timer()
        text = msg.encode("ascii")
        headers = b"content-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"
        length = b"content-length: %d\r\nconnection: close\r\n\r\n" % len(text)
        self.transport.write(STATUS_LINE[self.refused] + headers + length + text)
        self.transport.close()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _await_head(self) -> None:
        self._stop_timer()
        self.head_timer = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)

    def _stop_timer(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def _end_idle(self) -> None:
        """Close a connection on which nothing was asked for too long, or look again when it will be."""
        self.idle_timer = None
        if self._is_answering() or self.reads_head or self.transport.is_closing():
            return  # the next answer makes another timer; a head has its own
        left = self.waiting_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.idle_timer = self.loop.call_later(left, self._end_idle)
        else:
            self.timeout_keep_alive_handler()

    def _is_answering(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete  # there is no cycle before a request

    def _owes_us(self) -> bool:
        """True when the other side has to act: send a request, or the rest of it, or read the answer."""
        return not self._is_answering() or self.cycle.more_body or self.flow.write_paused

    def _make_room(self) -> None:
        """Close the connection that has kept us waiting longest, when there are many."""
        if self.limit_concurrency is None or len(self.connections) < self.limit_concurrency * CROWDED:
            return
        waiting = [other for other in self.connections if isinstance(other, Patient) and other._owes_us()]
        if waiting:
            longest = min(waiting, key=lambda other: other.waiting_since)
            self.connections.discard(longest)
            longest.transport.abort()
