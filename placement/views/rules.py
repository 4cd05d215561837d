"""Pages about what a centre decides by: the cost table and cuts, who would be placed otherwise, taking over or leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel import errors, language
from lms.kernel.vocabulary import LEVELS, Track
from lms.kernel.web import back_to, current_actor, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from placement import queries, services
from placement.domain import redeciding, sorter
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.views.door import pages

SHOWN_EFFECTS = 50


@dataclass(frozen=True)
class Wished:
    """What stands in the fields of the page, as somebody wrote it."""

    costs: Mapping[str, Mapping[str, str]]
    cuts: tuple[str, ...]


def _centre_id() -> str:
    """The reader's centre; the provider's first for somebody who belongs to none."""
    g.place = "placement.waiting"
    return organisations.centre_in_view(current_actor().centre_id).id


@pages.get("/placement/rules", permission="placement.see")
def rules() -> Any:
    """The cost table, the cuts, and who changed them when."""
    return _page(_written(queries.decision_rules(_centre_id())))


@pages.post("/placement/rules", permission="placement.rules")
def change_rules() -> Any:
    """Look at what a change would do, or keep it."""
    centre_id, wished = _centre_id(), _sent()
    try:
        costs, cuts = _checked(wished)
    except errors.Invalid as error:
        return _page(wished, 422, wrong=language.say(error.code, error.facts))
    # Nobody saves what she has not seen the effects of: other numbers than those on the page are shown first.
    if request.form.get("deed") != "save" or request.form.get("shown") != _shown(costs, cuts):
        asked_to_save = request.form.get("deed") == "save"
        return _page(wished, effects=_effects(centre_id, costs, cuts), asked_to_save=asked_to_save)
    try:
        changed, look_id = services.keep_rules(
            centre_id, costs, cuts, seen=request.form.get("seen", 0, type=int), actor=current_actor(), now=now()
        )
    except errors.Conflict as error:
        return _page(wished, 409, wrong=language.say(error.code, error.facts))
    return _kept(centre_id, changed, look_id)


@pages.post("/placement/rules/back/<int:number>", permission="placement.rules")
def rules_back(number: int) -> Any:
    """Decide again by an earlier version; 0 is what ships."""
    centre_id = _centre_id()
    history = queries.decision_rules_history(centre_id)
    wanted = next((one for one in history if one.number == number), None)
    if wanted is None:
        raise errors.NotFound("placement.absent")
    changed, look_id = services.keep_rules(
        centre_id, wanted.costs, wanted.cuts, seen=history[0].number, actor=current_actor(), now=now()
    )
    return _kept(centre_id, changed, look_id)


def _checked(wished: Wished) -> tuple[sorter.Costs, CutScores]:
    costs = services.cost_table(
        {true: {put: _number(value) for put, value in row.items()} for true, row in wished.costs.items()}
    )
    return costs, services.cut_scores([_number(value) for value in wished.cuts])


def _shown(costs: sorter.Costs, cuts: CutScores) -> str:
    """Names the numbers whose effects stand on the page."""
    return queries.fingerprint([{true: dict(row) for true, row in costs.items()}, list(cuts.cuts)])


def _kept(centre_id: str, changed: str, look_id: str) -> Any:
    if not changed:
        flash(_("Nothing was different, so nothing changed."), "info")
        return back_to("placement.rules")
    number = queries.decision_rules(centre_id).number
    look = next(one for one in queries.looks(centre_id) if one.id == look_id)
    undo = url_for("placement.rules_back", number=number - 1)
    if look.ended_at is None:
        return done(_("Saved. All results are decided again in the background."), "placement.again", undo=undo)
    said = ngettext(
        "Saved. %(num)s person would be placed otherwise. Nobody was moved.",
        "Saved. %(num)s people would be placed otherwise. Nobody was moved.",
        look.found,
    )
    return done(said, "placement.again" if look.found else "placement.rules", undo=undo)


def _page(
    wished: Wished,
    status: int = 200,
    *,
    wrong: str = "",
    effects: Mapping[str, Any] | None = None,
    asked_to_save: bool = False,
) -> tuple[str, int]:
    centre_id = _centre_id()
    history = queries.decision_rules_history(centre_id)
    country = queries.country_rules(None, now().date())
    return render(
        "placement/rules.html",
        status,
        wished=wished,
        wrong=wrong,
        effects=effects,
        asked_to_save=asked_to_save,
        where=_where,
        standing=history[0],
        history=history,
        default_costs=_written(history[-1]).costs,
        tracks=[(track.value, language.say(f"track.{track}")) for track in Track],
        levels=[language.say(f"level.{level}") for level in LEVELS],
        country=country,
        may_edit=current_actor().may("placement.rules"),
    )


def _effects(centre_id: str, costs: sorter.Costs, cuts: CutScores) -> dict[str, Any]:
    """What would change, for the page: levels, groups, people (the first fifty by name), and decisions to come."""
    found = services.effects_of(centre_id, costs, cuts, actor=current_actor(), now=now())
    people = learners.by_ids([one.result.learner_id for one in found.otherwise])
    rows = sorted(
        ((people[one.result.learner_id], one) for one in found.otherwise if one.result.learner_id in people),
        key=lambda row: (row[0].name, row[0].number),
    )
    shifts = redeciding.level_shifts(found.moves)
    standing = queries.decision_rules(centre_id)
    return {
        "shown": _shown(costs, cuts),
        "same": (standing.costs, standing.cuts) == (costs, cuts),
        "rows": rows[:SHOWN_EFFECTS],
        "many": len(found.otherwise),
        "looked_at": found.looked_at,
        "of": found.of,
        "undecided": sum(one.result.decision is None for one in found.otherwise),
        "level_shifts": shifts,
        "group_shifts": redeciding.group_shifts(found.moves),
        "at_levels": redeciding.at_levels(found.levels, shifts),
        "other_cuts": _other_cuts(standing.cuts, cuts),
        "other_costs": standing.costs != costs,
        "ahead": queries.ahead(centre_id),
    }


def _other_cuts(before: CutScores, after: CutScores) -> list[tuple[str, float, float]]:
    """Levels that would begin elsewhere, from where to where."""
    return [
        (level, old, new)
        for level, old, new in zip(before.bands[1:], before.cuts, after.cuts, strict=True)
        if old != new
    ]


def _written(known: queries.RulesInfo) -> Wished:
    costs = {true.value: {put.value: f"{cost:g}" for put, cost in row.items()} for true, row in known.costs.items()}
    return Wished(costs, tuple(f"{cut:g}" for cut in known.cuts.cuts))


def _sent() -> Wished:
    form = request.form
    costs = {
        true.value: {put.value: "0" if put is true else form.get(f"cost-{true}-{put}", "").strip() for put in Track}
        for true in Track
    }
    return Wished(costs, tuple(form.get(f"cut-{place}", "").strip() for place in range(len(LANGUAGE_CUTS.cuts))))


def _number(value: str) -> float:
    """A number as people write it, with point or comma. What is none becomes one that no check lets through."""
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return -1000.0
    return number if abs(number) < 1000 else -1000.0


# --- who would be placed otherwise -----------------------------------------------------------------------------------


@pages.get("/placement/again", permission="placement.see")
def again() -> Any:
    """Who would be placed otherwise since the last change, and why."""
    centre_id = _centre_id()
    looks = queries.looks(centre_id)
    wanted = request.args.get("look", "")
    look = next((one for one in looks if one.id == wanted), looks[0] if looks else None)
    return render(
        "placement/again.html",
        look=look,
        looks=looks,
        changes=queries.changes(look.id) if look else [],
        placed=len(queries.placed_at(centre_id)),
        where=_where,
    )


@pages.post("/placement/again", permission="placement.decide")
def look_again() -> Any:
    """Decide all stored results again by what holds today."""
    services.ask_again(_centre_id(), "rules", actor=current_actor(), now=now())
    return done(_("All results are being decided again. Nobody was moved."), "placement.again")


@pages.post("/placement/changes/<change_id>", permission="placement.decide")
def answer_change(change_id: str) -> Any:
    """Take one change over, or leave the person where she is."""
    take = request.form.get("answer") == "take"
    reason = request.form.get("reason", "")
    came = services.answer_change(change_id, take=take, reason=reason, actor=current_actor(), now=now())
    said = {
        "left": _("The group stays as it is."),
        "waits": _("Taken over. The group is still to be decided."),
        "same": _("Taken over. The group stays as it is."),
        "moved": _("Moved to the other group."),
    }
    return done(said[came], "placement.again")


def _where(standing: Mapping[str, Any]) -> str:
    """Group, level and course of a standing, in words. Takes it as it is stored."""
    parts = [language.say(f"track.{standing['track']}")]
    if standing["level"]:
        parts.append(language.say(f"level.{standing['level']}"))
    if standing["course"]:
        parts.append(language.say(f"placement.course.{standing['course']}"))
    if standing["entry"]:
        parts.append(language.say(f"placement.entry.{standing['entry']}"))
    return language.joined(parts)
