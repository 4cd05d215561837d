"""What a programme's register says: letters for marks, what a reason means, when late is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from curricula.domain.programme import AbsenceRule, AttendanceSign, LateRule, Programme, in_force
from lms.kernel.vocabulary import AbsenceReason, Attendance, EnrolmentState


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


def arrival_mark(rules: Iterable[LateRule], day: date, *, minutes_late: int = 0, minutes_early: int = 0) -> Attendance:
    """Present, late or left early. Late and left early in one session counts as late."""
    limit = min((rule.minutes for rule in in_force(rules, day)), default=None)
    if limit is not None and minutes_late > limit:
        return Attendance.LATE
    if limit is not None and minutes_early > limit:
        return Attendance.LEFT_EARLY
    return Attendance.PRESENT


def sign_for(
    signs: Iterable[AttendanceSign],
    day: date,
    attendance: Attendance | None,
    reason: AbsenceReason | None = None,
    enrolment: EnrolmentState | None = None,
) -> str:
    """The letter for the programme's own list, blank before joining. Of all signs that fit, the narrowest."""
    if attendance is None:
        return ""
    fitting = [sign for sign in in_force(signs, day) if _fits(sign, attendance, reason, enrolment)]
    return max(fitting, key=_narrowness).key if fitting else ""


def _covers(rule: AbsenceRule, day_of_absence: int) -> bool:
    return rule.from_day <= day_of_absence and (rule.to_day is None or day_of_absence <= rule.to_day)


def _fits(
    sign: AttendanceSign, attendance: Attendance, reason: AbsenceReason | None, enrolment: EnrolmentState | None
) -> bool:
    return (
        attendance in sign.attendances
        and (not sign.reasons or reason in sign.reasons)
        and (not sign.enrolment_states or enrolment in sign.enrolment_states)
    )


def _narrowness(sign: AttendanceSign) -> int:
    return bool(sign.reasons) + 2 * bool(sign.enrolment_states)
