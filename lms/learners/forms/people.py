"""Forms about a person. Nationality, religion and permit are not asked."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, EmailField, Field, IntegerField, SelectField, StringField, TelField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from lms.kernel import db
from lms.kernel.clock import today
from lms.kernel.language import say
from lms.kernel.vocabulary import Literacy, Shift
from lms.kernel.web import current_zone
from lms.learners.domain.births import LONGEST_LIFE, too_long_ago
from lms.learners.domain.contacts import way_trouble
from lms.learners.domain.occupations import occupation
from lms.learners.domain.pictures import OWN_PICTURES
from lms.organisations import queries as organisations

NEEDED = _l("Fill this in.")
LONG = Length(max=200, message=_l("Write it shorter: at most 200 characters."))
SEXES = ("", "female", "male", "other")
GOALS = ("", "work", "family", "study", "citizenship", "health", "other")
CONTACTS = ("", "voice", "phone", "video", "sms", "email", "letter", "page", "in_person")


def _said(kind: str, codes: Any) -> list[tuple[str, str]]:
    return [(str(code), say(f"{kind}.{code}")) for code in codes]


def _possible(form: FlaskForm, field: DateField) -> None:
    if field.data and field.data > today(current_zone()):
        raise ValidationError(say("learners.born_ahead"))
    if field.data and too_long_ago(field.data, today(current_zone())):
        raise ValidationError(say("learners.born_long_ago", {"years": LONGEST_LIFE}))


def _known_code(_form: FlaskForm, field: StringField) -> None:
    if (field.data or "").strip() and occupation(field.data or "") is None:
        raise ValidationError(say("learners.occupation_code_off"))


class ShiftForm(FlaskForm):
    """When somebody works and how far she can travel."""

    shift = SelectField(_l("Work hours"), default=Shift.NONE.value)
    rotation_anchor = DateField(
        _l("Monday of an early week"), [Optional()], description=_l("Only for early and late by turns.")
    )
    travel_minutes = IntegerField(
        _l("Minutes of travel"),
        [Optional(), NumberRange(0, 240, message=_l("Write a number from 0 to 240."))],
        description=_l("From home to class, one way."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shift.choices = _said("shift", Shift)


class PersonForm(ShiftForm):
    """Everything about a person that the front desk writes down."""

    given_name = StringField(_l("Given name"), [LONG], description=_l("In any script."))
    family_name = StringField(_l("Family name"), [LONG])
    birth_date = DateField(_l("Birth date"), [Optional(), _possible])
    number = StringField(_l("Number"), [Length(max=40)], description=_l("Leave it empty and we choose one."))
    phone = TelField(_l("Phone"), [LONG])
    no_calls = BooleanField(
        _l("Do not call this number"),
        description=_l("Then nobody sees it on a list or is told to call it. It stands in this form alone."),
    )
    email = EmailField(
        _l("E-mail"),
        [
            Optional(),
            LONG,
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s.]+$", message=_l("This is not a whole e-mail. Learners need none.")),
        ],
    )
    contact = SelectField(_l("Wants to hear by"), default="")
    texts_agreed = BooleanField(
        _l("The person agreed to text messages"), description=_l("Ask first. Without a yes none is sent.")
    )
    held_phone = ""
    sex = SelectField(_l("Gender"), default="", description=_l("Only counted, to see whether the test is fair."))
    first_language = StringField(_l("First language"), [LONG])
    interpreter = StringField(_l("Interpreter for"), [LONG])
    literacy = SelectField(_l("Reading"), default=Literacy.UNKNOWN.value)
    script = StringField(_l("Script this person reads"), [LONG])
    schooling_years = IntegerField(
        _l("Years of school"), [Optional(), NumberRange(0, 30, message=_l("Write a number from 0 to 30."))]
    )
    occupation = StringField(_l("Work or trade"), [LONG])
    occupation_code = StringField(
        _l("Occupation code"), [LONG, _known_code], description=_l("ISCO-08 or ESCO: 2221, or the address at ESCO.")
    )
    goal = SelectField(_l("Learns for"), default="")
    step_free = BooleanField(_l("Needs a way without steps"))
    picture = SelectField(_l("Own picture"), default="", description=_l("A sign to find one’s own name by."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact.choices = _said("contact", CONTACTS)
        self.sex.choices = _said("sex", SEXES)
        self.literacy.choices = _said("literacy", Literacy)
        self.goal.choices = _said("goal", GOALS)
        self.picture.choices = [("", str(_l("We choose one"))), *_said("picture", OWN_PICTURES)]

    def _way(self, field: Field) -> None:
        """What is wrong with the way to reach somebody stands at the field where it can be mended."""
        trouble = way_trouble(
            self.contact.data or "",
            (self.phone.data or "").strip(),
            texts_agreed=bool(self.texts_agreed.data),
            no_calls=bool(self.no_calls.data),
            country=organisations.provider(db.require_provider()).country,
            held=self.held_phone,
        )
        if trouble and trouble[0] == field.short_name:
            raise ValidationError(say(trouble[1]))

    validate_phone = validate_contact = validate_texts_agreed = _way

    def validate_given_name(self, field: StringField) -> None:
        """One name is enough; many people have one only."""
        if not (field.data or "").strip() and not (self.family_name.data or "").strip():
            raise ValidationError(say("learners.name_missing"))


class ChildForm(FlaskForm):
    """A child of a learner."""

    name = StringField(_l("Name of the child"), [InputRequired(NEEDED), LONG])
    birth_date = DateField(_l("Birth date"), [InputRequired(NEEDED), _possible])


def facts_of(form: PersonForm) -> dict[str, Any]:
    """What the form says, in the words of `services`. Work hours and number are not among it."""
    texts = ("given_name", "family_name", "phone", "email", "first_language", "interpreter", "script", "occupation")
    facts: dict[str, Any] = {name: (form[name].data or "").strip() for name in texts}
    for name in ("contact", "sex", "literacy", "goal", "picture"):
        facts[name] = form[name].data or ""
    born: date | None = form.birth_date.data
    return {
        **facts,
        "occupation_code": str(occupation(form.occupation_code.data or "") or ""),
        "birth_date": born,
        "schooling_years": form.schooling_years.data,
        "step_free": bool(form.step_free.data),
        "no_calls": bool(form.no_calls.data),
        "texts_agreed": bool(form.texts_agreed.data),
    }


def child_of(form: ChildForm) -> tuple[str, date]:
    """Name and birth date of a valid form."""
    born = form.birth_date.data
    if born is None:
        raise ValueError("this form is not valid")
    return (form.name.data or "").strip(), born
