"""Forms sent twice take effect once: the form's key is kept in the same transaction as its deed."""

from datetime import datetime, timedelta

from flask import flash, make_response, redirect
from flask.wrappers import Response
from flask_babel import gettext
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db
from lms.kernel.statements import Prepared, adding, table

KEPT = timedelta(days=2)


class Submission(db.Base, db.System):
    """A form key that has had its effect, and where its answer led."""

    __tablename__ = "kernel_submission"

    key: Mapped[str] = mapped_column(db.Id, primary_key=True)
    location: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


_KEY = table(Submission).c
_FOUND = Prepared(select(_KEY.location).where(_KEY.key == bindparam("key")))
_KEEP = adding(Submission, "key", "location", "at")


def location_of(key: str) -> str | None:
    """Where the first submission with this key led, None when there was none."""
    found: str | None = _FOUND.ask(key=key[:20]).scalar()
    return found


def keep(key: str, location: str, now: datetime) -> None:
    """Remember the key. A second one in flight loses on the primary key and its deed is undone with it."""
    _KEEP.ask(key=key[:20], location=location, at=now)


def answer_again(location: str) -> Response:
    """Lead to where the first submission led, and say so."""
    flash(gettext("This was saved already."), "info")
    answer = make_response(redirect(location))
    answer.headers["Onward-Submission"] = "repeated"
    return answer


def forget_old(now: datetime) -> int:
    """Remove keys that no browser will send again. Returns how many."""
    return db.changed(delete(Submission).where(Submission.at < now - KEPT))
