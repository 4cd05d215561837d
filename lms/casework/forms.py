"""Forms of casework. What is missing is said by the service, in one place."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined, unused-ignore]
from wtforms.validators import Length, Optional

from lms.casework import packs, services
from lms.kernel import language

STEP_WORDS = {
    "book-open": _l("Course"),
    "baby": _l("Child"),
    "bank": _l("Office"),
    "briefcase": _l("Work"),
    "bus": _l("Way there"),
    "certificate": _l("Certificate"),
    "chef-hat": _l("Try out a job"),
    "exam": _l("Test"),
    "eyeglasses": _l("Glasses"),
    "file-text": _l("Paper"),
    "first-aid": _l("Health"),
    "graduation-cap": _l("Study"),
    "house": _l("Home"),
    "phone": _l("Call"),
    "users": _l("Meeting people"),
}


class StepForm(FlaskForm):
    """A step: title, one owner, one date."""

    title = StringField(_l("What"), [Length(max=120)], render_kw={"required": True})
    detail = StringField(_l("More about it"), [Optional(), Length(max=240)])
    owner = StringField(_l("Who does it"), [Length(max=120)], render_kw={"required": True})
    due_on = DateField(_l("By when"), [Optional()], render_kw={"required": True})
    icon = SelectField(
        _l("Picture"), choices=[SelectChoice(icon, word) for icon, word in STEP_WORDS.items()], default="book-open"
    )
    plain = StringField(_l("In the person’s language"), [Optional(), Length(max=240)])
    follows = SelectField(_l("After this step"), [Optional()], default="", validate_choice=False)
    reason = StringField(_l("Why does the plan change?"), [Optional(), Length(max=500)])

    def offer_steps(self, steps: list[tuple[str, str]]) -> None:
        """Steps that this one may wait for."""
        self.follows.choices = [SelectChoice("", _l("it waits for none")), *(SelectChoice(*one) for one in steps)]


class VersionForm(FlaskForm):
    """The first version of a plan: where it leads, and which template it begins with."""

    goal = SelectField(_l("The goal"))
    strategy = SelectField(_l("Begin with"), [Optional()], default="", validate_choice=False)
    reason = TextAreaField(_l("Why is there a new version?"), [Optional(), Length(max=500)])

    def offer_goals(self) -> None:
        """Goals and templates in the reader's language."""
        self.goal.choices = [SelectChoice(goal, language.say(f"goal.{goal}")) for goal in services.GOALS]
        self.strategy.choices = [
            SelectChoice(key, language.say(f"casework.strategy.{key}")) for key in ("", *packs.strategies())
        ]


class NoteForm(FlaskForm):
    """A 2-minute note about a talk that was held."""

    note = TextAreaField(_l("What you talked about"), [Length(max=4000)], render_kw={"required": True, "rows": 4})


class TalkForm(FlaskForm):
    """The next talk."""

    due_on = DateField(_l("Day"), [Optional()], render_kw={"required": True})
    channel = RadioField(_l("How"), validate_choice=False)

    def offer_channels(self) -> None:
        """Channels in the reader's language."""
        self.channel.choices = [
            SelectChoice(channel, language.say(f"contact.{channel}")) for channel in services.CHANNELS
        ]
