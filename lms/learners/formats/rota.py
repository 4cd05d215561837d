"""Reading a rota file, whatever it is: a calendar or a sheet. Bytes in, values out."""

from datetime import date

from lms.learners.domain.rota import Problem, Rota, RotaShift, StaffRota, is_too_long
from lms.learners.formats import rota_csv, rota_ics

__all__ = ["Problem", "Rota", "RotaShift", "StaffRota", "read", "read_staff"]

LARGEST = 1_000_000


def read(content: bytes, *, today: date, zone: str) -> Rota:
    """What a file says. Wall times are of `zone`; a calendar without an end is read half a year ahead of `today`."""
    text = _text(content)
    if isinstance(text, Problem):
        return Rota(problems=(text,))
    found = rota_ics.read(text, today, zone) if "BEGIN:VCALENDAR" in text.upper() else rota_csv.read(text)
    if is_too_long(found):
        return Rota(problems=(Problem(0, "rota.too_long"),))
    if found.days is None and not found.problems:
        return Rota(problems=(Problem(0, "rota.no_shift"),), unused=found.unused)
    return found


def read_staff(content: bytes, *, today: date, zone: str, everything_about: str = "") -> StaffRota:
    """The same for several people whom the file names, or for one who is named beside it."""
    text = _text(content)
    if isinstance(text, Problem):
        return StaffRota(problems=(text,))
    calendar = "BEGIN:VCALENDAR" in text.upper()
    found = (
        rota_ics.read_staff(text, today, zone, everything_about)
        if calendar
        else rota_csv.read_staff(text, everything_about)
    )
    wrong = [problem for one in found.people.values() for problem in one.problems]
    wrong += [Problem(0, "rota.too_long_of", {"name": name}) for name, one in found.people.items() if is_too_long(one)]
    if not found.people and not found.problems:
        wrong.append(Problem(0, "rota.no_shift"))
    return StaffRota(found.people, tuple(sorted((*found.problems, *wrong), key=lambda one: one.line)), found.unused)


def _text(content: bytes) -> str | Problem:
    if not content.strip():
        return Problem(0, "rota.empty")
    if len(content) > LARGEST:
        return Problem(0, "rota.too_big")
    text = decoded(content)
    return Problem(0, "rota.not_text") if "\x00" in text else text


def decoded(content: bytes) -> str:
    """The text of a file in the encodings that office programs write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
