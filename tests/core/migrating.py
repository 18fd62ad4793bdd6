"""A process that migrates, beside another one that does the same: says how many it ran."""

import asyncio

from kimhub.core import migrations

if __name__ == "__main__":
    print(len(asyncio.run(migrations.migrate())))
