"""Teaching a language for work: the hours of each strand, and who has to stand behind it before learners see the class."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from curricula.domain.programme import Module, ModuleKind, Strand

STRANDS: tuple[Strand, ...] = tuple(Strand)


@dataclass(frozen=True, slots=True)
class Teaching:
    """How a course for work is taught. `minutes` by strand; `reason` why one of them is left out."""

    minutes: Mapping[Strand, int] = field(default_factory=dict)
    reason: str = ""
    expert: str = ""
    """Who knows the trade: a name, with the company or body."""

    def left_out(self) -> tuple[Strand, ...]:
        """Strands without an hour."""
        return tuple(strand for strand in STRANDS if not self.minutes.get(strand))


def needs_team(kind: ModuleKind) -> bool:
    """Whether language teachers alone cannot give this module, nor people of the trade alone."""
    return kind is ModuleKind.VOCATIONAL_LANGUAGE


def of_the_pack(module: Module) -> dict[Strand, int]:
    """Minutes of each strand as far as the programme says so."""
    return {one.strand: one.hours.minutes for one in module.strands if one.hours.minutes is not None}


def missing(teaching: Teaching | None, *, accredited_teacher: bool) -> tuple[str, ...]:
    """Codes of what a class for work still needs before it is shown: teacher, expert, strand."""
    found = [] if accredited_teacher else ["language_teacher"]
    if teaching is None or not teaching.expert:
        found.append("sector_expert")
    if teaching is None or (teaching.left_out() and not teaching.reason):
        found.append("strand")
    return tuple(found)
