"""The body of an answer in pieces, of which most are kept and compressed once for all who ask.

Deflated pieces that end on a whole byte may follow one another in one gzip stream (RFC 1951, 3.2.3 and
RFC 1952), and what differs from reader to reader stands between them as it is. The checksum of the whole
follows from those of the pieces, so nothing is read twice: compressing a topic of 50 posts for each reader
costs four times what the rest of its page does. A form token next to something a stranger chose is never
compressed together with it (BREACH).
"""

import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Final

LEAST: Final = 256  # bytes worth a piece of its own
SHORT: Final = 2_048  # bytes whose checksum is made again each time
LARGE: Final = 16_384  # bytes that are better sent from where they are than copied
_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # gzip, deflate, no name, no time
_END: Final = b"\x03\x00"  # an empty last block
_BLOCK: Final = 65_535  # bytes that a block of uncompressed text may have
_POLYNOMIAL: Final = 0xEDB88320  # of CRC-32, its bits reversed
_stored: Final = struct.Struct("<BHH").pack
_sums: Final = struct.Struct("<LL").pack


class Text:
    """Bytes that are kept for many answers."""

    __slots__ = ("_packed", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._packed: Packed | None = None

    def packed(self) -> "Packed":
        """The text deflated, and its checksum with what its length makes of the one before it.

        Without these where it is short: reading it again is quicker.
        """
        if self._packed is None:
            deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
            deflated = deflate.compress(self.plain) + deflate.flush(zlib.Z_FULL_FLUSH)
            short = len(self.plain) < SHORT
            self._packed = deflated, None if short else (zlib.crc32(self.plain), _moved_by(len(self.plain)))
        return self._packed


Packed = tuple[bytes, "tuple[int, array[int]] | None"]
Body = Sequence[bytes | Text]


def text(plain: bytes) -> bytes | Text:
    """To be kept: a Text, unless it is too short for one."""
    return Text(plain) if len(plain) >= LEAST else plain


def is_mostly_kept(body: Body) -> bool:
    """True when what is not kept is short enough to go uncompressed."""
    return sum(len(part) for part in body if type(part) is bytes) < 4_096 and any(
        type(part) is Text for part in body
    )


def plain(body: Body) -> bytes:
    """All of it in one."""
    return b"".join([part if type(part) is bytes else part.plain for part in body])  # type: ignore[union-attr]


def gathered(body: Body) -> list[bytes]:
    """The same in few pieces: what is short is put together, what is long is not copied."""
    pieces: list[bytes] = [part if type(part) is bytes else part.plain for part in body]  # type: ignore[union-attr]
    out: list[bytes] = []
    begin = 0
    for place in [place for place, piece in enumerate(pieces) if len(piece) >= LARGE]:
        out += (b"".join(pieces[begin:place]), pieces[place])
        begin = place + 1
    out.append(b"".join(pieces[begin:]))
    return out


def gzipped(body: Body) -> bytes:
    """All of it as one gzip stream; only what was not asked for before is compressed."""
    out, crc, size = [_HEAD], 0, 0
    for part in body:
        if type(part) is not Text:
            size += len(part)  # type: ignore[arg-type]
            crc = zlib.crc32(part, crc)  # type: ignore[arg-type]
            out += _as_they_are(part)  # type: ignore[arg-type]
            continue
        deflated, sums = part._packed or part.packed()
        size += len(part.plain)
        out.append(deflated)
        if sums is None:
            crc = zlib.crc32(part.plain, crc)
        else:
            own, moved = sums
            # fmt: off
            crc = own ^ (
                moved[crc & 15] ^ moved[16 | crc >> 4 & 15] ^ moved[32 | crc >> 8 & 15]
                ^ moved[48 | crc >> 12 & 15] ^ moved[64 | crc >> 16 & 15] ^ moved[80 | crc >> 20 & 15]
                ^ moved[96 | crc >> 24 & 15] ^ moved[112 | crc >> 28]
            )
            # fmt: on
    out += (_END, _sums(crc, size & 0xFFFFFFFF))
    return b"".join(out)


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
