"""Forms: the plan after a talk, not now, the result of a module."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined, unused-ignore]
from wtforms.validators import InputRequired, Length, Optional

NEEDED = _l("Fill this in.")


class PlanForm(FlaskForm):
    """What to do, and when to look again. The boxes are drawn by the page, with their notes."""

    actions = SelectMultipleField(_l("What to do"), validate_choice=False)
    review_on = DateField(_l("Look again on"), [InputRequired(NEEDED)])


class NotNowForm(FlaskForm):
    """Not now, with a reason."""

    reason = TextAreaField(_l("Why not now?"), [InputRequired(_l("Write one sentence: why not now?")), Length(max=500)])
    review_on = DateField(_l("Look again on"), [InputRequired(NEEDED)])


class ResultForm(FlaskForm):
    """The result of a module."""

    module_key = SelectField(_l("Module"), [InputRequired(NEEDED)])
    on_day = DateField(_l("Day"), [InputRequired(NEEDED)])
    passed = RadioField(
        _l("Result"),
        [InputRequired(NEEDED)],
        choices=[SelectChoice("yes", _l("Passed")), SelectChoice("no", _l("Not yet"))],
        default="yes",
    )
    level = SelectField(_l("Level from now on"), [Optional()])
    note = StringField(_l("Note"), [Optional(), Length(max=300)])
