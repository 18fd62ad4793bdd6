"""A process that writes, for the tests that kill it: python -m tests.core.writer <what> ...

count <writers> <times>     read, add one, write, `times` times in each of `writers` tasks
acknowledge <writers>       write for ever, naming each event on stdout once it is committed
  --synchronous LEVEL         instead of the product's own
  --disk FOLDER               keep in FOLDER what a power cut would leave (see power_cut.py)
  --limit BYTES               no file may grow beyond this: a full disk
"""

import argparse
import asyncio
import itertools
import os
import resource
import sys

from kimhub.core.db import connect, disconnect, engine, is_disk_full, lock_id, now, transaction
from kimhub.core.tables import Bucket, Event


async def count(writers: int, times: int) -> None:
    """Each change needs the value before it, so two that overlap would lose one."""

    async def work(number: int) -> None:
        for turn in range(times):
            async with transaction():
                await lock_id(Bucket, 1)
                row = await Bucket.select(Bucket.tries).where(Bucket.id == 1).first()
                await Bucket.update({Bucket.tries: row["tries"] + 1}).where(Bucket.id == 1)
                await Event.insert(Event(kind=f"{os.getpid()}-{number}-{turn}", happened_at=now()))

    await asyncio.gather(*[work(number) for number in range(writers)])


async def acknowledge(writers: int) -> None:
    """Ends only when the disk is full (and says so), or by being killed."""
    numbers = itertools.count()

    async def work() -> None:
        for number in numbers:
            name = f"{os.getpid()}-{number}"
            async with transaction():
                await Event.insert(Event(kind=name, payload="x" * 500, happened_at=now()))
            os.write(1, f"{name}\n".encode())

    results = await asyncio.gather(*[work() for _ in range(writers)], return_exceptions=True)
    if unexpected := [
        error for error in results if not (isinstance(error, Exception) and is_disk_full(error))
    ]:
        raise unexpected[0] or RuntimeError("it ended")
    os.write(1, b"full\n")


async def main(options: argparse.Namespace) -> None:
    if options.synchronous:
        engine().pragmas["synchronous"] = options.synchronous
    if options.disk:
        from tests.core.power_cut import keep_what_is_synced

        keep_what_is_synced(options.disk)
    if options.limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.limit, options.limit))
    await connect()
    await (
        count(options.writers, options.times) if options.what == "count" else acknowledge(options.writers)
    )
    await disconnect()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["count", "acknowledge"])
    parser.add_argument("writers", type=int)
    parser.add_argument("times", type=int, nargs="?", default=1)
    parser.add_argument("--synchronous")
    parser.add_argument("--disk")
    parser.add_argument("--limit", type=int)
    sys.exit(asyncio.run(main(parser.parse_args())))
