"""Reading a rota file, whatever it is: a calendar or a sheet. Bytes in, values out."""

from datetime import date

from lms.learners.domain.rota import Problem, Rota, RotaShift, is_too_long
from lms.learners.formats import rota_csv, rota_ics

__all__ = ["Problem", "Rota", "RotaShift", "read"]

LARGEST = 1_000_000


def read(content: bytes, *, today: date, zone: str) -> Rota:
    """What a file says. Wall times are of `zone`; a calendar without an end is read half a year ahead of `today`."""
    if not content.strip():
        return Rota(problems=(Problem(0, "rota.empty"),))
    if len(content) > LARGEST:
        return Rota(problems=(Problem(0, "rota.too_big"),))
    text = decoded(content)
    if "\x00" in text:
        return Rota(problems=(Problem(0, "rota.not_text"),))
    found = rota_ics.read(text, today, zone) if "BEGIN:VCALENDAR" in text.upper() else rota_csv.read(text)
    if is_too_long(found):
        return Rota(problems=(Problem(0, "rota.too_long"),))
    if found.days is None and not found.problems:
        return Rota(problems=(Problem(0, "rota.no_shift"),), unused=found.unused)
    return found


def decoded(content: bytes) -> str:
    """The text of a file in the encodings that office programs write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
