"""Writes the tables of docs/ that come from the code: settings, signals, hooks, jobs, resources.

`python -m tools.reference` writes them all; a guard compares them, so that documents tell the truth.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path

from lms import app as application
from lms.kernel import config, signals
from lms.kernel.jobs import declare
from lms.kernel.plugins import Plugin, Registry
from lms.kernel.rest.openapi import path_of

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- from the code: python -m tools.reference -->", "<!-- end -->"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(headings), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def first_sentence(thing: object) -> str:
    """The first line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def settings(_registry: Registry) -> str:
    """Every setting with its default."""
    rows = []
    for setting in fields(config.Settings):
        default = ("yes" if setting.default else "no") if isinstance(setting.default, bool) else str(setting.default)
        rows.append((f"`{setting.metadata['env']}`", f"`{default}`" if default else "", setting.metadata["says"]))
    return table(("variable", "default", "what it does"), rows)


def announcements(_registry: Registry) -> str:
    """Every signal with its sender and facts."""
    return table(
        ("signal", "when, and with what"), ((f"`{name}`", one.__doc__ or "") for name, one in signals.ALL.items())
    )


def hooks(_registry: Registry) -> str:
    """Every method of a plug-in."""
    methods = [(name, one) for name, one in vars(Plugin).items() if callable(one) and not name.startswith("_")]
    rows = []
    for name, one in methods:
        given = ", ".join(list(inspect.signature(one).parameters)[1:])
        rows.append((f"`{name}({given})`", first_sentence(one)))
    return table(("method", "what it brings or answers"), rows)


def jobs(registry: Registry) -> str:
    """Every background job of what is installed."""
    own = {plugin.package for plugin in registry.plugins}
    rows = [
        (f"`{name}`", when(name), str(one.attempts), first_sentence(one.run))
        for name, one in sorted(declare.JOBS.items())
        if one.run.__module__.split(".")[0] in own
    ]
    return table(("job", "when", "tries", "what it does"), rows)


def when(job: str) -> str:
    """The times of a job in words."""
    times = [
        f"daily at {one.hour:02}:{one.minute:02} UTC" if one.hour is not None else f"every {one.minutes or 1} min"
        for one in declare.SCHEDULES
        if one.job == job
    ]
    return ", ".join(times) or "on request"


def resources(registry: Registry) -> str:
    """Every REST resource with its permission and the roles that hold it."""
    roles = {one.code: sorted(one.roles) for one in registry.permissions}
    operations = [one for module in registry.modules("rest") for one in module.resources.operations]
    return table(
        ("method", "path", "permission", "roles", "answer"),
        (
            (one.method, f"`{path_of(one.rule)}`", f"`{one.permission}`", ", ".join(roles[one.permission]), one.says)
            for one in sorted(operations, key=lambda one: (one.rule, one.method))
        ),
    )


TABLES: dict[str, Callable[[Registry], str]] = {
    "settings.md": settings,
    "signals.md": announcements,
    "plugins.md": hooks,
    "jobs.md": jobs,
    "rest.md": resources,
}


def renewed(name: str, registry: Registry) -> str:
    """A document with its table as the code has it now."""
    text = (DOCS / name).read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{TABLES[name](registry)}\n\n{END}{rest.split(END)[1]}"


def main() -> None:
    """Write every table."""
    registry = application.registry_for(config.Settings())
    for name in TABLES:
        (DOCS / name).write_text(renewed(name, registry), encoding="utf-8")


if __name__ == "__main__":
    main()
