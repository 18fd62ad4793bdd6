"""Which reads may run on the event loop itself, so that none of them ever holds it.

A short read costs 29 us on the loop and 139 us through a thread, so it is worth it; a slow one
would stop every other request.  So a statement must earn it: its first run goes through a thread
and is timed, and one run that took too long sends it back to the threads for a while.
"""

import os
import re
import resource
import sqlite3
from functools import lru_cache
from math import inf
from time import monotonic, perf_counter, perf_counter_ns, thread_time

QUICK = 0.002  # seconds a run in a thread may take for the statement to be trusted
SLOW = 0.004  # seconds a run on the loop may take before the statement is sent back
PENALTY_MOST = 300.0  # seconds it then stays with the threads at most
MEMORY_SHARE = 4  # the file may be this fraction (1/n) of the memory, so that the system keeps it cached
CHECK_FILE_EVERY = 300.0
MOST_STATEMENTS = 4096

_READ = re.compile(r"\s*(?:SELECT|VALUES|EXPLAIN|WITH)\b", re.IGNORECASE)
_WRITE_IN_WITH = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# These do unbounded work inside one step of SQLite's machine, where it cannot be interrupted.
_HEAVY = re.compile(r"\bMATCH\b|\bcount\s*\(\s*\*|\bgroup_concat\b", re.IGNORECASE)
_WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)


@lru_cache(MOST_STATEMENTS)
def is_read(sql: str) -> bool:
    """True for a statement that changes nothing, and may so run on a reader."""
    return bool(_READ.match(sql)) and not (_WITH.match(sql) and _WRITE_IN_WITH.search(sql))


@lru_cache(MOST_STATEMENTS)
def is_heavy(sql: str) -> bool:
    """True for a statement that never runs on the loop, however quick it was."""
    return bool(_HEAVY.search(sql))


LOOKS = 5  # a read on the loop is looked at this often before it has used up its steps


class Limit:
    """Breaks off one read on the loop: after its steps, or when it took too long (a slow disk)."""

    def __init__(self, raw: sqlite3.Connection, steps: int) -> None:
        self._looks = 0
        self._until = 0.0
        self.watched = False
        self._worked = 0.0
        self._waits = 0
        raw.set_progress_handler(self._used_up, max(1, steps // LOOKS))

    def begin(self, watched: bool) -> None:
        """Before each run; `watched` also notes what tells later why it was slow (two system calls)."""
        self._looks = 0
        self._until = perf_counter() + SLOW
        self.watched = watched
        if watched:
            self._worked, self._waits = thread_time(), _waits()

    def too_long(self) -> bool:
        """True when the read used up its steps."""
        return self._looks > LOOKS

    def to_blame(self) -> bool:
        """True when a watched read was slow itself: it used the processor, or waited for the disk.

        False when this thread was only set aside for another process, which says nothing about the read.
        """
        return thread_time() - self._worked > SLOW or _waits() > self._waits

    def _used_up(self) -> bool:
        """SQLite counts the steps of a statement over all its runs, so the first look may come at once."""
        self._looks += 1
        return self._looks > LOOKS or perf_counter() > self._until


def _waits() -> int:
    """How often this thread has waited for something (a disk, a lock) instead of being set aside."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw if _COUNTS_WAITS else perf_counter_ns()


_COUNTS_WAITS = hasattr(resource, "RUSAGE_THREAD")  # Linux


class Inline:
    """The judge: remembers for each statement from when on it may run on the loop."""

    def __init__(self, path: str, steps: int) -> None:
        self.steps = steps
        self._path = path
        self._allowed_from: dict[str, float] = {}
        self._strikes: dict[str, int] = {}
        self._suspects: set[str] = set()
        self._held = 0.0
        self._file_checked = -CHECK_FILE_EVERY
        self._fits = False

    def allows(self, sql: str) -> bool:
        since = self._allowed_from.get(sql)
        return since is not None and since <= (now := monotonic()) and self._file_fits(now)

    def ran_in_thread(self, sql: str, seconds: float) -> None:
        """Trust a statement whose run in a thread was quick.

        A slow one says nothing against it: in a thread it may have waited for a processor, or for others.
        """
        if len(self._allowed_from) >= MOST_STATEMENTS:
            self._allowed_from.clear()
            self._strikes.clear()
            self._suspects.clear()
        if is_heavy(sql):
            self._allowed_from[sql] = inf
        elif seconds <= QUICK:
            self._allowed_from.setdefault(sql, 0.0)

    def ran_on_loop(self, sql: str, seconds: float, limit: Limit) -> bool:
        """Note a run on the loop; True when the loop has been held long enough to let others run."""
        if seconds > SLOW:
            self.was_slow(sql, limit)
        elif self._strikes or self._suspects:
            self._strikes.pop(sql, None)  # it was an accident
            self._suspects.discard(sql)
        self._held += seconds
        if self._held < SLOW:
            return False
        self._held = 0.0
        return True

    def suspects(self, sql: str) -> bool:
        """True for a read whose next run is to be watched, because the one before was slow."""
        return sql in self._suspects

    def was_slow(self, sql: str, limit: Limit) -> None:
        """Send a read back when it is to blame; the first time nobody has looked, so look at the next."""
        if limit.too_long() or (limit.watched and limit.to_blame()):
            self.refuse(sql)
        else:
            self._suspects.add(sql)

    def refuse(self, sql: str) -> None:
        """Keep a slow statement off the loop, each time in a row four times as long, up to five minutes."""
        strikes = self._strikes.get(sql, 0)
        self._strikes[sql] = strikes + 1
        self._allowed_from[sql] = monotonic() + min(PENALTY_MOST, 4.0 ** min(strikes, 5))

    def _file_fits(self, now: float) -> bool:
        if now - self._file_checked > CHECK_FILE_EVERY:
            self._file_checked = now
            memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
            try:
                self._fits = os.stat(self._path).st_size < memory / MEMORY_SHARE
            except OSError:
                self._fits = False
        return self._fits
