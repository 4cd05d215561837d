"""Forms of casework. What is missing is said by the service, in one place."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined, unused-ignore]
from wtforms.validators import Length, Optional

from lms.casework import packs, services
from lms.casework.domain.contacts import Contact, Method, Partner, problems_of
from lms.casework.domain.directory import Service
from lms.casework.domain.stages import Stage
from lms.kernel import language
from lms.learners.domain.contacts import CALLED

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
    owner = StringField(_l("Who does it"), [Length(max=120)])
    due_on = DateField(_l("By when"), [Optional()], render_kw={"required": True})
    icon = SelectField(
        _l("Picture"), choices=[SelectChoice(icon, word) for icon, word in STEP_WORDS.items()], default="book-open"
    )
    plain = StringField(_l("In the person’s language"), [Optional(), Length(max=240)])
    follows = SelectField(_l("After this step"), [Optional()], default="", validate_choice=False)
    service = SelectField(_l("Which service is it?"), [Optional()], default="", validate_choice=False)
    organisation = SelectField(
        _l("Which organisation is responsible?"), [Optional()], default="", validate_choice=False
    )
    starts = TimeField(_l("Begins"), [Optional()])
    ends = TimeField(_l("Ends"), [Optional()])
    first_on = DateField(_l("Every week since"), [Optional()])
    reason = StringField(_l("Why does the plan change?"), [Optional(), Length(max=500)])

    def offer_services(self, organisations: list[tuple[str, str]]) -> None:
        """Services in the reader's language, and who is responsible for any."""
        none = SelectChoice("", _l("no service: somebody does it alone"))
        self.service.choices = [none, *(SelectChoice(one, language.say(f"casework.service.{one}")) for one in Service)]
        self.organisation.choices = [
            SelectChoice("", language.say("casework.choose")),
            *(SelectChoice(*one) for one in organisations),
        ]

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


class ContactForm(FlaskForm):
    """A contact: with whom, how, what was said. The 2-minute note asks for the first few of it."""

    partner = SelectField(_l("With whom"), default=Partner.PERSON.value, validate_choice=False)
    who = StringField(_l("Name of the company, office or place"), [Optional(), Length(max=120)])
    method = SelectField(_l("Method"), default="", validate_choice=False, render_kw={"required": True})
    channel = SelectField(_l("How"), default="", validate_choice=False, render_kw={"required": True})
    day = DateField(_l("Day"), [Optional()])
    reached = SelectField(
        _l("Did you speak?"),
        choices=[SelectChoice("yes", _l("yes")), SelectChoice("no", _l("no, nobody answered"))],
        validate_choice=False,
    )
    note = TextAreaField(_l("What you talked about"), [Length(max=4000)], render_kw={"rows": 4})
    problems = TextAreaField(
        _l("What somebody has to look after"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    shared = BooleanField(_l("The person may read this note on the phone"))
    consent = BooleanField(_l("The person agreed that I speak with them"))

    def offer(self) -> None:
        """Partners, methods and channels in the reader's language."""
        for one in (self.partner, self.method, self.channel, self.reached, self.note):
            one.flags.required = True
        self.partner.choices = [SelectChoice(one, language.say(f"casework.partner.{one}")) for one in Partner]
        empty = SelectChoice("", language.say("casework.choose"))
        self.method.choices = [empty, *(SelectChoice(one, language.say(f"casework.method.{one}")) for one in Method)]
        self.channel.choices = [
            SelectChoice(channel, language.say(f"contact.{channel}")) for channel in services.CHANNELS
        ]

    def given(self) -> Contact:
        """What was written."""
        return Contact(
            note=self.note.data or "",
            method=self.method.data or "",
            channel=self.channel.data or "",
            partner=self.partner.data or Partner.PERSON,
            who=self.who.data or "",
            day=self.day.data,
            reached=self.reached.data != "no",
            shared=bool(self.shared.data),
            consent=bool(self.consent.data),
            problems=problems_of(self.problems.data or ""),
        )


class StageForm(FlaskForm):
    """Another stage of the same file."""

    stage = SelectField(_l("Stage"), validate_choice=False)
    since = DateField(_l("Since"), [Optional()])
    reason = StringField(_l("Why, in one sentence"), [Optional(), Length(max=240)])

    def offer(self) -> None:
        """Stages in the reader's language."""
        self.stage.flags.required = self.since.flags.required = True
        self.stage.choices = [SelectChoice(one, language.say(f"casework.file.{one}")) for one in Stage]


def _channels(calls: bool) -> list[SelectChoice]:
    offered = [one for one in services.CHANNELS if calls or one not in CALLED]
    return [SelectChoice(channel, language.say(f"contact.{channel}")) for channel in offered]


class TalkForm(FlaskForm):
    """The next talk."""

    due_on = DateField(_l("Day"), [Optional()], render_kw={"required": True})
    channel = RadioField(_l("How"), validate_choice=False)

    def offer_channels(self, *, calls: bool = True) -> None:
        """Channels in the reader's language, without those that ring for somebody who does not want that."""
        self.channel.choices = _channels(calls)


class SeriesForm(FlaskForm):
    """Talks that come again every so many weeks."""

    weeks = IntegerField(
        _l("Every how many weeks"), [Optional()], default=8, render_kw={"required": True, "min": 1, "max": 52}
    )
    until = DateField(_l("Until"), [Optional()], render_kw={"required": True})
    channel = SelectField(_l("How"), [Optional()], validate_choice=False)

    def offer_channels(self, *, calls: bool = True) -> None:
        """Channels in the reader's language, without those that ring for somebody who does not want that."""
        self.channel.choices = _channels(calls)
