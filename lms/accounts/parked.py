"""What somebody was typing when her session ended: kept in the sign-in form, signed, and offered again afterwards."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.accounts.forms import SignInForm

LIFE_SECONDS = 3600
MOST = 64 * 1024


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="parked form")


def ask_to_sign_in() -> Any:
    """The sign-in page in answer to a form that came too late. Nothing was saved; the text is in the page."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in {"csrf_token", "password"}]
    sealed = _signer().dumps({"path": request.path, "fields": fields})
    form = SignInForm(formdata=None)
    form.next.data = request.path
    form.parked.data = sealed if len(sealed) <= MOST else ""
    return render_template("accounts/sign_in_staff.html", form=form, away=True), 401


def opened(sealed: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Address and fields of a parked form, None when there is none, it was changed or it is too old."""
    if not sealed:
        return None
    try:
        kept = _signer().loads(sealed, max_age=LIFE_SECONDS)
    except BadData:
        return None
    return str(kept["path"]), [(str(name), str(value)) for name, value in kept["fields"]]


def safe_next(target: str | None) -> str:
    """An address inside this site, or the first page."""
    parts = urlsplit(target or "")
    inside = (
        target and target.startswith("/") and not target.startswith("//") and not parts.netloc and "\\" not in target
    )
    return target if inside and target else "/"
