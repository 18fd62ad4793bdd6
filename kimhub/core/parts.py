"""The body of an answer in pieces, most of them kept, and compressed once.

Deflated pieces that end on a whole byte may follow one another in one gzip stream (RFC 1951 and 1952). So
a long text (the posts of a topic, the rows of a list) is compressed once for all its readers, what stands
around it once for each page that is kept, and what differs from answer to answer stands between them as it
is. The checksum of the whole follows from those of the pieces. Compressing a topic of 50 posts each time
cost twice as much as all the rest of its page. A form token is never compressed together with something a
stranger chose (BREACH).
"""

import os
import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

LEAST: Final = 16  # bytes of a value worth to be referred back to
EACH: Final = {"new_key"}  # marks with another value at each of their places
_WINDOW: Final = 30_000  # bytes; deflate reaches back 32 KB
MOST_OPEN: Final = 2_048  # bytes of a page that may go uncompressed
LARGE: Final = 16_384  # bytes that are better sent from where they are than copied
_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # gzip, deflate, no name, no time
_END: Final = b"\x03\x00"  # an empty last block
_BLOCK: Final = 65_535  # bytes that a block of uncompressed text may have
_POLYNOMIAL: Final = 0xEDB88320  # of CRC-32, its bits reversed
_stored: Final = struct.Struct("<BHH").pack
_sums: Final = struct.Struct("<LL").pack


