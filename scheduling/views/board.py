"""The week board of a draft: looked at by rooms or teachers, changed by a drag or by forms, each change weighed before."""

from collections.abc import Mapping
from typing import Any

from flask import g, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from lms.kernel import clock, errors, language
from lms.kernel.web import back_to, current_actor, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.kernel.web.replies import wants_fragment
from lms.organisations import queries as organisations
from scheduling import queries, services
from scheduling.domain.draft import PARTS, Change, Group, differences
from scheduling.domain.impact import Impact, Kind
from scheduling.domain.week import BLOCKS
from scheduling.views import phrases
from scheduling.views.breaks import words_for
from scheduling.views.door import pages
from scheduling.views.run import weekly
from scheduling.views.sight import DAYS, NONE, ROOMS, TEACHERS, Lesson, Place, Sight, nearest
from scheduling.views.steps import room_name, step_lines, teacher_name, told_difference

NEWS = 6
"""So many of the latest changes are shown beside the board."""


def own_draft(draft_id: str) -> queries.DraftInfo:
    """A draft of the administrator's own centre. Raises NotFound."""
    draft, actor = queries.draft(draft_id), current_actor()
    if actor.centre_id not in (None, draft.centre_id):
        raise errors.NotFound("scheduling.absent")
    g.place = "scheduling.timetable"
    return draft


def side() -> str:
    """What the rows are: rooms or teachers."""
    return TEACHERS if request.values.get("by") == TEACHERS else ROOMS


def common(sight: Sight) -> dict[str, Any]:
    """What every page of a draft knows."""
    zone = organisations.centre(sight.draft.centre_id).zone
    return {
        "draft": sight.draft,
        "sight": sight,
        "names": sight.words.names,
        "day_name": phrases.day_name,
        "days": [(day, phrases.day_name(day)) for day in DAYS],
        "blocks": [(block.key, f"{block.starts:%H:%M}") for block in BLOCKS],
        "weekly": weekly,
        "local": lambda at: clock.local(at, zone),
        "none": NONE,
        "room_of": lambda group: room_name(group, sight.words),
        "teacher_of": lambda group: teacher_name(group, sight.words),
        "by": side(),
    }


# --- looking ---------------------------------------------------------------------------------------------------------


@pages.get("/timetable/drafts/<draft_id>", permission="scheduling.plan")
def board(draft_id: str) -> Any:
    """The week of a draft; `by` says rooms or teachers, `as=table` shows it as a list."""
    draft = own_draft(draft_id)
    sight, steps = Sight(draft), queries.steps(draft_id)
    broken = sight.words.lines(sight.violations)
    return render(
        "scheduling/board_table.html" if request.args.get("as") == "table" else "scheduling/board.html",
        **common(sight),
        rows=sight.rows(side()),
        care=sight.care(),
        broken=broken,
        impossible=any(line.hard for line in broken),
        undo=queries.can_undo(steps),
        steps=step_lines(steps, sight.words)[:NEWS],
        unplaced=sight.judged.timetable.unplaced(sight.problem),
        total=sight.judged.verdict.cost.total,
        different=len(differences(draft.base, draft.groups)),
        trouble=phrases.reason(draft.trouble) if draft.trouble else "",
        searching=queries.being_searched(draft),
        elsewhere=_changed_elsewhere(sight) if draft.state == "open" else [],
    )


def _changed_elsewhere(sight: Sight) -> list[str]:
    """Classes that changed outside of this draft since it was made: by hand, or through the booking door."""
    draft = sight.draft
    live = queries.published_groups(sight.demand, draft.centre_id, draft.term_id)
    return sorted(group.name for one in differences(draft.base, live) if (group := one.after or one.before))


