"""The directory of organisations that help: who is responsible for which service, and whom to ask there."""

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.casework import queries, services
from lms.casework.domain.directory import Entry, Part, Sector, Service
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number

RIGHT = "casework.directory"
PAGE = 50
LENGTHS = {"name": 120, "contact": 120, "phone": 40, "email": 120, "place": 120}


@pages.get("/organisations", permission=RIGHT)
def directory() -> Any:
    """Every organisation with its services and whom to ask, to search in; and a form for a new one."""
    return _list()


def _list(refused: errors.OnwardError | None = None) -> Any:
    asked = {"q": request.args.get("q", ""), "service": request.args.get("service", "")}
    if asked["service"] not in set(Service):
        asked["service"] = ""
    found, total = queries.organisations_listed(asked["q"], asked["service"], page=page_number(), size=PAGE)
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
        **_form(request.form, _parts(), refused),
    )


def _form(values: Mapping[str, str], parts: Mapping[str, str], refused: errors.OnwardError | None) -> dict[str, Any]:
    return {
        "values": values,
        "parts": parts,
        "sectors": [("", language.say("casework.choose")), *_words("sector", Sector)],
        "services": _words("service", Service),
        "trouble": language.say(refused.code, refused.facts) if refused else "",
        "field": refused.facts.get("field", "") if refused else "",
    }


def _words(kind: str, codes: type[Sector] | type[Service]) -> list[tuple[str, str]]:
    return [(one.value, language.say(f"casework.{kind}.{one}")) for one in codes]


def _given() -> Entry:
    texts = {name: request.form.get(name, "")[:longest] for name, longest in LENGTHS.items()}
    return Entry(sector=request.form.get("sector", ""), services=_parts(), **texts)


def _parts() -> dict[str, str]:
    """By service what was ticked; who is responsible for something does not only support it."""
    return {key: str(part) for part in (Part.SUPPORTS, Part.RESPONSIBLE) for key in request.form.getlist(part)}


@pages.post("/organisations", permission=RIGHT)
def list_organisation() -> Any:
    """A new one."""
    one = _given()
    try:
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
    stands = {name: getattr(found, name) for name in LENGTHS} | {"sector": found.sector}
    return render(
        "casework/organisation.html",
        refused.status if refused else 200,
        found=found,
        open_steps=queries.open_steps_of(organisation_id),
        today=current_day(),
        **_form(request.form if refused else stands, _parts() if refused else found.services, refused),
    )


@pages.post("/organisations/<organisation_id>", permission=RIGHT)
def change_organisation(organisation_id: str) -> Any:
    """Another phone, another service."""
    one = _given()
    try:
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
