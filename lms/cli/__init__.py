"""The `onward` command: the house's own groups, and those that plug-ins hang below it.

Listing commands loads none of them: only the one that runs may take its time.
"""

from collections.abc import Mapping

import click

from lms.kernel import collector, config, plugins
from lms.kernel.commands import LateGroup

COMMANDS: Mapping[str, tuple[str, str]] = {
    # name -> (where it is: module:attribute, what it does as the list says it)
    "bench": ("lms.cli.bench:group", "Measure registers and pages under load, on data of its own."),
    "blocks": ("lms.cli.blocks:group", "Blocks of others: try those of an installed package."),
    "backup": ("lms.cli.operations:backup", "Write the whole database and its files to FILE, while Onward runs."),
    "db": ("lms.cli.database:group", "The database: bring it up to date, check it."),
    "demo": ("lms.cli.demo:group", "A small region with invented people, to look around in."),
    "doctor": ("lms.cli.operations:doctor", "Look at settings, database, clock and files; say what to mend."),
    "restore": (
        "lms.cli.operations:restore",
        "Bring the copy in FILE back into an empty database, after `onward db upgrade`.",
    ),
    "serve": ("lms.cli.serving:serve", "Serve the pages (gunicorn), with clock and worker beside them."),
    "token": ("lms.cli.tokens:group", "Tokens of programs that use the REST interface."),
    "work": ("lms.cli.working:work", "Run the clock (one on a database) and the processes that do background work."),
}


class _Onward(LateGroup):
    """Knows the groups of the plug-ins besides its own."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _of_plugins().get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_of_plugins()})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        told = {name: says for name, (_, says) in COMMANDS.items()}
        told |= {name: command.get_short_help_str(100) for name, command in _of_plugins().items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(told.items()))


def _of_plugins() -> dict[str, click.Command]:
    found = plugins.command_modules(config.read().plugins_off_names)
    groups = [group for module in found for group in getattr(module, "groups", (module.group,))]
    return {group.name: group for group in groups}


@click.group(cls=_Onward, late={name: place for name, (place, _) in COMMANDS.items()})
def main() -> None:
    """Learning paths and language courses for people who are new in a country."""
    collector.look_seldom()