@pages.get("/timetable/drafts/<draft_id>/news", permission="scheduling.plan")
def draft_news(draft_id: str) -> Any:
    """A line that appears when somebody else changed the draft since this page was made."""
    draft = own_draft(draft_id)
    since = request.args.get("since", "0")
    steps = queries.steps(draft_id, after=whole_number(since) or 0)
    told = step_lines(steps, words_for(draft, _demand(draft))) if steps else []
    return render("scheduling/_draft_news.html", draft=draft, steps=told, **_clock(draft))


def _demand(draft: queries.DraftInfo) -> queries.Demand:
    return queries.build_problem(draft.centre_id, draft.term_id, draft.starts_on)


def _clock(draft: queries.DraftInfo) -> dict[str, Any]:
    zone = organisations.centre(draft.centre_id).zone
    return {"local": lambda at: clock.local(at, zone)}


@pages.get("/timetable/drafts/<draft_id>/groups/<group_id>", permission="scheduling.plan")
def draft_group(draft_id: str, group_id: str) -> Any:
    """One class of a draft: when, where, by whom, with whom, and what of it is locked."""
    sight = Sight(own_draft(draft_id))
    group = sight.group(group_id)
    if group is None:
        raise errors.NotFound("scheduling.absent")
    waiting = [one.id for one in sight.judged.timetable.unplaced(sight.problem) if one.course == group.course]
    about = [one for one in sight.violations if one.facts.get("section") == group_id]
    return render(
        "scheduling/board_group.html",
        **common(sight),
        group=group,
        twin=sight.group(group.twin),
        lessons=[one for one in sight.lessons if one.group.id == group_id],
        broken=sight.words.lines(about),
        patterns=[
            (one.id, phrases.when(sight.words.meetings(one.slots)))
            for one in sight.problem.patterns
            if set(one.slots) != set(group.slots) and not one.id.startswith("of-")
        ],
        rooms=[(key, room.name) for key, room in sight.words.names.rooms.items()],
        teachers=sorted(sight.words.names.teachers.items(), key=lambda one: one[1]),
        waiting=[sight.words.names.learners[one] for one in waiting if one in sight.words.names.learners],
        locked=set(sight.draft.locks.get(group_id, ())),
        parts=[(part, language.say(f"draft.part.{part}")) for part in PARTS],
    )


@pages.get("/timetable/drafts/<draft_id>/places", permission="scheduling.plan")
def draft_places(draft_id: str) -> Any:
    """Every slot for one class, each with what it would break; for a drag, every place of the board as JSON."""
    sight, by = Sight(own_draft(draft_id)), side()
    lesson = sight.lesson(request.args.get("lesson", ""))
    if lesson is None:
        raise errors.NotFound("scheduling.absent")
    own = (lesson.group.teacher if by == TEACHERS else lesson.group.room) or NONE
    if wants_fragment():
        places = sight.places(lesson, by, [row.key for row in sight.rows(by)])
        return jsonify(_as_json(sight, lesson, by, places, own))
    places = sight.places(lesson, by, [own]) if own != NONE else _timeless(sight, lesson, by)
    return render(
        "scheduling/board_places.html",
        **common(sight),
        lesson=lesson,
        cells={(one.day, one.block): one for one in places},
        nearest=nearest(lesson, places, own),
        slots={(day, block) for day, block, _slot in sight.slots()},
    )


def _timeless(sight: Sight, lesson: Lesson, by: str) -> list[Place]:
    """A class without a room or a teacher yet: only its time can change here."""
    changes = ((d, b, s, sight.change_to(lesson, by, NONE, s)) for d, b, s in sight.slots())
    return [Place(NONE, day, block, slot, sight.weigh(one)) for day, block, slot, one in changes if one.slot]


def _as_json(sight: Sight, lesson: Lesson, by: str, places: list[Place], own: str) -> dict[str, Any]:
    best = nearest(lesson, places, own)
    return {
        "version": sight.draft.version,
        "places": {
            f"{one.row}|{one.block}|{one.day}": {
                "kind": one.impact.kind if one.impact else "closed",
                "people": len(one.impact.people) if one.impact else 0,
                "lines": _short(sight, one.impact) if one.impact else [],
            }
            for one in places
        },
        "best": f"{best.row}|{best.block}|{best.day}" if best else "",
        "best_said": _place_said(sight, best, by) if best else "",
        "care": {
            slot: [[one.row, one.day, one.part, one.after, one.places] for one in moves]
            for slot, moves in sight.care_by_slot(lesson).items()
        },
    }


