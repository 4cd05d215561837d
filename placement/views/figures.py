"""Pages of figures: how items are answered and how often, differences between groups, numbers from a calibration."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from babel import Locale
from flask import g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel import errors, language
from lms.kernel.vocabulary import Skill
from lms.kernel.web import back_to, current_actor, done, now, render
from lms.kernel.web.arguments import page_number
from placement.domain import battery, item_life
from placement.domain.calibration import FEWEST_ANSWERS, FEWEST_PEOPLE, Model
from placement.domain.fairness import FEWEST
from placement.queries import editions, own_banks, studies
from placement.services import studying
from placement.solvers import calibrating
from placement.solvers.calibrating import Backend
from placement.views import banks
from placement.views.door import pages


@pages.get("/placement/banks/<key>/figures", permission="placement.items")
def figures(key: str) -> Any:
    """How every item is answered, how often it is asked, what has changed, and for whom it is harder."""
    g.place = "placement.banks"
    own = own_banks.own_bank(key)
    study = studies.newest_study("items", own.key)
    asked = studies.shares_asked(own.key)
    rows = _rows(own, study, asked)
    only = request.args.get("only", "")
    shown = [one for one in rows if not only or one["notes"]]
    size, page = own_banks.PAGE_SIZE, page_number()
    return render(
        "placement/figures.html",
        bank=own,
        name=banks.name_of(own),
        study=study,
        rows=shown[(page - 1) * size : page * size],
        total=len(shown),
        noted=sum(bool(one["notes"]) for one in rows),
        page=page,
        pages=max(-(-len(shown) // size), 1),
        only=only,
        groups=[_group(one) for one in study.found["groups"]] if study else [],
        cap=round(100 * battery.EXPOSURE_CAP),
        enough=item_life.ENOUGH,
        fewest=FEWEST,
        overlaps=[
            (language.say(f"skill.{measure}"), sittings, _hundred(item_life.overlap(many, sittings)))
            for measure, (sittings, many) in sorted(asked.items())
            if measure in set(Skill)
        ],
    )


@pages.post("/placement/banks/<key>/figures", permission="placement.items")
def work_out(key: str) -> Any:
    """Work the figures out anew."""
    there = studying.ask_for_figures(key, actor=current_actor(), now=now())
    said = _("The figures are new.") if there else _("The figures are being worked out. Come back in some minutes.")
    return done(said, "placement.figures", key=key)


def _rows(
    own: own_banks.BankInfo, study: studies.StudyInfo | None, asked: dict[str, tuple[int, dict[str, int]]]
) -> list[dict[str, Any]]:
    """Items with figures; those that somebody should look at first, then those asked most."""
    found = []
    for one in own_banks.items_of(own.id):
        sittings, many = asked.get(one.cell("measures"), (0, {}))
        times = many.get(one.key, 0)
        values: dict[str, Any] = (study.found["items"].get(one.key) if study else None) or {"answers": 0}
        share = _hundred(times / sittings) if sittings else None
        notes = [language.say(f"placement.note.{note}") for note in values.get("notes", ())]
        if share is not None and sittings >= item_life.ENOUGH and share > 100 * battery.EXPOSURE_CAP:
            notes.append(language.say("placement.note.asked_too_often"))
        found.append(
            {
                "item": one,
                "asked": banks.asked_words(one.row),
                "times": times,
                "share": share,
                "answers": values["answers"],
                "right": _hundred(values.get("right")),
                "unknown": _hundred(values.get("unknown")),
                "seconds": None if values.get("seconds") is None else round(values["seconds"]),
                "residual": _points(values.get("residual")),
                "tells": None if values.get("tells") is None else round(values["tells"], 2),
                "drift": _points(values.get("drift")),
                "notes": notes,
            }
        )
    return sorted(found, key=lambda one: (not one["notes"], -one["times"], one["item"].place))


def _hundred(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _points(share: float | None) -> str | None:
    """A difference in hundredths of the points, with its sign."""
    return None if share is None else f"{round(100 * share):+d}".replace("-", "\u2212")


def _group(one: dict[str, Any]) -> dict[str, Any]:
    """A comparison in words: who was compared, too few or which items differ."""
    variable = one["variable"]
    return {
        "name": language.say(f"placement.group.{variable}"),
        "few": one["few"],
        "people": [(side(variable, name), many) for name, many in one["people"].items() if many >= 5],
        "flagged": [
            row | {"focal": side(variable, row["focal"]), "reference": side(variable, row["reference"])}
            for row in one["flagged"]
        ],
    }


def side(variable: str, name: str) -> str:
    """One side of a comparison in the reader's language; scripts by the names that Unicode gives them."""
    code = f"placement.side.{variable}.{name}"
    if language.knows(code):
        return language.say(code)
    return str(Locale.parse(language.locale_code.get()).scripts.get(name, name)) if variable == "script" else name


# --- numbers ---------------------------------------------------------------------------------------------------------


