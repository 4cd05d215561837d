"""Inviting somebody to work with Onward."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from lms.kernel.actor import Role
from lms.kernel.language import say

NEEDED = _l("Fill this in.")


class InviteForm(FlaskForm):
    """Who, at which address, as what, where."""

    name = StringField(_l("Name"), [InputRequired(NEEDED), Length(max=120)])
    email = EmailField(
        _l("E-mail"),
        [
            InputRequired(NEEDED),
            Length(max=254),
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s.]+$", message=_l("This is not a whole e-mail. Check the part after @.")),
        ],
        description=_l("The invitation goes there. It works once, for seven days."),
    )
    role = SelectField(_l("Role"), [InputRequired(NEEDED)])
    centre_id = SelectField(_l("Centre"), default="")

    def __init__(self, roles: Sequence[Role], centres: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [(role.value, say(f"role.{role.value}")) for role in roles]
        self.centre_id.choices = list(centres)