def _short(sight: Sight, impact: Impact) -> list[str]:
    return [line.sentence for line in sight.words.lines(impact.broken)[:3]]


def _place_said(sight: Sight, place: Place, by: str) -> str:
    names = sight.words.names
    row = names.teachers.get(place.row, "") if by == TEACHERS else names.rooms[place.row].name
    when = phrases.when(sight.words.meetings([place.slot]))
    return str(_("%(when)s, %(where)s breaks nothing.", when=when, where=row))


@pages.get("/timetable/drafts/<draft_id>/seats/<learner_id>", permission="scheduling.plan")
def draft_seats(draft_id: str, learner_id: str) -> Any:
    """Every other group of the course for one person, each with what it would break."""
    sight = Sight(own_draft(draft_id))
    person = sight.words.names.learners.get(learner_id)
    if person is None or learner_id not in sight.problem.learner:
        raise errors.NotFound("scheduling.absent")
    return render(
        "scheduling/board_seats.html",
        **common(sight),
        who=person,
        now_in=next((one for one in sight.draft.groups if learner_id in one.learners), None),
        seatings=sight.seatings(learner_id),
    )


# --- changing --------------------------------------------------------------------------------------------------------


@pages.get("/timetable/drafts/<draft_id>/change", permission="scheduling.plan")
def look_at_change(draft_id: str) -> Any:
    """What a change would break and mend, whom it touches and what it costs, before it is saved."""
    draft = own_draft(draft_id)
    return _change_page(draft, asked_change(draft, request.args))


@pages.post("/timetable/drafts/<draft_id>/change", permission="scheduling.plan")
def make_change(draft_id: str) -> Any:
    """Save a change. Whoever looked at an older version is shown what others changed."""
    draft = own_draft(draft_id)
    change, reason = asked_change(draft, request.form), request.form.get("reason", "")
    try:
        services.make(draft.id, asked_version(), change, reason=reason, actor=current_actor(), now=now())
    except errors.OnwardError as refusal:
        if refusal.code == "scheduling.stale":
            return stale_page(draft)
        return _change_page(draft, change, refusal=refusal, reason=reason)
    return done(_("Changed."), "scheduling.board", draft_id=draft_id, by=side(), undo=_undo_url(draft_id))


def _undo_url(draft_id: str) -> str:
    return url_for("scheduling.undo_change", draft_id=draft_id, version=queries.draft(draft_id).version)


def asked_version() -> int:
    """The version of the draft that the person looked at."""
    version = whole_number(request.values.get("version", ""))
    return -1 if version is None else version


def asked_change(draft: queries.DraftInfo, given: Mapping[str, str]) -> Change:
    """The change that a form or a drag describes. Raises NotFound for a class that is not there."""
    group = next((one for one in draft.groups if one.id == given.get("group", "")), None)
    if group is None:
        raise errors.NotFound("scheduling.absent")
    return Change(
        group.id,
        meeting=_meeting(group, given.get("meeting", "")),
        slot=given.get("slot") or None,
        pattern=given.get("pattern") or None,
        room=_row(given.get("room")),
        teacher=_row(given.get("teacher")),
        learner=given.get("learner") or None,
        out=given.get("out") == "1",
    )


def _meeting(group: Group, named: str) -> tuple[int, str, str] | None:
    return next((one for one in group.meetings if f"{one[0]}.{one[1]}" == named), None)


def _row(value: str | None) -> str | None:
    """Nothing was asked, nobody is wanted, or this one."""
    return None if not value else "" if value == NONE else value


