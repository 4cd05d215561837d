"""Versions of packs: writing or handing in rules of one's own, seeing what a version changes, taking it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from curricula import packs
from curricula.domain.allowances import AttendanceRule, Purpose
from curricula.domain.effects import Change, says_the_same
from curricula.domain.layers import Layer
from curricula.domain.programme import EVERY_TRACK, Programme
from curricula.queries import editions
from curricula.queries.effects import Preview, preview
from curricula.services import editions as services
from curricula.views import door, saying
from curricula.views.door import pages
from curricula.views.programmes import CHANGE
from lms.kernel import errors, language
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Confidence
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number

SEE = "curricula.programmes.see"


@pages.get("/programmes/own-rules", permission=CHANGE)
def own_rules() -> Any:
    """Write rules over a programme, or hand in a pack. `table` and `key` bring the rule that is to be changed."""
    return _form(_begun(request.args.get("programme", "")))


@pages.post("/programmes/own-rules", permission=CHANGE)
def hand_in() -> Any:
    """Check what was written or handed in. With a mistake nothing is kept, and each one is named by file and key."""
    typed, note = request.form.get("rules", ""), request.form.get("note", "")
    try:
        texts = _texts(typed)
        edition_id = services.hand_in(texts, note=note, day=current_day(), actor=current_actor(), now=now())
    except packs.Refused as refused:
        return _form(typed, [language.say(f"curricula.pack.{refused.code}", refused.facts)], 422)
    except errors.Invalid as error:
        problems = [saying.problem_words(one) for one in error.facts.get("problems", ())]
        return _form(typed, problems or [language.say(error.code, error.facts)], error.status)
    return done(_("Kept. Look at what it changes, then take it."), "curricula.edition", edition_id=edition_id)


@pages.post("/programmes/own-rules/attendance", permission=CHANGE)
def set_attendance_rule() -> Any:
    """The share of lessons that is asked, by a form: it makes a version like any other, to be looked at and taken."""
    key, given = request.args.get("programme", ""), request.form
    known = editions.composed(current_day()).programmes
    if key not in known:
        raise errors.NotFound("curricula.absent")
    before = next(iter(known[key].programme.on(current_day()).attendance_rules), None)
    try:
        rule = _attendance_rule(before)
        text = f"{without(_begun(key), 'attendance_rules', rule.key).rstrip()}\n\n{packs.written('attendance_rules', [rule])}"
        edition_id = services.hand_in(
            {"rules.toml": text}, note=given.get("note", ""), day=current_day(), actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        problems = [saying.problem_words(one) for one in error.facts.get("problems", ())]
        return _form(_begun(key), problems or [language.say(error.code, error.facts)], error.status)
    return done(_("Kept. Look at what it changes, then take it."), "curricula.edition", edition_id=edition_id)


def _attendance_rule(before: AttendanceRule | None) -> AttendanceRule:
    given = request.form
    share, weeks = given.get("share", ""), given.get("window_weeks", "")
    if not 1 <= (whole_number(share) or 0) <= 100:
        raise errors.Invalid("curricula.attendance_share_off", field="share")
    if weeks.strip() and not 1 <= (whole_number(weeks) or 0) <= 104:
        raise errors.Invalid("curricula.attendance_weeks_off", field="window_weeks")
    if not given.get("note", "").strip():
        raise errors.Invalid("curricula.rule_reason", field="note")
    return AttendanceRule(
        before.key if before else "regular",
        before.tracks if before else (EVERY_TRACK,),
        int(share) / 100,
        before.purpose if before else Purpose.REGULAR,
        # What a house sets itself is its own practice, from the day on which the version is taken.
        Evidence(given.get("note", "").strip(), Confidence.LOCAL),
        int(weeks) if weeks.strip() else None,
        given.get("excused_outside") == "yes",
        before.asks_arrival if before else False,
    )


def without(text: str, table: str, key: str) -> str:
    """Rules as they are written, without one that is to be written anew."""
    parts = re.split(r"(?m)^(?=\[\[)", text)
    named = re.compile(rf'(?m)^key\s*=\s*"{re.escape(key)}"\s*$')
    return "".join(one for one in parts if not (one.startswith(f"[[{table}]]") and named.search(one)))


def _texts(typed: str) -> dict[str, str]:
    chosen = request.files.get("pack")
    if chosen is not None and chosen.filename:
        return packs.unpack(chosen.filename, chosen.read())
    if not typed.strip():
        raise errors.Invalid("curricula.no_file", field="rules")
    return {"rules.toml": typed.replace("\r\n", "\n")}


def _begun(key: str) -> str:
    """What the field begins with: the provider's rules so far, or a head, then the rule that somebody wants to change."""
    known = editions.composed(current_day()).programmes
    if key not in known:
        return ""
    mine = [one for one in editions.editions(key) if one.layer == Layer.PROVIDER and not one.put_aside]
    head = f'[overlay]\nprogramme = "{key}"\nset_by = "{current_actor().name}"\n'
    text = "\n".join(editions.edition(mine[0].id)[1].values()) if mine else head
    table, wanted = request.args.get("table", ""), request.args.get("key", "")
    if table not in saying.ROWS or f'key = "{wanted}"' in text:
        return text
    statements = [one for one in getattr(known[key].programme, table) if one.key == wanted]
    return f"{text.rstrip()}\n\n{packs.written(table, statements)}"


