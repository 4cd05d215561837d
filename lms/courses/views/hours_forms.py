"""Forms of hours: what was granted, a change of it, what a funder asks. Hours are typed in lessons."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.courses.domain.budgets import AtZero, Budget, BudgetKind, Rule
from lms.kernel.language import say

NEEDED = InputRequired(_l("Fill this in."))
LESSONS = NumberRange(0, 20_000, _l("Write a number of lessons."))
SHORT = Length(max=80, message=_l("Write it shorter: at most 80 characters."))


class BudgetForm(FlaskForm):
    """Hours that a funder granted somebody."""

    programme = SelectField(_l("Programme"), validators=[NEEDED])
    kind = SelectField(_l("For"), validators=[NEEDED])
    funder_id = SelectField(_l("Funder"), validators=[NEEDED])
    lessons = IntegerField(_l("Lessons granted"), validators=[NEEDED, LESSONS])
    used = IntegerField(_l("Lessons used before"), validators=[Optional(), LESSONS])
    from_date = DateField(_l("From"), validators=[NEEDED])
    until = DateField(_l("Until"), validators=[Optional()])
    reference = StringField(_l("Number of the letter"), validators=[SHORT])

    def __init__(self, programmes: list[tuple[str, str]], funders: list[tuple[str, str]]) -> None:
        super().__init__()
        self.programme.choices = programmes
        self.funder_id.choices = funders
        self.kind.choices = [(str(one), say(f"budget.kind.{one}")) for one in BudgetKind]


class ChangeForm(FlaskForm):
    """Another size, end or number of a budget."""

    lessons = IntegerField(_l("Lessons granted"), validators=[NEEDED, LESSONS])
    until = DateField(_l("Until"), validators=[Optional()])
    reference = StringField(_l("Number of the letter"), validators=[SHORT])
    reason = StringField(_l("Why does it change?"), validators=[NEEDED])


def change_form(budget: Budget, rule: Rule) -> ChangeForm:
    """The form with what stands there now."""
    return ChangeForm(
        formdata=None,
        data={"lessons": budget.minutes // rule.unit_minutes, "until": budget.until, "reference": budget.reference},
    )


class RuleForm(FlaskForm):
    """What a funder asks."""

    at_zero = RadioField(_l("When a budget is used up"), validators=[NEEDED])
    warn_lessons = IntegerField(_l("Warn when so many lessons are left"), validators=[NEEDED, LESSONS])
    needs_budget = BooleanField(_l("Hours need a budget"))
    needs_reference = BooleanField(_l("Every person needs a number of the letter"))
    unit_minutes = IntegerField(_l("Minutes of a lesson"), validators=[NEEDED])

    def __init__(self, **given: object) -> None:
        super().__init__(**given)
        self.at_zero.choices = [(str(one), say(f"budget.at_zero.{one}")) for one in AtZero]

    def rule(self) -> Rule:
        """The rule as it was typed."""
        unit = self.unit_minutes.data or 0
        return Rule(
            AtZero(self.at_zero.data),
            (self.warn_lessons.data or 0) * unit,
            bool(self.needs_budget.data),
            bool(self.needs_reference.data),
            unit,
        )


def rule_form(rule: Rule) -> RuleForm:
    """The form with what stands there now."""
    return RuleForm(
        formdata=None,
        data={
            "at_zero": str(rule.at_zero),
            "warn_lessons": rule.warn_minutes // rule.unit_minutes,
            "needs_budget": rule.needs_budget,
            "needs_reference": rule.needs_reference,
            "unit_minutes": rule.unit_minutes,
        },
    )
