"""A group of commands that are loaded when they run or when they are listed, not when their group is."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LateGroup(click.Group):
    """`late` names its commands: name -> where it is, `module:attribute`. Others may be added as ever."""

    def __init__(self, *given: Any, late: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.late = late

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.late:
            return super().get_command(ctx, cmd_name)
        module, attribute = self.late[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.late})
