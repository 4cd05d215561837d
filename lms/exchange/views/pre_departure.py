"""The record that somebody brings from before departure: choose the file, see what it fills in, take it in."""

from collections.abc import Sequence
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.services import audit
from lms.exchange.domain import pre_departure as rules
from lms.exchange.domain.table import Problem, decoded
from lms.exchange.services import pre_departure as services
from lms.exchange.views.door import pages
from lms.exchange.views.sheets import download
from lms.kernel import language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

RIGHT = "casework.before_arrival"
LARGEST = 200_000
"""Bytes of a file: a record of one person has a few lines."""


@pages.get("/people/<learner_id>/pre-departure", permission=RIGHT, writes=True)
def pre_departure(learner_id: str) -> Any:
    """What is known from before arrival, and the file for more."""
    return _page(learner_id)


def _page(
    learner_id: str,
    *,
    text: str = "",
    lines: Sequence[rules.Line] = (),
    problems: Sequence[Problem] = (),
    trouble: str = "",
) -> Any:
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "before_arrival", now=now())
    g.place = "learners.people"
    known = learners.pre_arrival(learner.id)
    here = {(one.kind, one.name, one.value, one.day, one.source) for one in known}
    return render(
        "exchange/pre_departure.html",
        422 if problems or trouble else 200,
        learner=learner,
        known=known,
        marks=learners.pre_arrival_marks(learner),
        text=text,
        lines=[(one, (one.kind, one.name, one.value, one.day, one.source) in here) for one in lines],
        problems=[(one, _said(one)) for one in problems],
        columns=[(name, name in rules.NEEDED) for name in rules.COLUMNS],
        names=rules.NAMES,
        trouble=trouble,
        today=current_day(),
    )


def _said(one: Problem) -> str:
    codes = [one.code] if "." in one.code else [f"list.{one.code}", f"sheet.{one.code}"]
    code = next(code for code in codes if language.knows(code))
    return language.say(code, {"column": one.column, "value": one.value, "line": one.line, **one.facts})


@pages.get("/pre-departure.csv", permission=RIGHT)
def empty_record() -> Any:
    """A sheet with the columns and an example."""
    return download(rules.EXAMPLE.encode("utf-8-sig"), "pre-departure.csv")


@pages.post("/people/<learner_id>/pre-departure", permission=RIGHT)
def take_record(learner_id: str) -> Any:
    """Look what the file fills in; with `deed=save` take it in, all lines or none."""
    learners.learner(learner_id)
    upload, text = request.files.get("record"), request.form.get("text", "")
    if upload is not None and upload.filename:
        content = upload.stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            return _page(learner_id, trouble=language.say("pre_departure.large"))
        read, broken = decoded(content)
        if read is None:
            return _page(learner_id, problems=broken)
        text = read
    elif not text.strip():
        return _page(learner_id, trouble=language.say("pre_departure.nothing_chosen"))
    lines, problems = rules.read(text.replace("\r\n", "\n"), current_day())
    if problems or request.form.get("deed") != "save":
        return _page(learner_id, text=text, lines=lines, problems=problems)
    batch, new = services.take_in_record(learner_id, lines, actor=current_actor(), now=now())
    if not new:
        return done(_("Everything was here already."), "exchange.pre_departure", learner_id=learner_id)
    word = ngettext("%(num)s line from before arrival is kept.", "%(num)s lines from before arrival are kept.", new)
    undo = url_for("exchange.take_back_record", learner_id=learner_id, batch=batch)
    return done(word, "exchange.pre_departure", undo=undo, learner_id=learner_id)


@pages.post("/people/<learner_id>/pre-departure/<batch>/out", permission=RIGHT)
def take_back_record(learner_id: str, batch: str) -> Any:
    """The wrong file: its lines go, and what they filled in."""
    learner = learners.learner(learner_id)
    services.take_back_record(learner.id, batch, actor=current_actor(), now=now())
    return done(_("The file is taken out, with what it filled in."), "exchange.pre_departure", learner_id=learner.id)
