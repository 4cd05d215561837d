"""Drafts as a whole: begun, compared, published, set aside; and the history of what was published."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.kernel import clock, errors, language
from lms.kernel.web import back_to, current_actor, done, now, render
from lms.organisations import queries as organisations
from scheduling import queries, services
from scheduling.domain import week
from scheduling.domain.draft import GroupDifference, Groups, differences
from scheduling.domain.impact import Judged
from scheduling.domain.problem import Problem
from scheduling.views import phrases
from scheduling.views.board import asked_version, common, own_draft, stale_page
from scheduling.views.breaks import ImpactLines, Words
from scheduling.views.door import pages
from scheduling.views.run import own_run, weekly
from scheduling.views.sight import Sight
from scheduling.views.steps import room_name, step_lines, teacher_name, told_parts
from scheduling.views.timetable import own_centre


@dataclass(frozen=True)
class DifferenceLine:
    """One class that differs between two plans."""

    name: str
    parts: tuple[str, ...]
    told: list[str]


def difference_lines(found: list[GroupDifference], words: Words) -> list[DifferenceLine]:
    """What differs, class by class."""
    lines = []
    for one in found:
        group = one.after or one.before
        if group is not None:
            lines.append(DifferenceLine(group.name, one.parts, told_parts(one, words)))
    return sorted(lines, key=lambda line: line.name)


# --- begun, compared, published --------------------------------------------------------------------------------------


@pages.post("/timetable/runs/<run_id>/draft", permission="scheduling.plan")
def draft_of_run(run_id: str) -> Any:
    """Go on by hand with what a search found."""
    draft_id = services.begin_from_run(own_run(run_id).id, actor=current_actor(), now=now())
    return back_to("scheduling.board", draft_id=draft_id)


@pages.post("/timetable/drafts", permission="scheduling.plan")
def new_draft() -> Any:
    """Go on by hand with the published plan of a term, from its next Monday on."""
    centre, term_id = own_centre(), request.form.get("term", "")
    term = next((one for one in organisations.terms(centre.id) if one.id == term_id), None)
    monday = week.first_monday(term.starts_on, term.ends_on, clock.today(centre.zone)) if term else None
    if term is None or monday is None:
        raise errors.Conflict("scheduling.no_term")
    draft_id = services.begin_from_published(centre.id, term.id, monday, actor=current_actor(), now=now())
    return back_to("scheduling.board", draft_id=draft_id)


@pages.get("/timetable/drafts/<draft_id>/compare", permission="scheduling.plan")
def compare_draft(draft_id: str) -> Any:
    """What the draft changes against the published plan: class by class, points by requirement, people by name."""
    draft = own_draft(draft_id)
    sight = Sight(draft)
    return render(
        "scheduling/draft_compare.html",
        **common(sight),
        lines=difference_lines(differences(draft.base, draft.groups), sight.words),
        told=_against_base(sight, draft.base),
        steps=step_lines(queries.steps(draft_id), sight.words),
    )


def _against_base(sight: Sight, base: Groups) -> ImpactLines:
    return sight.words.impact(Judged(sight.problem, base).after(sight.draft.groups))


@pages.get("/timetable/drafts/<draft_id>/publish", permission="scheduling.plan")
def before_publishing_draft(draft_id: str) -> Any:
    """What will happen, before it does."""
    return _publish_page(own_draft(draft_id))


def _publish_page(draft: queries.DraftInfo, refusal: errors.OnwardError | None = None, day: str = "") -> Any:
    sight = Sight(draft)
    found = differences(draft.base, draft.groups)
    had = {person for group in draft.base for person in group.learners}
    have = {person for group in draft.groups for person in group.learners}
    seat_before = {person: group.id for group in draft.base for person in group.learners}
    moved = [p for group in draft.groups for p in group.learners if p in had and seat_before[p] != group.id]
    obstacle = refusal or _obstacle(draft)
    return render(
        "scheduling/draft_publish.html",
        refusal.status if refusal else 200,
        **common(sight),
        lines=difference_lines(found, sight.words),
        opened=sum(one.parts == ("new",) and bool(one.after and one.after.learners) for one in found),
        changed=sum("new" not in one.parts and set(one.parts) != {"learners"} for one in found),
        booked=len(have - had),
        moved=len(moved),
        kept=[sight.words.names.learners[one] for one in sorted(had - have) if one in sight.words.names.learners],
        broken=sight.words.lines(sight.violations),
        obstacle=language.say(obstacle.code, obstacle.facts) if obstacle else "",
        day=day or draft.starts_on.isoformat(),
    )


def _obstacle(draft: queries.DraftInfo) -> errors.OnwardError | None:
    if draft.state != "open":
        return errors.Conflict("scheduling.draft_closed")
    try:
        services.refuse_unready(draft, now())
    except errors.Conflict as refusal:
        return refusal
    return None


@pages.post("/timetable/drafts/<draft_id>/start", permission="scheduling.plan")
def start_draft(draft_id: str) -> Any:
    """The day from which the plan is valid."""
    draft, given = own_draft(draft_id), request.form.get("starts_on", "")
    try:
        day = date.fromisoformat(given)
        services.set_start(draft.id, asked_version(), day, actor=current_actor(), now=now())
    except ValueError:
        return _publish_page(draft, errors.Invalid("scheduling.no_day"), given)
    except errors.OnwardError as refusal:
        return stale_page(draft) if refusal.code == "scheduling.stale" else _publish_page(draft, refusal, given)
    return back_to("scheduling.before_publishing_draft", draft_id=draft_id)


@pages.post("/timetable/drafts/<draft_id>/publish", permission="scheduling.plan")
def publish_draft(draft_id: str) -> Any:
    """Ask for the draft to become real: a job does it while this page is looked at."""
    draft = own_draft(draft_id)
    try:
        services.request_draft_publication(draft.id, asked_version(), actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        return stale_page(draft) if refusal.code == "scheduling.stale" else _publish_page(draft, refusal)
    return back_to("scheduling.draft_publication", draft_id=draft_id)


@pages.get("/timetable/drafts/<draft_id>/publication", permission="scheduling.plan")
def draft_publication(draft_id: str) -> Any:
    """How far the publication of a draft is, and then what became of it."""
    draft = own_draft(draft_id)
    if draft.state == "open":
        return back_to("scheduling.board", draft_id=draft_id)
    if draft.state == "published":
        known = (one for one in queries.publications(draft.centre_id) if one.draft_id == draft_id)
        return back_to("scheduling.publication", publication_id=next(known).id)
    piece = request.headers.get("X-Requested-With") == "fetch"
    template = "scheduling/_draft_publishing.html" if piece else "scheduling/draft_publishing.html"
    return render(template, draft=draft, people=len({p for group in draft.groups for p in group.learners}))


@pages.post("/timetable/drafts/<draft_id>/aside", permission="scheduling.plan")
def set_draft_aside(draft_id: str) -> Any:
    """Nobody needs this draft any more."""
    draft = own_draft(draft_id)
    try:
        services.set_aside(draft.id, asked_version(), actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        if refusal.code == "scheduling.stale":
            return stale_page(draft)
        raise
    return done(_("The draft is set aside. The published timetable stays as it is."), "scheduling.timetable")


@pages.post("/timetable/drafts/<draft_id>/mend", permission="scheduling.plan")
def mend_draft(draft_id: str) -> Any:
    """Ask for the smallest change that mends the draft."""
    draft = own_draft(draft_id)
    try:
        services.request_mending(draft.id, asked_version(), actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        if refusal.code == "scheduling.stale":
            return stale_page(draft)
        raise
    return back_to("scheduling.board", draft_id=draft_id)


@pages.post("/timetable/drafts/<draft_id>/search", permission="scheduling.plan")
def search_draft(draft_id: str) -> Any:
    """Ask for a timetable around what the draft has locked."""
    draft = own_draft(draft_id)
    try:
        run_id = services.request_run_from_draft(draft.id, asked_version(), actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        if refusal.code == "scheduling.stale":
            return stale_page(draft)
        raise
    return back_to("scheduling.run", run_id=run_id)


# --- history ---------------------------------------------------------------------------------------------------------


@pages.get("/timetable/history", permission="scheduling.plan")
def publications() -> Any:
    """What was published, by whom, and from which day to which day it was valid."""
    centre = own_centre()
    g.place = "scheduling.timetable"
    return render(
        "scheduling/history.html",
        publications=queries.publications(centre.id),
        terms={one.id: one.name for one in organisations.terms(centre.id)},
        today=clock.today(centre.zone),
        local=lambda at: clock.local(at, centre.zone),
    )


@pages.get("/timetable/history/<publication_id>", permission="scheduling.plan")
def publication(publication_id: str) -> Any:
    """One published plan, who was refused or kept, and what differs from another one."""
    found = _own_publication(publication_id)
    g.place = "scheduling.timetable"
    others = [one for one in queries.publications(found.centre_id) if one.id != found.id]
    earlier = [one for one in others if one.published_at <= found.published_at and one.term_id == found.term_id]
    wanted = request.args.get("against", earlier[0].id if earlier else "")
    against = next((one for one in others if one.id == wanted), None)
    draft_like = _names_of(found, against)
    zone = organisations.centre(found.centre_id).zone
    return render(
        "scheduling/publication.html",
        found=found,
        against=against,
        others=others,
        words=draft_like,
        names=draft_like.names,
        lines=difference_lines(differences(against.groups, found.groups), draft_like) if against else [],
        refusals=phrases.refusals(found.refused, draft_like.names),
        kept=[(draft_like.names.learners.get(one["learner"]), one["section"]) for one in found.kept],
        groups=sorted(found.groups, key=lambda one: (one.name, one.meetings)),
        weekly=weekly,
        room_of=lambda group: room_name(group, draft_like),
        teacher_of=lambda group: teacher_name(group, draft_like),
        local=lambda at: clock.local(at, zone),
    )


def _own_publication(publication_id: str) -> queries.PublicationInfo:
    found, actor = queries.publication_by_id(publication_id), current_actor()
    if actor.centre_id not in (None, found.centre_id):
        raise errors.NotFound("scheduling.absent")
    return found


def _names_of(found: queries.PublicationInfo, against: queries.PublicationInfo | None) -> Words:
    """Names for what two plans are about; no problem is asked, for nothing is judged."""
    groups = (*found.groups, *(against.groups if against else ()))
    people = {one for group in groups for one in group.learners}
    people |= {one["learner"] for one in (*found.refused, *found.kept)}
    empty = Problem((), (), (), (), (), ())
    return Words(queries.names(found.centre_id, people), {one.id: one.name for one in groups}, {}, empty)
