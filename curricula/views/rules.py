"""Versions of packs: writing or handing in rules of one's own, seeing what a version changes, taking it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from curricula import packs
from curricula.domain.effects import Change, says_the_same
from curricula.domain.layers import Layer
from curricula.domain.programme import Programme
from curricula.queries import editions
from curricula.queries.effects import Preview, preview
from curricula.services import editions as services
from curricula.views import door, saying
from curricula.views.door import pages
from curricula.views.programmes import CHANGE
from lms.kernel import errors, language
from lms.kernel.web import current_actor, done, now, render

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
        edition_id = services.hand_in(texts, note=note, day=door.today(), actor=current_actor(), now=now())
    except packs.Refused as refused:
        return _form(typed, [language.say(f"curricula.pack.{refused.code}", refused.facts)], 422)
    except errors.Invalid as error:
        problems = [saying.problem_words(one) for one in error.facts.get("problems", ())]
        return _form(typed, problems or [language.say(error.code, error.facts)], error.status)
    return done(_("Kept. Look at what it changes, then take it."), "curricula.edition", edition_id=edition_id)


def _texts(typed: str) -> dict[str, str]:
    chosen = request.files.get("pack")
    if chosen is not None and chosen.filename:
        return packs.unpack(chosen.filename, chosen.read())
    if not typed.strip():
        raise errors.Invalid("curricula.no_file", field="rules")
    return {"rules.toml": typed.replace("\r\n", "\n")}


def _begun(key: str) -> str:
    """What the field begins with: the provider's rules so far, or a head, then the rule that somebody wants to change."""
    known = editions.composed(door.today()).programmes
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


def _form(typed: str, problems: Sequence[str] = (), status: int = 200) -> Any:
    return render(
        "curricula/own_rules.html",
        status,
        typed=typed,
        problems=problems,
        programmes=[(key, one.programme.name) for key, one in editions.composed(door.today()).programmes.items()],
        key=request.args.get("programme", ""),
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
    today = door.today()
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
    found = editions.composed(door.today()).programmes.get(key)
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
        services.take(edition_id, holds_from=holds_from, day=door.today(), actor=current_actor(), now=now())
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
