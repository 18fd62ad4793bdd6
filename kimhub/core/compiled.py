"""Compiled templates, kept in the data folder: a template is compiled once, not by every process.

What is kept is code that will run. So each file carries a seal made with the installation's secret over
everything its content follows from, and what is not sealed by this installation is not looked at. The
folder may be deleted at any time; where it cannot be written, templates are compiled as ever.
"""

import contextlib
import hmac
import marshal
import shutil
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Final

from jinja2.bccache import Bucket, BytecodeCache

from kimhub.core.assets import write_whole

_SEAL: Final = 32  # bytes


class Compiled(BytecodeCache):
    """The templates of one language. They follow from `causes`: whatever is folded into them, and how.

    Jinja adds the name and the source of each. Those of the same `kind` with other causes are of an older
    version, and go as soon as a new one is written.
    """

    def __init__(self, folder: Path, kind: str, causes: Iterable[bytes], secret: str) -> None:
        key = blake2b(digest_size=32)
        for cause in causes:
            key.update(len(cause).to_bytes(8))
            key.update(cause)
        self._secret = hmac.digest(secret.encode(), b"compiled templates" + key.digest(), "sha256")
        self._folder = folder / f"{kind}-{key.hexdigest()[:16]}"

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            kept = (self._folder / bucket.key).read_bytes()
            if hmac.compare_digest(kept[:_SEAL], self._seal(bucket, kept[_SEAL:])):
                bucket.code = marshal.loads(kept[_SEAL:])  # noqa: S302 - sealed by ourselves

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = marshal.dumps(bucket.code)
        with contextlib.suppress(OSError):  # a full disk makes the next start slower, nothing else
            if not self._folder.is_dir():
                self._forget_older()
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._folder / bucket.key, self._seal(bucket, code) + code)

    def _seal(self, bucket: Bucket, code: bytes) -> bytes:
        return hmac.digest(self._secret, f"{bucket.key} {bucket.checksum} ".encode() + code, "sha256")

    def _forget_older(self) -> None:
        kind = self._folder.name.partition("-")[0]
        for folder in self._folder.parent.glob(f"{kind}-*"):
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)
