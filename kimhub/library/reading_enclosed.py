"""What a process that reads foreign files sees of the disk: programs, and its own folder; nothing of ours.

By Landlock (Linux 5.13 and later), which needs no right: without it a file that takes the process over
could read the database and the key, and change them. Where Landlock is not, the process has the rights of
the account it runs under; network, memory and time are taken from it in any case (`reading_sealed`).
"""

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# Numbers of the calls are the same on every machine (linux/landlock.h).
_CREATE, _ADD, _RESTRICT, _VERSION, _BENEATH = 444, 445, 446, 1, 1
_SET_NO_NEW_PRIVS: Final = 38
_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_LOOK: Final = _EXECUTE | _READ | _LIST
_OF_FILES: Final = _EXECUTE | _WRITE | _READ | 1 << 14
_TCP: Final = 0b11  # bind and connect
_SCOPES: Final = 0b11  # sockets without a name, and signals, stay among those inside
_PROGRAMS: Final = (
    "/usr", "/lib", "/lib64", "/bin", "/sbin", "/opt", "/etc", "/proc", "/sys", "/var/cache/fontconfig",
    "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip


def version() -> int:
    """Which Landlock the kernel has; 0 for none. From 6 on signals are kept in, too."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE, None, 0, _VERSION)))


def enclose(folder: Path, source: Path, programs: Iterable[str] = ()) -> bool:
    """From now on, for this process and what it starts: read programs and `source`, write below `folder`.
    False where the kernel has no Landlock."""
    known = version()
    if not known:
        return False
    libc = ctypes.CDLL(None)
    every = (1 << min(12 + known, 15)) - 1
    size = 8 if known < 4 else 16 if known < 6 else 24
    rules = libc.syscall(_CREATE, struct.pack("QQQ", every, _TCP, _SCOPES)[:size], size, 0)
    if rules < 0:
        return False
    ours = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[1]))
    beside = (str(Path(program).resolve().parent) for program in programs if program)
    for path in {*_PROGRAMS, *ours, *beside}:
        _allow(libc, rules, path, _LOOK)
    _allow(libc, rules, str(source), _READ)
    _allow(libc, rules, str(folder), every)
    _allow(libc, rules, os.devnull, (_READ | _WRITE) & every)
    libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = libc.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return bool(done)


def _allow(libc: ctypes.CDLL, rules: int, path: str, access: int) -> None:
    """What is not there need not be allowed."""
    with contextlib.suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not os.path.isdir(path):
            access &= _OF_FILES
        libc.syscall(_ADD, rules, _BENEATH, struct.pack("=Qi", access, place), 0)
        os.close(place)
