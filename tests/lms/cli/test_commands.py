"""The list of commands is quick and says what the commands themselves say."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from lms.cli import COMMANDS, main

HEAVY = ("flask", "sqlalchemy", "pandas", "numpy", "highspy")


def loaded_by(*words: str) -> set[str]:
    """Modules that a command has loaded when it ends."""
    script = (
        "import sys\nfrom lms.cli import main\n"
        f"main({list(words)!r}, standalone_mode=False)\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_listing_the_commands_loads_nothing_heavy() -> None:
    assert not loaded_by("--help") & set(HEAVY)


def test_what_starts_the_pages_loads_none_of_them() -> None:
    assert not loaded_by("serve", "--help") & set(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str(200) == COMMANDS[name][1]


def test_commands_of_plugins_stand_in_the_list_until_they_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "  packs " in CliRunner().invoke(main, ["--help"]).output
    assert CliRunner().invoke(main, ["packs", "check"]).exit_code == 0
    monkeypatch.setenv("ONWARD_PLUGINS_OFF", "curricula")
    assert "  packs " not in CliRunner().invoke(main, ["--help"]).output
    assert CliRunner().invoke(main, ["packs", "check"]).exit_code == 2
