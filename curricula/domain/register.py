"""What a programme's register says: what a reason for an absence means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from curricula.domain.programme import AbsenceRule, Programme, in_force
from lms.kernel.vocabulary import AbsenceReason, Attendance


@dataclass(frozen=True, slots=True)
class AbsenceDecision:
    """The mark a rule suggests. `proof` is still missing; a rule that is not verified must be confirmed by a person."""

    attendance: Attendance
    rule: AbsenceRule | None = None
    proof: str = ""

    @property
    def needs_confirming(self) -> bool:
        """A rule that is not verified cannot mark somebody unexcused by itself."""
        return self.attendance is Attendance.UNEXCUSED and not (self.rule and self.rule.evidence.may_refuse)


def absence_mark(
    programme: Programme,
    reason: AbsenceReason,
    day: date,
    *,
    day_of_absence: int = 1,
    foreseen: bool | None = None,
    proofs: Iterable[str] = (),
) -> AbsenceDecision:
    """The mark for an absence. Where no rule fits, the mark stays unknown and a person decides.

    Not knowing whether something was foreseen counts as not foreseen: doubt is for the learner.
    """
    for rule in in_force(programme.absences, day):
        if rule.reason is reason and _covers(rule, day_of_absence) and rule.foreseen in (None, bool(foreseen)):
            missing = "" if rule.proof in set(proofs) else rule.proof
            return AbsenceDecision(rule.attendance, rule, missing)
    return AbsenceDecision(Attendance.UNKNOWN)


def _covers(rule: AbsenceRule, day_of_absence: int) -> bool:
    return rule.from_day <= day_of_absence and (rule.to_day is None or day_of_absence <= rule.to_day)
