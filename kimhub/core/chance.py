"""Random digits for tokens and keys, asked from the system a page at a time.

`secrets` makes a system call for each. What this gives is the system's own, and nobody gets it twice: a
child process begins with none of its parent's.
"""

import os
from typing import Final

PAGE: Final = 4_096  # bytes

_pool = b""
_used = 0


def digits(count: int) -> str:
    """So many random bytes as hexadecimal digits."""
    global _pool, _used
    if _used + count > len(_pool):
        _pool, _used = os.urandom(max(PAGE, count)), 0
    taken = _pool[_used : _used + count]
    _used += count
    return taken.hex()


def forget() -> None:
    """Drop what has not been given away."""
    global _pool, _used
    _pool, _used = b"", 0


os.register_at_fork(after_in_child=forget)
