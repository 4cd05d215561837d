"""Form of a search: which term, how long."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from lms.organisations.queries import Term

CHOICES = (10, 30, 60)
"""Seconds of search that the page offers."""


class SearchForm(FlaskForm):
    """Ask for a timetable."""

    term = SelectField(_l("Term"), validators=[InputRequired()])
    seconds = RadioField(_l("How long to look"), coerce=int, default=30, validators=[InputRequired()])

    def offer(self, terms: list[Term], chosen: Term) -> None:
        """Fill the choices."""
        self.term.choices = [(term.id, term.name) for term in terms]
        if not self.is_submitted():
            self.term.data = chosen.id
        self.seconds.choices = [(10, _l("10 seconds")), (30, _l("30 seconds")), (60, _l("1 minute"))]