class Text:
    """Bytes that are kept for many answers, and compressed at the first that wants them so."""

    __slots__ = ("_deflated", "_sum", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._deflated: bytes | None = None
        self._sum: tuple[int, array[int]] | None = None

    @property
    def deflated(self) -> bytes:
        """The text as a piece of a deflate stream that refers to nothing before it."""
        if self._deflated is None:
            deflate = _deflate()
            self._deflated = deflate.compress(self.plain) + deflate.flush(zlib.Z_SYNC_FLUSH)
        return self._deflated

    def sum_after(self, crc: int) -> int:
        """The checksum of a text that had `crc` and goes on with this one."""
        if self._sum is None:
            self._sum = zlib.crc32(self.plain), _moved_by(len(self.plain))
        own, moved = self._sum
        # fmt: off
        return own ^ (
            moved[crc & 15] ^ moved[16 | crc >> 4 & 15] ^ moved[32 | crc >> 8 & 15]
            ^ moved[48 | crc >> 12 & 15] ^ moved[64 | crc >> 16 & 15] ^ moved[80 | crc >> 20 & 15]
            ^ moved[96 | crc >> 24 & 15] ^ moved[112 | crc >> 28]
        )
        # fmt: on


Part = bytes | Text
Body = Sequence[Part]


class Pieces:
    """A kept page in pieces, with marks (by name) where it differs from one answer to the next."""

    __slots__ = ("_wire", "large", "marks", "pieces")

    def __init__(self, pieces: Sequence[bytes | str]) -> None:
        self.pieces: list[Any] = list(pieces)
        self.marks: dict[str, list[int]] = {}
        self.large: list[int] = []
        for place, piece in enumerate(pieces):
            if isinstance(piece, str):
                self.marks.setdefault(piece, []).append(place)
            elif len(piece) >= LARGE:
                self.large.append(place)
        self._wire: _Wire | None = None

    def gzipped(self, body: Body) -> bytes | None:
        """The same for `body`, which is these pieces with their marks filled."""
        if self._wire is None or not self._wire.fits(body):
            self._wire = _Wire(body, self.marks)
        return self._wire.packed(body) if self._wire.is_good else None


class Filled(list[Part]):
    """The pieces of a kept page with their marks filled; at `texts` stand Texts, elsewhere bytes."""

    def __init__(self, parts: list[Part], kept: Pieces) -> None:
        super().__init__(parts)
        self.kept = kept
        self.texts: list[int] = []

    def put(self, places: list[int], value: Part) -> None:
        """The same value at each of these places."""
        for place in places:
            self[place] = value
        if type(value) is Text:
            self.texts += places

    def gzipped(self) -> bytes | None:
        """As one gzip stream; None where more stands at the marks than may go uncompressed."""
        return self.kept.gzipped(self)


class _Wire:
    """A page compressed with places left open, for values of the lengths it was made with.

    Each place holds noise while the page is compressed. It is taken out where it stands first; where the
    same value comes again, the stream refers back to the first. What a Text holds is compressed already.
    """

    __slots__ = ("is_good", "lengths", "steps")

    def __init__(self, body: Body, marks: Mapping[str, list[int]]) -> None:
        named = {place: name for name, places in marks.items() for place in places}
        self.lengths = {place: len(body[place]) for place in named if type(body[place]) is bytes}  # type: ignore[arg-type]
        self.steps: list[bytes | int] = []  # a piece of the stream, or where the value is that stands here
        deflate, run = _deflate(), list[bytes]()
        noise: dict[str, bytes] = {}
        since: dict[str, int] = {}
        at = 0
        for place, part in enumerate(body):
            name = named.get(place)
            if type(part) is Text:
                self.steps += (b"".join([*run, deflate.flush(zlib.Z_SYNC_FLUSH)]), place)
                deflate, run, noise = _deflate(), [], {}
                continue
            size = len(part)  # type: ignore[arg-type]
            if name is None:
                run.append(deflate.compress(part))
            elif size >= LEAST and name in noise and at - since[name] < _WINDOW:
                run.append(deflate.compress(noise[name]))
                since[name] = at
            elif size:
                self.steps += (b"".join([*run, deflate.flush(zlib.Z_SYNC_FLUSH)]), place)
                deflate.compress(hidden := os.urandom(size))
                deflate.flush(zlib.Z_SYNC_FLUSH)
                run, since[name] = [], at
                if name not in EACH:
                    noise[name] = hidden
            at += size
        self.steps.append(b"".join([*run, deflate.flush(zlib.Z_SYNC_FLUSH)]))
        taken = {step for step in self.steps if type(step) is int}
        uncompressed = sum(length for place, length in self.lengths.items() if place in taken)
        self.is_good = uncompressed < MOST_OPEN and self._holds(body, named)

    def fits(self, body: Body) -> bool:
        """True when the values of `body` are as long as those this was made with."""
        for place, length in self.lengths.items():
            part = body[place]
            if type(part) is not bytes or len(part) != length:
                return False
        return True

    def packed(self, body: Body) -> bytes:
        """The gzip stream of `body`."""
        crc = size = 0
        for part in body:
            if type(part) is Text:
                crc = part.sum_after(crc)
                size += len(part.plain)
            else:
                crc = zlib.crc32(part, crc)  # type: ignore[arg-type]
                size += len(part)  # type: ignore[arg-type]
        out = [_HEAD]
        for step in self.steps:
            if type(step) is bytes:
                out.append(step)
            elif type(part := body[step]) is Text:  # type: ignore[index]
                out.append(part.deflated)
            else:
                out += _as_they_are(part)  # type: ignore[arg-type]
        out += (_END, _sums(crc, size & 0xFFFFFFFF))
        return b"".join(out)

    def _holds(self, body: Body, named: Mapping[int, str]) -> bool:
        """Try it with other values: a place that was not taken out everywhere would show what was there."""
        other: dict[str, bytes] = {}
        tried: list[Part] = []
        for place, part in enumerate(body):
            if type(part) is Text:
                tried.append(Text(b""))
            elif place in named:
                same = other.setdefault(f"{named[place]} {len(part)}", os.urandom(len(part)))  # type: ignore[arg-type]
                tried.append(os.urandom(len(same)) if named[place] in EACH else same)
            else:
                tried.append(part)
        try:
            return zlib.decompress(self.packed(tried), 16 + zlib.MAX_WBITS) == plain(tried)
        except zlib.error:
            return False


def plain(body: Body) -> bytes:
    """All of it in one."""
    return b"".join([part if type(part) is bytes else part.plain for part in body])  # type: ignore[union-attr]


def gathered(body: Body) -> list[bytes]:
    """The same in few pieces: what is short is put together, what is long is not copied."""
    pieces: list[bytes]
    if type(body) is Filled:  # where long pieces can be is known
        pieces, cuts = list(body), [*body.kept.large]  # type: ignore[arg-type]
        for place in body.texts:
            pieces[place] = text = body[place].plain  # type: ignore[union-attr]
            if len(text) >= LARGE:
                cuts.append(place)
        cuts.sort()
    else:
        pieces = [part if type(part) is bytes else part.plain for part in body]  # type: ignore[union-attr]
        cuts = [place for place, piece in enumerate(pieces) if len(piece) >= LARGE]
    out: list[bytes] = []
    begin = 0
    for place in cuts:
        out += (b"".join(pieces[begin:place]), pieces[place])
        begin = place + 1
    out.append(b"".join(pieces[begin:]))
    return out


def _deflate() -> Any:
    return zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, 9)


def _as_they_are(piece: bytes) -> Iterable[bytes]:
    """Blocks of uncompressed text."""
    if len(piece) <= _BLOCK:
        return (_stored(0, len(piece), len(piece) ^ 0xFFFF), piece) if piece else ()
    cut = [piece[begin : begin + _BLOCK] for begin in range(0, len(piece), _BLOCK)]
    return [block for each in cut for block in _as_they_are(each)]


def _moved_by(length: int) -> "array[int]":
    """What becomes of each four bits of a checksum when so many bytes follow, by place and value.

    As a polynomial the checksum is multiplied by x^(8 * length), which zlib tells us of the 1; of each
    further bit it is x times that of the one before.
    """
    zeros = bytes(length)
    image = zlib.crc32(zeros, 1 << 31) ^ zlib.crc32(zeros)
    images = []
    for _ in range(32):
        images.append(image)
        image = image >> 1 ^ (_POLYNOMIAL if image & 1 else 0)
    images.reverse()
    moved = array("L", bytes(128 * array("L").itemsize))
    for place in range(8):
        for value in range(1, 16):
            low = value & -value
            bit = images[4 * place + low.bit_length() - 1]
            moved[16 * place + value] = bit ^ moved[16 * place + (value ^ low)]
    return moved
