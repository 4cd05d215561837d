"""Employers: whose rota it is, and what belongs into the outline of a module. Pure."""

from collections.abc import Iterable, Mapping, Sequence

OWN_PAGE, ALOUD, PAPER = "own", "aloud", "paper"
CONSENTS = (OWN_PAGE, ALOUD, PAPER)
LONGEST_NAME = 120
MOST_LINES = 200
LONGEST_LINE = 300
LONGEST_COMMENT = 1000
MOST_UNANSWERED = 20


def called(name: str) -> str:
    """A name or number at work as it is compared: capitals and blanks make no difference."""
    return " ".join(name.casefold().split())


def matched(names: Iterable[str], employments: Mapping[str, str]) -> dict[str, str]:
    """Names of a file to the employment each means (`employments`: id by `called`); names that nobody agreed to are not there."""
    found = {name: employments.get(called(name)) for name in names}
    return {name: employment for name, employment in found.items() if employment}


def trainer_word(name: str, organisation: str) -> str:
    """How a trainer of a partner is named beside a comment."""
    return f"{name}, {organisation}"


def outline_lines(text: str) -> list[str]:
    """What somebody wrote as an outline: one line each, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def outline_trouble(lines: Sequence[str], before: Sequence[str] | None, reason: str) -> tuple[str, str] | None:
    """(field, code) of what cannot be kept as the next version of an outline."""
    if not lines:
        return "lines", "curricula.module_outline.empty"
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        return "lines", "curricula.module_outline.long"
    if before is not None and list(lines) == list(before):
        return "lines", "curricula.module_outline.same"
    if before is not None and not reason.strip():
        return "reason", "curricula.module_outline.reason"
    return None
