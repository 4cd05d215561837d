"""Forms of signing in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

NEEDED = _l("Fill this in.")


class SignInForm(FlaskForm):
    """E-mail and password. `parked` carries a form that was being filled in when the session ended."""

    email = EmailField(_l("E-mail"), [InputRequired(NEEDED), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(NEEDED), Length(max=200)])
    next = HiddenField()
    parked = HiddenField()


class CodeForm(FlaskForm):
    """A code of the second factor."""

    code = StringField(_l("Code from your app"), [InputRequired(NEEDED), Length(max=12)])
    next = HiddenField()
    parked = HiddenField()


class NewPasswordForm(FlaskForm):
    """A new password by a one-use link."""

    password = PasswordField(_l("New password"), [InputRequired(NEEDED), Length(max=200)])


class ForgottenForm(FlaskForm):
    """Where a link for a new password goes."""

    email = EmailField(_l("E-mail"), [InputRequired(NEEDED), Length(max=254)])
