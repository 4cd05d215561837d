"""Forms of childcare: who collects a child, and what carers must know of it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

LONG = Length(max=200, message=_l("Write it shorter: at most 200 characters."))


class CollectForm(FlaskForm):
    """Who takes the child home: somebody on the list, or a name that is written."""

    who = RadioField(_l("Who collects?"), validate_choice=False, default="")
    other = StringField(_l("Somebody else"), validators=[LONG])

    def offer(self, names: tuple[str, ...]) -> None:
        """Fill the choices with who may collect."""
        self.who.choices = [(name, name) for name in names]

    @property
    def chosen(self) -> str:
        """A written name counts more than a chosen one."""
        return (self.other.data or "").strip() or (self.who.data or "").strip()


class RecordForm(FlaskForm):
    """What carers must know."""

    allergies = StringField(
        _l("Allergies"), validators=[LONG], description=_l("One or two words, as on the badge: Nuts")
    )
    medicine = TextAreaField(_l("Medicine and what to do"), validators=[LONG])
    may_collect = TextAreaField(
        _l("Who may collect"), description=_l("One person in a line, with the relation: Salim, brother")
    )
    picture = RadioField(_l("Picture"), validate_choice=False, default="")

    @property
    def people(self) -> tuple[str, ...]:
        """Who may collect, one for each line that says something."""
        lines = (self.may_collect.data or "").splitlines()
        return tuple(line.strip()[:200] for line in lines if line.strip())
