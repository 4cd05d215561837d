"""Forms of placement: the first interview, built from its fields, and a person's decision."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined, unused-ignore]
from wtforms.validators import Length, NumberRange, Optional

from lms.kernel import language
from lms.kernel.vocabulary import Track
from placement.domain import interview
from placement.domain.interview import FieldKind

YES, NO = "yes", "no"
CONFIRM, OTHER = "confirm", "other"
TRIAL, COUNTS = "trial", "counts"
MOST: Mapping[str, int] = {"schooling_years": 25, "travel_minutes": 240, "hours_a_week": 60, "children_to_care_for": 20}
LONG_WORDS = frozenset({"motivation", "certificates", "access_words"})


class Ticks(SelectMultipleField):
    """Several of some, as boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class InterviewForm(FlaskForm):
    """Everything the interview asks; all of it may stay empty. `offer` puts the words in the reader's language."""

    def offer(self) -> None:
        """Labels, reasons and options of this moment's language."""
        for asked in interview.FIELDS:
            field = self[asked.code]
            field.label.text = language.say(f"placement.field.{asked.code}")
            field.description = language.say(f"placement.why.{asked.why}")
            if asked.kind in (FieldKind.ONE_OF, FieldKind.SOME_OF):
                empty = [SelectChoice("", "–")] if asked.kind is FieldKind.ONE_OF else []
                field.choices = [
                    *empty,
                    *(SelectChoice(value, option_word(asked.code, value)) for value in asked.options),
                ]

    def answers(self) -> dict[str, Any]:
        """Answers by code; what stayed empty is left out."""
        found = {asked.code: _answer(asked.kind, self[asked.code].data) for asked in interview.FIELDS}
        return {code: value for code, value in found.items() if interview.answered(found, code)}


class DecisionForm(FlaskForm):
    """Confirm, or another group with a reason."""

    choice = RadioField(_l("Your decision"), validate_choice=False, validators=[Optional()])
    track = StringField(_l("Group"))
    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=1000)])


class CheckForm(FlaskForm):
    """Some weeks later: was the group right?"""

    verdict = StringField(_l("Was the group right?"))
    moved = StringField(_l("Moved to another group"))
    note = StringField(_l("What did you see?"), [Optional(), Length(max=1000)])


class TalkForm(FlaskForm):
    """The advisory talk about a result."""

    on_day = StringField(_l("Day"))
    with_whom = StringField(_l("With whom"), [Optional(), Length(max=200)])
    language = StringField(_l("In which language"), [Optional(), Length(max=100)])
    interpreter = StringField(_l("With an interpreter"))
    agreed = TextAreaField(_l("What was agreed"), [Optional(), Length(max=2000)])


class BringForm(FlaskForm):
    """A file of questions to look at."""

    file = StringField(_l("File"))
    language = StringField(_l("Language of the questions"), [Optional(), Length(max=12)])


class KeepForm(FlaskForm):
    """Where questions from a file go, and how they begin."""

    name = StringField(_l("Name"), [Optional(), Length(max=80)])
    into = StringField(_l("Where to?"))
    begin = StringField(_l("How do they begin?"))


def groups(recommended: str) -> list[tuple[str, str]]:
    """Groups other than the recommended one, in words."""
    return [(track.value, language.say(f"track.{track}")) for track in Track if track != recommended]


def option_word(code: str, value: str) -> str:
    """The word for an option of a field."""
    return language.say(f"placement.option.{code}.{value}")


def interview_form(known: Mapping[str, Any] | None = None) -> InterviewForm:
    """The form with what was sent, or with what is known."""
    data = None
    if known is not None:
        data = {code: _shown(interview.BY_CODE[code].kind, value) for code, value in known.items()}
    form: InterviewForm = _class()(data=data) if known is None else _class()(formdata=None, data=data)
    form.offer()
    return form


@cache
def _class() -> type[InterviewForm]:
    """The form's class with a field for each question."""
    return type("AllOfTheInterview", (InterviewForm,), {asked.code: _field(asked) for asked in interview.FIELDS})


def _field(asked: interview.Field) -> Field:
    match asked.kind:
        case FieldKind.ONE_OF:
            return SelectField(validators=[Optional()], choices=[], validate_choice=False)
        case FieldKind.SOME_OF:
            return Ticks(validators=[Optional()], choices=[], validate_choice=False)
        case FieldKind.YES_NO:
            choices = [SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))]
            return RadioField(validators=[Optional()], choices=choices, validate_choice=False)
        case FieldKind.NUMBER:
            whole = NumberRange(0, MOST.get(asked.code, 20), _l("Write a number from %(min)s to %(max)s."))
            return IntegerField(validators=[Optional(), whole], render_kw={"inputmode": "numeric", "min": "0"})
        case FieldKind.WORDS:
            kind = TextAreaField if asked.code in LONG_WORDS else StringField
            return kind(validators=[Optional(), Length(max=500)], render_kw={"dir": "auto"})


def _answer(kind: FieldKind, data: Any) -> Any:
    if kind is FieldKind.YES_NO:
        return {YES: True, NO: False}.get(data)
    return data.strip() if isinstance(data, str) else data


def _shown(kind: FieldKind, value: Any) -> Any:
    return {True: YES, False: NO}.get(value) if kind is FieldKind.YES_NO else value
