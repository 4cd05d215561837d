"""The page of quality: how sure levels are, whether decisions hold, raters, exposure, groups. For a centre, without names."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.kernel import clock, language
from lms.kernel.vocabulary import LEVELS, Skill
from lms.kernel.web import current_actor, render
from lms.organisations import queries as organisations
from placement import queries
from placement.domain import battery, item_life, performances
from placement.domain import quality as measuring
from placement.domain import raters as rating_study
from placement.domain.redeciding import ENOUGH_FOR_A_RATE
from placement.queries import quality as asked
from placement.queries import raters, studies
from placement.services import studying
from placement.views import figures
from placement.views.door import pages


@pages.get("/placement/quality", permission="placement.quality")
def quality() -> Any:
    """Everything that says how far placement can be trusted at a centre."""
    g.place = "placement.quality"
    actor = current_actor()
    centres = [] if actor.centre_id else organisations.centres()
    wanted = request.args.get("centre", "")
    centre = next((one for one in centres if one.id == wanted), None) or organisations.centre_in_view(actor.centre_id)
    found = asked.of_centre(centre.id, studying.GROUPS, clock.today(actor.zone))
    study = studies.newest_study(raters.STUDY, centre.id)
    names = [language.say(f"level.{level}") for level in LEVELS]
    bank = queries.bank_of_centre(centre.id).key
    return render(
        "placement/quality.html",
        centre=centre,
        centres=[(one.id, one.name) for one in centres],
        found=found,
        skills=[_skill(one, names) for one in found.skills],
        held=[_held(one) for one in found.held],
        parts=[_part(part, study.found[part]) for part in performances.PARTS if study and study.found[part]["scored"]],
        shown=_exposure(bank),
        cap=round(100 * battery.EXPOSURE_CAP),
        groups=[_group(one) for one in found.groups if one.people >= measuring.SMALLEST_GROUP],
        hidden=sum(one.people < measuring.SMALLEST_GROUP for one in found.groups),
        enough=measuring.ENOUGH,
        enough_checks=ENOUGH_FOR_A_RATE,
        smallest=measuring.SMALLEST_GROUP,
        enough_double=rating_study.FEWEST_SCRIPTS,
        enough_shown=item_life.ENOUGH,
        parts_so_far=max(
            (many for skill, (many, _each) in studies.shares_asked(bank).items() if skill in set(Skill)), default=0
        ),
    )


def _skill(one: asked.SkillQuality, names: list[str]) -> dict[str, Any]:
    tested, same = one.again
    return {
        "name": language.say(f"skill.{one.skill}"),
        "people": one.people,
        "errors": [(names[band], many, error) for band, (many, error) in one.errors.items()],
        "reliability": one.reliability,
        "bands": one.bands,
        "cuts": [(names[at + 1], cut) for at, cut in enumerate(one.cuts) if cut is not None],
        "again": tested,
        "same": round(100 * same / tested) if tested >= measuring.ENOUGH else None,
    }


def _held(one: measuring.Held) -> dict[str, Any]:
    claimed, right = round(100 * one.claimed), round(100 * one.right)
    low, high = round(100 * one.low), round(100 * one.high)
    holds = one.low <= one.claimed <= one.high
    return {
        "name": _("said: %(low)s to %(high)s of 100", low=round(100 * one.lowest), high=round(100 * one.highest)),
        "note": _("%(people)s people, %(low)s to %(high)s", people=one.people, low=low, high=high),
        "a": claimed,
        "b": right,
        "mark": ("ok", "check-circle", _("holds"))
        if holds
        else ("warn", "warning", _("too sure"))
        if right < claimed
        else ("info", "info", _("better than said")),
    }


def _part(part: Skill, found: dict[str, Any]) -> dict[str, Any]:
    return {"name": language.say(f"placement.kind.{part}"), **found}


def _exposure(bank: str) -> list[dict[str, Any]]:
    """By skill: sittings, the share of the item asked most, how many items are above what is meant, the overlap of two."""
    rows = []
    for measure, (sittings, many) in sorted(studies.shares_asked(bank).items()):
        if measure not in set(Skill) or sittings < item_life.ENOUGH:
            continue
        shares = [times / sittings for times in many.values()]
        overlap = item_life.overlap(many, sittings)
        rows.append(
            {
                "name": language.say(f"skill.{measure}"),
                "sittings": sittings,
                "most": round(100 * max(shares, default=0.0)),
                "above": sum(share > battery.EXPOSURE_CAP + 0.005 for share in shares),
                "overlap": None if overlap is None else round(100 * overlap),
            }
        )
    return rows


def _group(one: asked.GroupQuality) -> dict[str, Any]:
    return {
        "group": language.say(f"placement.group.{one.variable}"),
        "name": figures.side(one.variable, one.name),
        "people": one.people,
        "theta": None if one.theta is None else language.number(one.theta, 2, 2, signed=True),
        **{
            name: None if (share := getattr(one, name)) is None else round(100 * share)
            for name in ("looked_at", "otherwise", "wrong")
        },
    }
