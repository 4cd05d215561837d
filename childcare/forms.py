"""Forms of childcare: records and who may collect, incidents, the way into regular care, groups and rooms, carers' days."""

from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

LONG = Length(max=200, message=_l("Write it shorter: at most 200 characters."))
TEXT = Length(max=2000, message=_l("Write it shorter: at most 2,000 characters."))
NEEDED = InputRequired(_l("Fill this in."))
A_NUMBER = _l("Write a number.")


class RecordForm(FlaskForm):
    """What carers must know."""

    allergies = StringField(
        _l("Allergies"), validators=[LONG], description=_l("One or two words, as on the badge: Nuts")
    )
    medicine = TextAreaField(_l("Medicine and what to do"), validators=[LONG])
    language = StringField(_l("Language of the child"), validators=[LONG])
    needs = TextAreaField(_l("What helps the child"), validators=[LONG])
    emergency_consent = BooleanField(_l("The parent agrees: call a doctor in an emergency"))
    photo_consent = BooleanField(_l("The parent agrees: photographs may be taken"))
    funding = StringField(
        _l("Who pays for the hours"), validators=[LONG], description=_l("Only if it is not the funder of the course")
    )
    picture = RadioField(_l("Picture"), validate_choice=False, default="")


class CollectorForm(FlaskForm):
    """Somebody who may collect."""

    name = StringField(_l("Name"), validators=[NEEDED, LONG])
    relation = StringField(_l("Relation"), validators=[LONG], description=_l("Uncle, neighbour, sister of 19"))
    phone = StringField(_l("Phone"), validators=[LONG])


class ForTodayForm(FlaskForm):
    """Somebody who may collect today, because the parent was asked and said so."""

    name = StringField(_l("Name"), validators=[NEEDED, LONG])
    relation = StringField(_l("Relation"), validators=[LONG])
    called = BooleanField(
        _l("I asked the parent, and the parent agrees"), validators=[InputRequired(_l("Ask the parent first."))]
    )


class CodeForm(FlaskForm):
    """A code for the pad."""

    code = StringField(_l("New code"), validators=[NEEDED], description=_l("4 to 6 digits that nobody guesses"))


class IncidentForm(FlaskForm):
    """What happened to a child."""

    child_id = SelectField(_l("Child"), validators=[NEEDED])
    day = DateField(_l("Day"), validators=[NEEDED])
    time = TimeField(_l("Time"), validators=[NEEDED])
    kind = SelectField(_l("What was it?"), validators=[NEEDED])
    what = TextAreaField(_l("What happened"), validators=[NEEDED, TEXT])
    deed = TextAreaField(_l("What you did"), validators=[TEXT])
    told = StringField(_l("Who was told, and how"), validators=[LONG])

    def offer(self, children: list[tuple[str, str]], kinds: list[tuple[str, str]]) -> None:
        """Fill the choices."""
        self.child_id.choices, self.kind.choices = children, kinds


class AdditionForm(FlaskForm):
    """What is added to an entry."""

    what = TextAreaField(_l("What is to be added"), validators=[NEEDED, TEXT])


class HandoverForm(FlaskForm):
    """The way into regular care."""

    kindergarten = StringField(_l("Kindergarten"), validators=[LONG])
    applied_on = DateField(_l("Asked for a place on"), validators=[Optional()])
    starts_on = DateField(_l("Begins there on"), validators=[Optional()])
    habits = TextAreaField(
        _l("What they should know there"), validators=[TEXT], description=_l("Sleeping, eating, comfort, languages")
    )


class RoomForm(FlaskForm):
    """A room for children."""

    name = StringField(_l("Name"), validators=[NEEDED, LONG])
    square_metres = FloatField(_l("Area in square metres"), validators=[InputRequired(A_NUMBER)])
    largest = IntegerField(_l("Largest group"), validators=[InputRequired(A_NUMBER)])


class GroupForm(FlaskForm):
    """A care group. Ages are years in the form: nobody counts 78 months."""

    name = StringField(_l("Name"), validators=[NEEDED, LONG])
    picture = RadioField(_l("Picture"), validators=[NEEDED])
    from_years = FloatField(_l("From years"), validators=[InputRequired(A_NUMBER), NumberRange(0, 18)])
    to_years = FloatField(_l("Under years"), validators=[InputRequired(A_NUMBER), NumberRange(0, 18)])
    places = IntegerField(_l("Places"), validators=[InputRequired(A_NUMBER)])
    room_id = SelectField(_l("Room"))
    reason = StringField(_l("Why it may be so"), validators=[LONG], description=_l("Only if a rule is broken"))

    def offer(self, pictures: tuple[str, ...], rooms: list[tuple[str, str]]) -> None:
        """Fill the choices."""
        self.picture.choices = [(one, one) for one in pictures]
        self.room_id.choices = [("", str(_l("No room yet"))), *rooms]


class SettingsForm(FlaskForm):
    """What the centre decides."""

    rule_key = SelectField(_l("Rule"))
    minimum_staff = IntegerField(
        _l("Fewest carers in a group"), validators=[Optional()], description=_l("Only if you want more than the rule")
    )
    late_minutes = IntegerField(_l("Minutes until collecting counts as late"), validators=[InputRequired(A_NUMBER)])
    ordering = SelectField(_l("Who on the waiting list comes first"))


class AwayForm(FlaskForm):
    """A carer is away."""

    first = DateField(_l("First day"), validators=[NEEDED])
    last = DateField(_l("Last day"), validators=[NEEDED])
    starts = TimeField(_l("From"), validators=[Optional()], description=_l("Empty for the whole day"))
    ends = TimeField(_l("Until"), validators=[Optional()])


class ShiftForm(FlaskForm):
    """A carer works besides her hours."""

    staff_id = SelectField(_l("Carer"), validators=[NEEDED])
    day = DateField(_l("Day"), validators=[NEEDED])
    starts = TimeField(_l("From"), validators=[NEEDED])
    ends = TimeField(_l("Until"), validators=[NEEDED])

    def offer(self, carers: dict[str, str]) -> None:
        """Fill the choices."""
        self.staff_id.choices = list(carers.items())


class PaperForm(FlaskForm):
    """A paper of a carer."""

    staff_id = SelectField(_l("Carer"), validators=[NEEDED])
    paper = SelectField(_l("Kind of paper"), validators=[NEEDED])
    until = DateField(_l("Valid until"), validators=[Optional()], description=_l("Empty where it does not end."))

    def offer(self, carers: dict[str, str], papers: list[tuple[str, str]]) -> None:
        """Fill the choices."""
        self.staff_id.choices, self.paper.choices = list(carers.items()), papers


def times_of(form: AwayForm) -> dict[str, Any]:
    """The span of a day that was chosen, nothing for the whole day."""
    chosen: dict[str, date | time | None] = {"starts": form.starts.data, "ends": form.ends.data}
    return {name: value for name, value in chosen.items() if value is not None}