def _change_page(
    draft: queries.DraftInfo, change: Change, *, refusal: errors.OnwardError | None = None, reason: str = ""
) -> Any:
    sight, found = Sight(draft), None
    try:
        found = services.look(draft, change)
    except errors.Conflict as impossible:
        refusal = impossible
    told = sight.words.impact(found.impact) if found else None
    group = sight.group(change.group)
    values = {
        "change": change,
        "group": group,
        "told": told,
        "said": [told_difference(one, sight.words) for one in differences(draft.groups, found.groups)] if found else [],
        "care": sight.care_moves(found.groups) if found else [],
        "nearest_said": _nearest_said(sight, change, told.kind) if told else "",
        "refusal": language.say(refusal.code, refusal.facts) if refusal else "",
        "missing_reason": bool(refusal and refusal.code == "scheduling.reason_missing"),
        "reason": reason,
        "fields": {key: value for key, value in _fields(change).items() if value is not None},
    }
    status = refusal.status if refusal else 200
    if wants_fragment():
        piece = render_template("scheduling/_board_change.html", **common(sight), **values)
        return jsonify({"html": piece, "kind": told.kind if told else "closed", "version": draft.version})
    return render("scheduling/board_change.html", status, **common(sight), **values)


def _fields(change: Change) -> dict[str, str | None]:
    """A change as the hidden fields of its form."""
    return {
        "group": change.group,
        "meeting": f"{change.meeting[0]}.{change.meeting[1]}" if change.meeting else None,
        "slot": change.slot,
        "pattern": change.pattern,
        "room": (change.room or NONE) if change.room is not None else None,
        "teacher": (change.teacher or NONE) if change.teacher is not None else None,
        "learner": change.learner,
        "out": "1" if change.out else None,
    }


def _nearest_said(sight: Sight, change: Change, kind: Kind) -> str:
    """The nearest place that breaks nothing, for a class that is moved to one that does."""
    if kind is not Kind.RULES or change.meeting is None or change.learner is not None:
        return ""
    lesson = sight.lesson(f"{change.group}.{change.meeting[0]}.{change.meeting[1]}")
    row = change.room or (lesson.group.room if lesson else "")
    if lesson is None or not row:
        return ""
    best = nearest(lesson, sight.places(lesson, ROOMS, [row], seconds=1), row)
    return _place_said(sight, best, ROOMS) if best else ""


def stale_page(draft: queries.DraftInfo) -> Any:
    """Somebody else was faster: what changed since, and the way back."""
    steps = queries.steps(draft.id, after=max(asked_version(), 0))
    told = step_lines(steps, words_for(draft, _demand(draft)))
    values = {"draft": draft, "steps": told, "by": side(), **_clock(draft)}
    if wants_fragment():
        return jsonify({"html": render_template("scheduling/_draft_news.html", **values), "kind": "stale"}), 409
    return render("scheduling/draft_stale.html", 409, **values)


@pages.post("/timetable/drafts/<draft_id>/undo", permission="scheduling.plan")
def undo_change(draft_id: str) -> Any:
    """Take the newest change back."""
    draft = own_draft(draft_id)
    try:
        services.undo(draft.id, asked_version(), actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        if refusal.code == "scheduling.stale":
            return stale_page(draft)
        raise
    return done(_("Taken back."), "scheduling.board", draft_id=draft_id, by=side())


@pages.post("/timetable/drafts/<draft_id>/groups/<group_id>/lock", permission="scheduling.plan")
def lock_group(draft_id: str, group_id: str) -> Any:
    """What of a class stays as it is."""
    draft, parts = own_draft(draft_id), request.form.getlist("part")
    try:
        services.lock(draft.id, asked_version(), group_id, parts, actor=current_actor(), now=now())
    except errors.Conflict as refusal:
        if refusal.code == "scheduling.stale":
            return stale_page(draft)
        raise
    return back_to("scheduling.draft_group", draft_id=draft_id, group_id=group_id, by=side())