def _asked(key: str) -> AttendanceRule | None:
    """The attendance that a programme asks for today."""
    found = editions.composed(current_day()).programmes.get(key)
    return next(iter(found.programme.on(current_day()).attendance_rules), None) if found else None


def _form(typed: str, problems: Sequence[str] = (), status: int = 200) -> Any:
    return render(
        "curricula/own_rules.html",
        status,
        typed=typed,
        problems=problems,
        programmes=[(key, one.programme.name) for key, one in editions.composed(current_day()).programmes.items()],
        key=request.args.get("programme", ""),
        asked=_asked(request.args.get("programme", "")),
        given=request.form,
        chosen=status == 200 and request.args.get("table", "") in saying.ROWS,
        versions=editions.editions(),
        door=door,
    )


@pages.get("/programmes/versions/<edition_id>", permission=SEE)
def edition(edition_id: str) -> Any:
    """One version: what it says, what it changes, for whom. Both stay readable."""
    return _edition(edition_id)


def _edition(edition_id: str, refused: str = "", status: int = 200) -> Any:
    info, texts = editions.edition(edition_id)
    today = current_day()
    found = preview(edition_id, today) if info.waits else None
    return render(
        "curricula/edition.html",
        status,
        info=info,
        texts=texts,
        preview=found,
        effects=[(saying.effect_words(one), one) for one in found.effects] if found else [],
        changes=_changes(found) if found else [],
        name=_name(info.programme),
        refused=refused,
        today=today,
        may_change=current_actor().may(CHANGE),
        door=door,
    )


def _name(key: str) -> str:
    found = editions.composed(current_day()).programmes.get(key)
    return found.programme.name if found else key


def _changes(found: Preview) -> list[tuple[str, str, str, str, bool]]:
    """Table, name, before, after, and whether only its source or dates differ."""
    return [
        (one.table, *_pair(one, found.before, found.after), says_the_same(one))
        for one in found.changes
        if one.table in saying.ROWS
    ]


def _pair(one: Change, before: Programme | None, after: Programme | None) -> tuple[str, str, str]:
    old = saying.row(one.table, one.before, before) if one.before and before else ("", "")
    new = saying.row(one.table, one.after, after) if one.after and after else ("", "")
    return new[0] or old[0], old[1], new[1]


@pages.post("/programmes/versions/<edition_id>/take", permission=CHANGE)
def take_edition(edition_id: str) -> Any:
    """Let a version count from a day on."""
    try:
        holds_from = date.fromisoformat(request.form.get("holds_from", ""))
    except ValueError:
        return _edition(edition_id, language.say("curricula.edition_day_passed"), 422)
    try:
        services.take(edition_id, holds_from=holds_from, day=current_day(), actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        return _edition(edition_id, language.say(error.code, error.facts), error.status)
    info, _files = editions.edition(edition_id)
    return done(_("Taken. It counts from that day on."), "curricula.programmes", programme=info.programme)


@pages.post("/programmes/versions/<edition_id>/put-aside", permission=CHANGE)
def put_edition_aside(edition_id: str) -> Any:
    """Leave a version out."""
    info, _files = editions.edition(edition_id)
    try:
        services.put_aside(edition_id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _edition(edition_id, language.say(error.code, error.facts), error.status)
    return done(_("Put aside. It stays readable."), "curricula.own_rules", programme=info.programme)
