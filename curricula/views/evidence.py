"""Evidence besides checks: tests and their points, pieces of work, courses elsewhere and credit for them."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from curricula import queries, services
from curricula.domain.checks import PART, Scale
from curricula.domain.outlines import OutlineUnreadable, read_outline
from curricula.domain.work import LARGEST
from curricula.queries.practice import pages_practised
from curricula.queries.short_checks import open_checks
from curricula.views import door
from curricula.views.door import pages
from curricula.views.results import own_learner
from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel.vocabulary import LEVELS, Level, Skill
from lms.kernel.web import current_actor, current_day, done, now, render

CHECKS, RESULTS = "curricula.checks.record", "curricula.results.record"
LARGEST_SHEET = 256 * 1024


@pages.get("/tests", permission=CHECKS)
def scales() -> Any:
    """Tests with points of their own."""
    return _scales(None)


MOST_PARTS = 4


def _scales(refused: errors.OnwardError | None) -> Any:
    g.place = "courses.classes"
    facts = refused.facts if refused else {}
    return render(
        "curricula/scales.html",
        refused.status if refused else 200,
        known=queries.own_scales(),
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=facts.get("field", ""),
        part=facts.get("part", 0),
        places=range(MOST_PARTS),
        skills=[skill.value for skill in Skill],
        skill_words=skill_words,
    )


def skill_words(skills: Sequence[Skill]) -> str:
    """What a part measures."""
    if not skills:
        return str(_("every skill"))
    return language.written([language.say(f"skill.{one}") for one in skills], language.locale_code.get())


@pages.post("/tests", permission=CHECKS)
def keep_scale() -> Any:
    """Keep a test with its points, in one piece or in parts."""
    given = request.form
    try:
        services.keep_test(
            given.get("name", ""),
            _parts(given.get("name", "").strip()),
            kind=given.get("kind", "module"),
            source=given.get("source", ""),
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as refused:
        return _scales(refused)
    return done(_("The test is kept. Choose it where you enter points."), "curricula.scales")


def _parts(name: str) -> list[Scale]:
    """What was written, a scale for each part with points; the first one is always there."""
    given = request.form
    key = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40] or "test"
    forms = tuple(language.parted(given.get("forms", "")))
    places = [place for place in range(MOST_PARTS) if not place or given.get(f"highest{_suffix(place)}", "").strip()]
    found = []
    for place in places:
        suffix = _suffix(place)
        lowest, highest, error, reached = (
            _number(given.get(f"{one}{suffix}", "")) for one in ("lowest", "highest", "standard_error", "reached")
        )
        skills = tuple(Skill(one) for one in given.getlist(f"skills{suffix}") if one in set(Skill))
        title = given.get(f"part{suffix}", "").strip()
        whole = len(places) == 1 and not skills
        found.append(
            Scale(
                key if whole else f"{key}{PART}{place + 1}",
                lowest,
                highest,
                error,
                reached,
                name if whole else title or language.joined(language.say(f"skill.{one}") for one in skills) or name,
                forms,
                "" if whole else name,
                skills,
            )
        )
    return found


def _suffix(place: int) -> str:
    return f"-{place + 1}" if place else ""


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")


@pages.get("/learners/<learner_id>/portfolio", permission=CHECKS, writes=True)
def work(learner_id: str) -> Any:
    """Pieces of her work, each with what it shows."""
    return _work(learner_id, None)


def _work(learner_id: str, refused: errors.OnwardError | None) -> Any:
    learner = own_learner(learner_id)
    audit.read("learners_learner", [learner.id], "work", now=now())
    g.place = "learners.people"
    level = Level(learner.level or LEVELS[0])
    return render(
        "curricula/work.html",
        refused.status if refused else 200,
        learner=learner,
        works=queries.works_of(learner.id),
        practised=pages_practised(learner.id, today=current_day()),
        outcomes=[
            (f"{one}.{skill}", f"{language.say(f'skill.{skill}')}, {language.say(f'level.{one}')}: {_can(one, skill)}")
            for one in LEVELS
            if abs(one.rank - level.rank) <= 1
            for skill in Skill
            if language.knows(f"curricula.can.{one}.{skill}")
        ],
        can=_can,
        consents=[
            ("", _("The person has not been asked")),
            ("aloud", _("The person said yes")),
            ("paper", _("The person signed")),
        ],
        largest=LARGEST // 1024 // 1024,
        today=current_day(),
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


def _can(level: str, skill: str) -> str:
    return language.say(f"curricula.can.{level}.{skill}")


@pages.post("/learners/<learner_id>/portfolio", permission=CHECKS)
def keep_work(learner_id: str) -> Any:
    """Keep a piece of work."""
    learner, chosen = own_learner(learner_id), request.files.get("file")
    level, _dot, skill = request.form.get("outcome", "").partition(".")
    try:
        services.keep_work(
            learner.id,
            # One byte more than is taken says that it is too much, whatever the sender claims.
            chosen.stream.read(LARGEST + 1) if chosen else b"",
            name=chosen.filename or "" if chosen else "",
            skill=skill,
            level=level,
            day=current_day(),
            consent=request.form.get("consent", ""),
            note=request.form.get("note", "")[:300],
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        return _work(learner.id, refused)
    return done(_("The work is kept with what it shows."), "curricula.work", learner_id=learner.id)


@pages.post("/learners/<learner_id>/portfolio/<work_id>/away", permission=CHECKS)
def take_away_work(learner_id: str, work_id: str) -> Any:
    """Take a piece of work away for good."""
    services.take_away_work(own_learner(learner_id).id, work_id, actor=current_actor(), now=now())
    return done(_("The work is gone."), "curricula.work", learner_id=learner_id)


@pages.get("/learners/<learner_id>/portfolio/<work_id>", permission=CHECKS, writes=True)
def work_file(learner_id: str, work_id: str) -> Response:
    """The file itself: shown by the browser as what it is, never run."""
    learner = own_learner(learner_id)
    content, mime = queries.work_file(learner.id, work_id)
    audit.read("learners_learner", [learner.id], "work_file", now=now())
    return Response(content, mimetype=mime, headers={"X-Content-Type-Options": "nosniff"})


@pages.get("/learners/<learner_id>/credit", permission=RESULTS, writes=True)
def credit(learner_id: str) -> Any:
    """What she learnt elsewhere, and what it stands for here."""
    return _credit(learner_id, None)


def _credit(learner_id: str, refused: errors.OnwardError | None) -> Any:
    learner = own_learner(learner_id)
    audit.read("learners_learner", [learner.id], "results", now=now())
    g.place = "learners.people"
    known = queries.outlines()
    chosen = next((one for one in known if one.id == request.values.get("outline")), known[0] if known else None)
    return render(
        "curricula/credit.html",
        refused.status if refused else 200,
        learner=learner,
        outlines=[(one.id, one.name) for one in known],
        outline=chosen,
        titles=dict(queries.modules_of_provider(learner.centre_id)),
        open_checks=open_checks(learner.id),
        today=current_day(),
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/learners/<learner_id>/credit", permission=RESULTS)
def give_credit(learner_id: str) -> Any:
    """These modules are hers."""
    learner = own_learner(learner_id)
    try:
        fresh = services.credit(
            learner.id,
            request.form.get("outline", ""),
            request.form.getlist("unit"),
            on_day=door.day(request.form.get("on_day", "")) or current_day(),
            note=request.form.get("note", ""),
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.NotFound) as refused:
        return _credit(learner.id, refused)
    word = _("%(count)s modules are credited. Check the next one shortly before it begins.", count=len(fresh))
    return done(word, "curricula.modules", learner_id=learner.id)


@pages.post("/learners/<learner_id>/credit/<task_id>/ready", permission=RESULTS)
def passed_short_check(learner_id: str, task_id: str) -> Any:
    """Somebody has checked with her: she may begin with what comes next."""
    learner = own_learner(learner_id)
    services.pass_short_check(learner.id, task_id, actor=current_actor(), now=now())
    return done(_("Checked. A seat in the next module can be booked now."), "curricula.credit", learner_id=learner.id)


@pages.get("/outlines", permission=RESULTS)
def outlines() -> Any:
    """Courses elsewhere and what their units stand for here."""
    return _outlines(None)


def _outlines(refused: errors.OnwardError | None, brought: Sequence[tuple[str, str]] = ()) -> Any:
    g.place = "courses.classes"
    known = queries.outlines()
    chosen = next((one for one in known if one.id == request.args.get("outline")), None)
    rows = brought or _typed_units() or (chosen.units if chosen else ())
    return render(
        "curricula/outlines.html",
        refused.status if refused else 200,
        known=known,
        chosen=chosen,
        modules=[("", _("nothing here")), *queries.modules_of_provider(current_actor().centre_id or "")],
        rows=[*rows, *[("", "")] * 4],
        brought=len(brought),
        open_units=sum(not here for _there, here in brought),
        typed=request.form,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        address=url_for("curricula.keep_outline"),
    )


def _typed_units() -> list[tuple[str, str]]:
    return list(zip(request.form.getlist("there"), request.form.getlist("here"), strict=False))


@pages.post("/outlines/sheet", permission=RESULTS)
def read_outline_sheet() -> Any:
    """Read a sheet into the table. Nothing is kept before somebody has looked at it."""
    chosen = request.files.get("sheet")
    content = chosen.stream.read(LARGEST_SHEET + 1) if chosen else b""
    try:
        if len(content) > LARGEST_SHEET:
            raise OutlineUnreadable
        text = content.decode("utf-8-sig")
        found = read_outline(text, dict(queries.modules_of_provider(current_actor().centre_id or "")))
    except (OutlineUnreadable, UnicodeDecodeError):
        return _outlines(errors.Invalid("curricula.outline_unreadable", field="sheet"))
    return _outlines(None, found)


@pages.post("/outlines", permission=RESULTS)
def keep_outline() -> Any:
    """Keep the table of a course elsewhere."""
    try:
        services.keep_outline(
            request.form.get("name", ""),
            _typed_units(),
            source=request.form.get("source", ""),
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        return _outlines(refused)
    return done(_("The table is kept."), "curricula.outlines")
