"""A section's outline: units of blocks that teachers write, order and release, and in which learners go on."""

import logging
from datetime import date
from typing import IO, Any

from flask import Response, request, send_file
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.blocks import packs, queries, runtime, services
from lms.blocks.views import rating
from lms.blocks.views.door import pages
from lms.blocks.views.kinds import kind_word
from lms.blocks.views.socket import door, looking, viewer
from lms.courses import queries as courses
from lms.courses.queries import SectionInfo
from lms.courses.views import people
from lms.kernel import errors, language
from lms.kernel.vocabulary import Level, Skill
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

log = logging.getLogger("lms.blocks")
AUTHOR, OPEN = "blocks.author", "blocks.open"
LANGUAGES = ("da", "de", "en", "fi", "fr", "it", "nb", "nl", "sv")
"""Of courses, and English for everybody's own."""
LARGEST = 2_000_000
"""Bytes of an OLX file."""


def section_of(section_id: str) -> SectionInfo:
    """The class with this id, of the centre that asks. Raises NotFound and Forbidden."""
    found = courses.section(section_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def _unit(unit_id: str) -> tuple[queries.UnitInfo, SectionInfo]:
    """A unit whose class this author may see. Raises NotFound."""
    unit = queries.unit(unit_id)
    if unit.section_id is None:
        raise errors.NotFound("blocks.absent")
    return unit, section_of(unit.section_id)


# --- the outline -----------------------------------------------------------------------------------------------------


@pages.get("/sections/<section_id>/units", permission=AUTHOR)
def outline(section_id: str) -> Any:
    """Units of a class in their order: shown to whom since when, how far the class is; and where further ones come from."""
    return _outline(section_of(section_id))


def _outline(section: SectionInfo, refused: errors.OnwardError | None = None) -> Any:
    units = queries.outline(section.id)
    seats = [one.learner_id for one in courses.enrolments_of_section(section.id)]
    known = queries.progress([one.id for one in units], seats)
    taken = {one.origin for one in units}
    finished = {one.id: sum(known[one.id, who].finished for who in seats) for one in units}
    begun = {one.id: sum(known[one.id, who].done > 0 for who in seats) for one in units}
    return render(
        "blocks/outline.html",
        refused.status if refused else 200,
        section=section,
        units=units,
        size=len(seats),
        finished=finished,
        begun=begun,
        exercises=queries.leaves_of([one.id for one in units]),
        shelf=[(one, one.id in taken) for one in packs.lessons()],
        others=_others(section),
        today=current_day(),
        wrong=language.say(refused.code, refused.facts) if refused else "",
        say_level=level_word,
    )


def level_word(level: str) -> str:
    """A level as people say it."""
    return language.say(f"level.{level}") if level else ""


def language_names() -> list[tuple[str, str]]:
    """Languages that a unit may be in, by name."""
    known = get_locale().languages
    return sorted(((code, known.get(code, code)) for code in LANGUAGES), key=lambda one: one[1])


def _others(section: SectionInfo) -> list[tuple[str, str]]:
    """Units of other classes of this centre, with the name of their class: (unit, name)."""
    names = {one.id: one.name for one in courses.sections(centre_id=section.centre_id) if one.id != section.id}
    found = queries.outlines(list(names))
    return [(unit.id, f"{names[key]}: {unit.title}") for key, units in found.items() for unit in units]


@pages.post("/sections/<section_id>/units", permission=AUTHOR)
def add_unit(section_id: str) -> Any:
    """An empty unit."""
    section = section_of(section_id)
    try:
        # A class learns one language: what its other units are in, this one is in.
        spoken = next((one.language for one in reversed(queries.outline(section.id)) if one.language), "")
        unit_id = services.add_unit(section.id, request.form.get("title", ""), language=spoken, actor=current_actor())
    except errors.Invalid as refused:
        return _outline(section, refused)
    return done(_("The unit is there. Put something in."), "blocks.edit_unit", unit_id=unit_id)


@pages.post("/sections/<section_id>/units/take", permission=AUTHOR)
def take_unit(section_id: str) -> Any:
    """A shipped unit, or one of another class."""
    section, actor, wanted = section_of(section_id), current_actor(), request.form.get("from", "")
    if wanted in dict(_others(section)):
        unit_id = services.copy_unit(wanted, section.id, door=door(), actor=actor, now=now())
    else:
        unit_id = services.take_lesson(section.id, wanted, door=door(), actor=actor, now=now())
    title = queries.unit(unit_id).title
    return done(
        _("%(unit)s is in this class. Learners do not see it yet.", unit=title), "blocks.outline", section_id=section.id
    )


@pages.post("/sections/<section_id>/units/import", permission=AUTHOR)
def import_unit(section_id: str) -> Any:
    """A unit from an OLX file."""
    section, file = section_of(section_id), request.files.get("file")
    try:
        if file is None or not file.filename:
            raise errors.Invalid("blocks.olx_missing", field="file")
        taken = _read_in(section.id, file.stream)
    except errors.OnwardError as refused:
        # Nothing half-written: the door takes everything back that an answer from 400 on leaves behind.
        log.warning("a file of units for class %s was refused (%s)", section.id, refused.code)
        return _outline(section, refused)
    said = ngettext(
        "The unit is read in. Look at it, then show it.",
        "%(num)s units are read in. Look at them, then show them.",
        len(taken.unit_ids),
    )
    if taken.left_out:
        said += " " + _("Not kept, because of their kind: %(names)s.", names=language.joined(taken.left_out[:5]))
    if len(taken.unit_ids) > 1:
        return done(said, "blocks.outline", section_id=section.id)
    return done(said, "blocks.edit_unit", unit_id=taken.unit_ids[0])


def _read_in(section_id: str, stream: IO[bytes]) -> services.Taken:
    """Units of an OLX file, or of an archive with files beside it."""
    start = stream.read(2)
    given: dict[str, Any] = {"door": door(), "actor": current_actor(), "now": now()}
    stream.seek(0)
    if start in (b"PK", b"\x1f\x8b"):
        return services.import_package(section_id, stream, **given)
    content = stream.read(LARGEST + 1)
    if not content.strip():
        raise errors.Invalid("blocks.olx_missing", field="file")
    if len(content) > LARGEST:
        raise errors.Invalid("blocks.too_large", field="file")
    return services.Taken((services.import_unit(section_id, content, **given),), ())


@pages.post("/sections/<section_id>/units/order", permission=AUTHOR)
def order_units(section_id: str) -> Any:
    """One place up or down."""
    section = section_of(section_id)
    order = [one.id for one in queries.outline(section.id)]
    moved = _moved(order, request.form.get("unit", ""), request.form.get("way", ""))
    services.order_units(section.id, moved, actor=current_actor())
    return done(_("The order is changed."), "blocks.outline", section_id=section.id)


def _moved(order: list[str], one: str, way: str) -> list[str]:
    """The order with one of them a place earlier or later. Raises NotFound for one that is not in it."""
    if one not in order:
        raise errors.NotFound("blocks.absent")
    at = order.index(one)
    to = max(0, min(len(order) - 1, at + (-1 if way == "up" else 1)))
    order.insert(to, order.pop(at))
    return order


# --- one unit --------------------------------------------------------------------------------------------------------


@pages.get("/blocks/units/<unit_id>/edit", permission=AUTHOR)
def edit_unit(unit_id: str) -> Any:
    """What stands in a unit: title, from when learners see it, its blocks in order, and what can be added."""
    return _edit(unit_id)


def _edit(unit_id: str, refused: errors.OnwardError | None = None) -> Any:
    unit, section = _unit(unit_id)
    blocks = queries.blocks_of_unit(unit_id)
    kinds = [one for one in queries.installed() if one.allowed and one.family == runtime.BLOCKS]
    return render(
        "blocks/unit_edit.html",
        refused.status if refused else 200,
        unit=unit,
        section=section,
        blocks=[one for one in blocks if one.parent_id is None],
        names=queries.titles_of([one.usage_id for one in blocks]),
        kinds=kinds,
        levels=[(str(one), level_word(one)) for one in Level],
        spoken=language_names(),
        skills=[(one.value, language.say(f"skill.{one}")) for one in Skill],
        today=current_day(),
        wrong=language.say(refused.code, refused.facts) if refused else "",
        kind_word=kind_word,
    )


@pages.post("/blocks/units/<unit_id>/edit", permission=AUTHOR)
def save_unit(unit_id: str) -> Any:
    """Title, level, outcome, and from when on learners see it."""
    unit, _section_of = _unit(unit_id)
    given = request.form
    try:
        services.edit_unit(
            unit.id,
            title=given.get("title", ""),
            opens_on=_opens_on(),
            level=given["level"] if given.get("level") in set(Level) else "",
            outcome=given.get("outcome", "").strip()[:300],
            language=given["language"] if given.get("language") in LANGUAGES else "",
            skills=[one.value for one in Skill if one in given.getlist("skills")],
            actor=current_actor(),
        )
    except errors.OnwardError as refused:
        return _edit(unit_id, refused)
    return done(_("Saved."), "blocks.edit_unit", unit_id=unit.id)


def _opens_on() -> date | None:
    """The day that was chosen: now, a day, or none. Raises Invalid for what is no day."""
    way, text = request.form.get("shown", ""), request.form.get("opens_on", "")
    if way == "now":
        return current_day()
    if way != "day":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.Invalid("blocks.day", field="opens_on") from None


@pages.post("/blocks/units/<unit_id>/remove", permission=AUTHOR)
def remove_unit(unit_id: str) -> Any:
    """Take a unit out of its class."""
    unit, section = _unit(unit_id)
    services.remove_unit(unit.id, actor=current_actor(), now=now())
    return done(_("%(unit)s is taken away. Results stay.", unit=unit.title), "blocks.outline", section_id=section.id)


@pages.get("/blocks/units/<unit_id>/olx", permission=AUTHOR)
def export_unit(unit_id: str) -> Response:
    """The unit as an OLX file, in an archive with the files that it names."""
    unit, _section_of = _unit(unit_id)
    given: dict[str, Any] = {"door": door(), "actor": current_actor(), "now": now()}
    packed = services.export_package(unit.id, **given)
    if packed is not None:
        return send_file(packed, mimetype="application/gzip", as_attachment=True, download_name="unit.tar.gz")
    written = services.export_unit(unit.id, **given)
    headers = {"Content-Disposition": 'attachment; filename="unit.xml"', "X-Content-Type-Options": "nosniff"}
    return Response(written, mimetype="application/xml", headers=headers)


# --- its blocks ------------------------------------------------------------------------------------------------------


@pages.post("/blocks/units/<unit_id>/blocks", permission=AUTHOR)
def add_block(unit_id: str) -> Any:
    """A new block at the end, opened for writing."""
    unit, _section_of = _unit(unit_id)
    actor, kind = current_actor(), request.form.get("kind", "")
    # Ours say which language they are in: the unit's.
    fields = {"lang": unit.language} if unit.language and kind.startswith("onward-") else None
    try:
        usage_id = services.add_block(unit.id, kind, fields=fields, door=door(), actor=actor, now=now())
    except errors.OnwardError as refused:
        return _edit(unit_id, refused)
    return done(_("Write it, then save."), "blocks.edit_block", unit_id=unit.id, usage_id=usage_id)


@pages.get("/blocks/units/<unit_id>/blocks/<usage_id>", permission=AUTHOR, writes=True)
def edit_block(unit_id: str, usage_id: str) -> Any:
    """The studio view of one block."""
    unit, section = _unit(unit_id)
    if queries.unit_of(usage_id).id != unit.id:
        raise errors.NotFound("blocks.absent")
    seen = viewer(current_actor(), author=True)
    with looking() as turn:
        page = services.block_page(
            usage_id, seen, door(), today=current_day(), now=now(), view="studio_view", turn_writer=turn
        )
        return render("blocks/block_edit.html", page=page, unit=unit, section=section)


@pages.post("/blocks/units/<unit_id>/blocks/<usage_id>/move", permission=AUTHOR)
def move_block(unit_id: str, usage_id: str) -> Any:
    """One place up or down."""
    unit, _section_of = _unit(unit_id)
    order = [one.usage_id for one in queries.blocks_of_unit(unit.id) if one.parent_id is None]
    moved = _moved(order, usage_id, request.form.get("way", ""))
    services.move_block(usage_id, moved.index(usage_id), door=door(), actor=current_actor(), now=now())
    return done(_("The order is changed."), "blocks.edit_unit", unit_id=unit.id)


@pages.post("/blocks/units/<unit_id>/blocks/<usage_id>/remove", permission=AUTHOR)
def remove_block(unit_id: str, usage_id: str) -> Any:
    """Take a block away."""
    unit, _section_of = _unit(unit_id)
    if queries.unit_of(usage_id).id != unit.id:
        raise errors.NotFound("blocks.absent")
    services.remove_block(usage_id, actor=current_actor(), now=now())
    return done(_("It is taken away."), "blocks.edit_unit", unit_id=unit.id)


# --- how far people are ----------------------------------------------------------------------------------------------


@pages.get("/blocks/units/<unit_id>/people", permission=AUTHOR, writes=True)
def unit_people(unit_id: str) -> Any:
    """How far everybody of the class is in a unit, and what waits for points."""
    unit, section = _unit(unit_id)
    seats = [one.learner_id for one in courses.enrolments_of_section(section.id)]
    known, names = queries.progress([unit.id], seats), learners.by_ids(seats)
    audit.read("learners_learner", seats, "lessons", now=now())
    rows = sorted(((names[one], known[unit.id, one]) for one in seats if one in names), key=lambda row: row[0].name)
    together, given = rating.other_lines(unit, names)
    return render(
        "blocks/unit_people.html",
        unit=unit,
        section=section,
        rows=rows,
        waiting=rating.waiting_lines([section], unit.id),
        together=together,
        given=given,
        may_rate=rating.may_rate(current_actor(), section),
        words=people,
    )


@pages.get("/my-units", permission=OPEN)
def my_units() -> Any:
    """A learner's units for home, with how far she is."""
    actor = current_actor()
    if actor.learner_id is None:
        raise errors.NotFound("page.absent")
    units = queries.units_open_to(actor.learner_id, current_day())
    known = queries.progress([one.id for one in units], [actor.learner_id])
    mine = [(one, known[one.id, actor.learner_id]) for one in units]
    going_on = next((one for one, far in mine if not far.finished), None)
    return render("blocks/my_units.html", units=mine, next_one=going_on)
