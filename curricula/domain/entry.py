"""Where a module begins: the level somebody stands at who may start it, read from its prerequisites."""

from curricula.domain.consistency import is_level
from curricula.domain.programme import Module, ModuleKind, Programme
from lms.kernel.vocabulary import Level


def entry_level(programme: Programme, module: Module) -> Level | None:
    """The level to start a module at; nothing where its programme does not say.

    Of alternatives the lowest is enough, of several prerequisites the highest is needed. A language module without
    any prerequisite is for people who begin.
    """
    if not module.prerequisites:
        return Level.PRE_A1 if module.kind is ModuleKind.LANGUAGE else None
    needed = [_lowest([_level_of(programme, name) for name in group]) for group in module.prerequisites]
    known = [level for level in needed if level is not None]
    return max(known, key=lambda level: level.rank, default=None)


def level_aimed_at(programme: Programme, module: Module) -> Level | None:
    """The level that a module, or those after it in its first track, leads to."""
    return programme.level_aimed_at(module.tracks[0], module.key) if module.tracks else module.level


def _level_of(programme: Programme, name: str) -> Level | None:
    if is_level(name):
        return Level(name.removeprefix("level:"))
    before = programme.module(name.rpartition(":")[2])
    return None if before is None else before.level or entry_level(programme, before)


def _lowest(levels: list[Level | None]) -> Level | None:
    known = [level for level in levels if level is not None]
    return min(known, key=lambda level: level.rank) if len(known) == len(levels) else None
