"""`kimhub account`: the commands are those of the accounts slice; the rights come from another."""

import click

from kimhub.accounts.commands import Server
from kimhub.accounts.commands import account as commands
from kimhub.cli.start import read_settings
from kimhub.groups.operators import make_operator


@click.group(commands=commands.commands, help=commands.help)
@click.pass_context
def account(context: click.Context) -> None:
    context.obj = Server(prepare, make_operator)


def prepare() -> None:
    read_settings()