@pages.get("/placement/banks/<key>/numbers", permission="placement.items")
def calibrations(key: str) -> Any:
    """Sets of numbers, which one is in use, and the way to a new one."""
    return _calibrations(key)


@pages.post("/placement/banks/<key>/numbers", permission="placement.items")
def calibrate(key: str) -> Any:
    """Estimate numbers from the answers."""
    model, hold, by = (request.form.get(name, "") for name in ("model", "hold", "backend"))
    try:
        if model not in set(Model):
            raise errors.Invalid("placement.choose_model", field="model")
        if by and not (by in set(Backend) and (by != Backend.MIRT or calibrating.mirt_is_here())):
            raise errors.Invalid("placement.choose_estimator", field="backend")
        studying.ask_for_calibration(
            key, Model(model), hold, Backend(by) if by else None, actor=current_actor(), now=now()
        )
    except (errors.Invalid, errors.Conflict) as error:
        return _calibrations(key, error)
    return back_to("placement.calibrations", key=key)


@pages.get("/placement/banks/<key>/numbers/look", permission="placement.items")
def look_at_measuring(key: str) -> Any:
    """How far it is, as a fragment of the page."""
    own = own_banks.own_bank(key)
    return render("placement/_measuring.html", bank=own, measuring=studies.newest_measuring(own), skill_name=_skill)


@pages.post("/placement/banks/<key>/numbers/stop", permission="placement.items")
def stop_measuring(key: str) -> Any:
    """Stop measuring; nothing of it is kept."""
    studying.stop_calibration(key, actor=current_actor())
    return done(_("It stops. Nothing of it is kept."), "placement.calibrations", key=key)


def _skill(skill: str) -> str:
    return language.say(f"skill.{skill}") if skill else ""


def made_by(estimator: Mapping[str, Any]) -> str:
    """Who worked a set of numbers out, for the line that tells it."""
    if not estimator:
        return ""
    name = "Onward" if estimator["name"] == Backend.ONWARD else estimator["name"]
    return f"{name} {estimator['version']}"


def _calibrations(key: str, error: errors.OnwardError | None = None) -> Any:
    g.place = "placement.banks"
    own = own_banks.own_bank(key)
    sets = studies.parameter_sets(own.id)
    edition = next((one for one in editions.of_bank(own.id) if one.id == own.edition_id), None)
    return render(
        "placement/calibrations.html",
        error.status if error else 200,
        bank=own,
        name=banks.name_of(own),
        sets=sets,
        used=edition.parameter_set_id if edition and own.used else "",
        measuring=studies.newest_measuring(own),
        skill_name=_skill,
        made_by=made_by,
        mirt=version("mirt") if calibrating.mirt_is_here() else "",
        conflict=language.say(error.code, error.facts) if isinstance(error, errors.Conflict) else "",
        wrong={str(error.facts.get("field", "")): language.say(error.code, error.facts)} if error else {},
        measured=sum(one.state == "calibrated" for one in own_banks.items_of(own.id)),
        trial=any(one.state == "pilot" for one in own_banks.items_of(own.id)),
        people=FEWEST_PEOPLE,
        answers=FEWEST_ANSWERS,
    )


@pages.get("/placement/banks/<key>/numbers/<int:number>", permission="placement.items")
def calibration(key: str, number: int) -> Any:
    """One set: every item before and after, and how sure."""
    g.place = "placement.banks"
    own = own_banks.own_bank(key)
    found = studies.parameter_set(own.id, number)
    edition = next((one for one in editions.of_bank(own.id) if one.id == own.edition_id), None)
    skills = [
        {
            "name": language.say(f"skill.{skill}"),
            **facts,
            "unfit": language.say(f"placement.unfit.{facts['unfit']}", {"people": facts["people"]})
            if facts.get("unfit")
            else "",
            "left": [
                (name, language.say(f"placement.unfit.{why}", {"people": many}), many)
                for name, why, many in facts["left"]
            ],
        }
        for skill, facts in found.facts["skills"].items()
    ]
    return render(
        "placement/calibration.html",
        bank=own,
        name=banks.name_of(own),
        set=found,
        made_by=made_by(found.facts.get("estimator", {})),
        settings=found.facts.get("estimator", {}).get("settings", {}),
        skills=skills,
        rows=sorted(found.found.items(), key=lambda one: -abs(one[1]["b"] - one[1]["before"])),
        in_use=bool(edition and own.used and edition.parameter_set_id == found.id),
        may_publish=current_actor().may("placement.rules"),
    )


@pages.post("/placement/banks/<key>/numbers/<int:number>/use", permission="placement.rules")
def use_numbers(key: str, number: int) -> Any:
    """Take a set into use: a new edition; stored tests are decided again, nobody is moved."""
    _ref, changed = studying.take_numbers(key, number, actor=current_actor(), now=now())
    said = ngettext(
        "%(num)s question has its measured number. Stored tests are decided again in the background. Nobody is moved.",
        "%(num)s questions have their measured numbers. Stored tests are decided again in the background. Nobody is moved.",
        changed,
    )
    return done(said, "placement.calibration", key=key, number=number)
