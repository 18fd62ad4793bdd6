"""What a process that reads foreign files gives up before it looks at the first byte.

Little memory, little time, small files, and no network: on Linux by a filter on system calls without
sockets, which needs no right at all, or on a machine whose numbers we do not know by a network namespace of
its own. Elsewhere the limits hold and the network stays; `kimhub doctor` says so.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import subprocess
import sys
from typing import Final

MEMORY: Final = 640_000_000  # of address space, for what we do ourselves
MEMORY_OF_CONVERTERS: Final = 4_000_000_000  # LibreOffice maps its whole self
SECONDS: Final = 50  # of one processor, for one process
LARGEST_FILE: Final = 150_000_000
OPEN_FILES: Final = 256

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SET_PDEATHSIG, _SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 1, 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
# The number of the machine in the kernel's audit; of its calls socket, socketpair, setsid and setpgid.
_MACHINES: Final = {
    "x86_64": (0xC000003E, 41, 53, 112, 109),
    "aarch64": (0xC00000B7, 198, 199, 157, 154),
}
_IO_URING, _X32, _AF_UNIX, _NO_FAMILY = 425, 0x40000000, 1, 0xFFFF


def limit() -> None:
    """Set the limits of this process and of those it starts. They cannot be raised again beyond the hard
    ones, which leave converters the memory they need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY_OF_CONVERTERS))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)  # pages come first


def widen() -> None:
    """In a converter that was just forked: as much memory as it may have."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_OF_CONVERTERS, MEMORY_OF_CONVERTERS))


def seal(*, local: bool = False) -> bool:
    """Give the network up, here and in all that is started from here; with `local` sockets within the
    machine stay, which LibreOffice cannot do without. False where that cannot be done."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if _filter(libc, _AF_UNIX if local else _NO_FAMILY):
        return True
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def die_with_parent(parent: int) -> None:
    """End when the server does, however it ends."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could say so
        os.kill(os.getpid(), signal.SIGKILL)


def _filter(libc: ctypes.CDLL, family: int) -> bool:
    """No call that makes a socket besides those of one family, nor io_uring, which makes them too; and none
    by which a program leaves its group, so that all are ended together."""
    if platform.machine() not in _MACHINES:
        return False
    machine, socket, socketpair, *leaving = _MACHINES[platform.machine()]
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06  # of the kernel's packet filters
    refused = (_IO_URING, *leaving)
    end = 9 + len(refused)  # of the last step, which refuses
    program = [
        (load, 0, 0, 4),  # the machine
        (equal, 0, end - 2, machine),
        (load, 0, 0, 0),  # the call
        (at_least, end - 4, 0, _X32),
        *((equal, end - 5 - n, 0, call) for n, call in enumerate(refused)),
        (equal, 1, 0, socket),
        (equal, 0, 2, socketpair),
        (load, 0, 0, 16),  # its first argument: the family
        (equal, 0, 1, family),
        (answer, 0, 0, _ALLOW),
        (answer, 0, 0, _REFUSE),
    ]
    steps = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    whole = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(steps)))
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, whole, 0, 0) == 0)


def probe() -> bool:
    """Whether a process of this account can give the network up; tried in one that ends at once."""
    tries = "from kimhub.library import reading_sealed; raise SystemExit(not reading_sealed.seal())"
    try:
        done = subprocess.run([sys.executable, "-I", "-c", tries], check=False, timeout=20)  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
