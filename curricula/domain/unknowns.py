"""What a programme does not say: looked for and not found, so that a page can name it and nobody guesses. Pure."""

from collections.abc import Iterable

from curricula.domain.programme import EVERY_TRACK, Programme


def gaps_of(programme: Programme) -> dict[str, list[str]]:
    """Names of modules and tracks by the thing that is not known; an empty list where everything is."""
    limited = {one.track for one in programme.group_limits if one.maximum}
    ruled = {one.track for one in programme.entry_rules}
    granted = {track for one in programme.hour_budgets for track in one.tracks}
    priced = {one.examination for one in programme.costs}
    return {
        "hours": _names(one.name for one in programme.modules if one.hours is None),
        "level": _names(one.name for one in programme.modules if one.level is None),
        "maximum": _missing(programme, limited),
        "entry": _missing(programme, ruled),
        "budget": _missing(programme, granted),
        "attendance": [] if programme.attendance_rules else [programme.name],
        "fee": _names(one.name for one in programme.examinations if one.key not in priced),
        "examination": [] if programme.examinations else [programme.name],
    }


def _missing(programme: Programme, known: set[str]) -> list[str]:
    return [] if EVERY_TRACK in known else _names(one.name for one in programme.tracks if one.key not in known)


def _names(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
