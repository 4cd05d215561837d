"""The directory of organisations that help: who is responsible for which service, and whom to ask there."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.casework import queries, services
from lms.casework.domain.directory import Entry, Papers, Part, Sector, Service
from lms.casework.domain.sources import Cost, Label
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.vocabulary import Category
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.learners.domain import targets

RIGHT = "casework.directory"
PAGE = 50
LENGTHS = {"name": 120, "contact": 120, "phone": 40, "email": 120, "place": 120, "postcode": 10, "papers": 10}
SAID = {"source": 200, "price": 80, "cost": 10}
"""What the label of the card says."""
LONGEST_LANGUAGES, LONGEST_LANGUAGE = 200, 40


@pages.get("/organisations", permission=RIGHT)
def directory() -> Any:
    """Every organisation with its services and whom to ask, to search in; and a form for a new one."""
    return _list()


def _list(refused: errors.OnwardError | None = None) -> Any:
    asked = {name: request.args.get(name, "") for name in ("q", "service", "category")}
    for name, codes in (("service", set(Service)), ("category", set(Category))):
        asked[name] = asked[name] if asked[name] in codes else ""
    found, total = queries.organisations_listed(
        asked["q"], asked["service"], asked["category"], page=page_number(), size=PAGE
    )
    page_count = max(1, -(-total // PAGE))
    return render(
        "casework/directory.html",
        refused.status if refused else 200,
        found=found,
        total=total,
        page=min(page_number(), page_count),
        page_count=page_count,
        asked=asked,
        today=current_day(),
        **_form(request.form, _parts(), _target(), refused),
    )


def _form(
    values: Mapping[str, str], parts: Mapping[str, str], target: tuple[str, ...], refused: errors.OnwardError | None
) -> dict[str, Any]:
    return {
        "values": values,
        "parts": parts,
        "target": target,
        "groups": targets.OF_MEETINGS,
        "costs": [("", language.say("casework.not_known")), *_words("cost", Cost)],
        "papers": [("", language.say("casework.not_known")), *_words("papers", Papers)],
        "sectors": [("", language.say("casework.choose")), *_words("sector", Sector)],
        "services": _words("service", Service),
        "categories": [(one.value, language.say(f"category.{one}")) for one in Category],
        "trouble": language.say(refused.code, refused.facts) if refused else "",
        "field": refused.facts.get("field", "") if refused else "",
    }


def _words(kind: str, codes: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, language.say(f"casework.{kind}.{one}")) for one in codes]


def _given() -> Entry:
    texts = _texts(LENGTHS)
    said = Label(checked_on=_checked_on(), **_texts(SAID))
    return Entry(
        sector=request.form.get("sector", ""),
        services=_parts(),
        languages=_languages(),
        target=_target(),
        label=said,
        shown=request.form.get("shown") == "1",
        **texts,
    )


def _texts(lengths: Mapping[str, int]) -> dict[str, str]:
    return {name: request.form.get(name, "")[:longest] for name, longest in lengths.items()}


def _checked_on() -> date | None:
    """The day that was typed. Raises Invalid for one that is no day, or has not come."""
    typed = request.form.get("checked_on", "")
    try:
        found = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise errors.Invalid("casework.checked_off", field="checked_on") from None
    if found is not None and found > current_day():
        raise errors.Invalid("casework.checked_later", field="checked_on")
    return found


def _languages() -> tuple[str, ...]:
    """Languages as they were typed, with commas between them, by their codes."""
    written = language.parted(request.form.get("languages", "")[:LONGEST_LANGUAGES])
    return tuple(dict.fromkeys(language.tongue_code(one)[:LONGEST_LANGUAGE] for one in written))


def _target() -> tuple[str, ...]:
    return targets.chosen(request.form.getlist("target"), targets.OF_MEETINGS)


def _parts() -> dict[str, str]:
    """By service what was ticked; who is responsible for something does not only support it."""
    return {key: str(part) for part in (Part.SUPPORTS, Part.RESPONSIBLE) for key in request.form.getlist(part)}


@pages.post("/organisations", permission=RIGHT)
def list_organisation() -> Any:
    """A new one."""
    try:
        one = _given()
        organisation_id = services.list_organisation(one, actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        return _list(error)
    undo = url_for("casework.end_organisation", organisation_id=organisation_id)
    return done(_("%(name)s is in the list.", name=one.name.strip()), "casework.directory", undo=undo)


@pages.get("/organisations/<organisation_id>", permission=RIGHT)
def edit_organisation(organisation_id: str) -> Any:
    """One organisation, to be changed or ended."""
    return _edit(organisation_id)


def _edit(organisation_id: str, refused: errors.OnwardError | None = None) -> Any:
    found = queries.organisation(organisation_id)
    g.place = "casework.directory"
    label = found.label
    stands = {name: getattr(found, name) for name in LENGTHS} | {name: getattr(label, name) for name in SAID}
    stands |= {
        "sector": found.sector,
        "languages": ", ".join(map(language.tongue, found.languages)),
        "checked_on": label.checked_on.isoformat() if label.checked_on else "",
        "shown": "1" if found.shown else "",
    }
    return render(
        "casework/organisation.html",
        refused.status if refused else 200,
        found=found,
        open_steps=queries.open_steps_of(organisation_id),
        today=current_day(),
        **_form(
            request.form if refused else stands,
            _parts() if refused else found.services,
            _target() if refused else found.target,
            refused,
        ),
    )


@pages.post("/organisations/<organisation_id>", permission=RIGHT)
def change_organisation(organisation_id: str) -> Any:
    """Another phone, another service."""
    try:
        one = _given()
        services.list_organisation(one, organisation_id=organisation_id, actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        return _edit(organisation_id, error)
    return done(_("%(name)s is changed. Plans show it at once.", name=one.name.strip()), "casework.directory")


@pages.post("/organisations/<organisation_id>/end", permission=RIGHT)
def end_organisation(organisation_id: str) -> Any:
    """It takes no new step any more."""
    services.end_organisation(organisation_id, actor=current_actor(), now=now())
    undo = url_for("casework.go_on_with", organisation_id=organisation_id)
    return done(_("It takes no new step any more. Steps that it has keep it."), "casework.directory", undo=undo)


@pages.post("/organisations/<organisation_id>/on", permission=RIGHT)
def go_on_with(organisation_id: str) -> Any:
    """It had not ended."""
    services.go_on_with(organisation_id, actor=current_actor(), now=now())
    return done(_("It is in the list as before."), "casework.directory")
