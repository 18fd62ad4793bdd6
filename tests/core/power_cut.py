"""What a power cut would leave of a SQLite database: the bytes that were synced, nothing else.

A copy of the files shows everything a process wrote, also what only the system's memory held.  So
SQLite's own way of opening files is wrapped: at each sync of a file its bytes go to another folder, the
"disk".  After the cut one starts from that folder.  No compiler and no root is needed.
"""

import _sqlite3
import ctypes
import os
import shutil
from ctypes import CFUNCTYPE, POINTER, Structure, c_int, c_void_p, cast, string_at

_Sync = CFUNCTYPE(c_int, c_void_p, c_int)
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))


class _Methods(Structure):
    """sqlite3_io_methods; https://sqlite.org/c3ref/io_methods.html"""

    _fields_ = [
        ("version", c_int),
        ("before", c_void_p * 4),  # close, read, write, truncate
        ("sync", c_void_p),
        ("after", c_void_p * 13),
    ]


class _System(Structure):
    """The beginning of sqlite3_vfs; https://sqlite.org/c3ref/vfs.html"""

    _fields_ = [
        ("numbers", c_int * 3),
        ("next", c_void_p),
        ("name", c_void_p),
        ("data", c_void_p),
        ("open", c_void_p),
    ]


_alive: list[object] = []  # what SQLite points to must not be collected


def available() -> bool:
    """False when SQLite is built into the interpreter in a way that hides its functions."""
    return hasattr(ctypes.CDLL(_sqlite3.__file__), "sqlite3_vfs_find")


def keep_what_is_synced(disk: str) -> None:
    """From now on, what this process syncs is kept in the folder `disk`."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = POINTER(_System)
    system = library.sqlite3_vfs_find(None).contents
    really_open = _Open(system.open)

    def open_file(vfs: int, name: int | None, file: int, flags: int, out: object) -> int:
        code = really_open(vfs, name, file, flags, out)
        methods_pointer = cast(file, POINTER(c_void_p))
        if code == 0 and name and methods_pointer[0]:
            methods_pointer[0] = _wrapped(methods_pointer[0], os.fsdecode(string_at(name)), disk)
        return code

    opener = _Open(open_file)
    _alive.extend([really_open, opener])
    system.open = cast(opener, c_void_p).value


def _wrapped(address: int, path: str, disk: str) -> int:
    methods = _Methods.from_buffer_copy(string_at(address, ctypes.sizeof(_Methods)))
    really_sync = _Sync(methods.sync)

    def sync(file: int, flags: int) -> int:
        code = really_sync(file, flags)
        if code == 0:
            target = os.path.join(disk, os.path.basename(path))
            shutil.copyfile(path, f"{target}.new")
            os.replace(f"{target}.new", target)
        return code

    syncer = _Sync(sync)
    methods.sync = cast(syncer, c_void_p).value
    _alive.extend([methods, syncer, really_sync])
    return ctypes.addressof(methods)
