"""The `kimhub` command. Each command is imported when it is called, and no other."""

from importlib import import_module
from typing import Final

import click

MODULES: Final = {
    "serve": "serving",
    "worker": "serving",
    "demo": "sample",
    "seed": "sample",
    "migrate": "upkeep",
    "retry": "upkeep",
    "recount": "upkeep",
    "read-again": "upkeep",
    "search": "search",
    "routes": "upkeep",
    "check": "upkeep",
    "doctor": "upkeep",
    "account": "accounts",
    "mail-in": "mail",
}


class Commands(click.Group):
    """Finds a command in the module that MODULES names for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*MODULES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES:
            return None
        module = import_module(f"kimhub.cli.{MODULES[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """KIMHub: a light CMS and intranet for Indonesia's KIM."""


def main() -> None:
    cli()
