"""The `onward` command: the house's own groups, and those that plug-ins hang below it."""

import click

from lms.cli import database, demo, operations, serving, tokens
from lms.cli.house import House

__all__ = ["House", "main"]


class _Onward(click.Group):
    """Looks for plug-ins' groups only when a command is not the house's own, or when all are listed."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _of_plugins().get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_of_plugins()})


def _of_plugins() -> dict[str, click.Command]:
    return {module.group.name: module.group for module in House().registry.modules("cli")}


@click.group(cls=_Onward)
def main() -> None:
    """Learning paths and language courses for people who are new in a country."""


main.add_command(database.group, "db")
main.add_command(demo.group, "demo")
main.add_command(serving.serve)
main.add_command(serving.work)
main.add_command(tokens.group)
main.add_command(operations.backup)
main.add_command(operations.restore)
main.add_command(operations.doctor)
