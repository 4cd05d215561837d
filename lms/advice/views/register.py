"""The register of services for everybody: what is free, what needs no papers, who speaks a language. Nobody signs in."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.advice.domain import finder, register
from lms.advice.domain.register import Sought
from lms.advice.views.door import pages
from lms.casework import queries as casework
from lms.casework.domain.directory import PICTURES
from lms.kernel import language
from lms.kernel.web import PUBLIC, current_day, render
from lms.kernel.web.arguments import page_number

PAGE = 20


@pages.get("/services", permission=PUBLIC)
def services_for_all() -> Any:
    """Every service that suits, what is for everybody first. What was looked for stands in the address, to be passed on."""
    every, sought = casework.shown_to_everybody(), _sought()
    found = register.suiting(every, sought)
    page_count = max(1, -(-len(found) // PAGE))
    page = min(page_number(), page_count)
    given = {name: request.args.getlist(name) for name in ("for", "free", "papers", "language", "postcode")}
    return render(
        "advice/services.html",
        found=found[(page - 1) * PAGE : page * PAGE],
        total=len(found),
        every=len(every),
        page=page,
        page_count=page_count,
        sought=sought,
        asked=sought != Sought(),
        given={name: values for name, values in given.items() if any(values)},
        topics=register.TOPICS,
        pictures=[(one.value, picture) for one, picture in PICTURES.items()],
        tongues=_tongues(every),
        today=current_day(),
    )


def _sought() -> Sought:
    given = request.args
    return Sought(
        services=frozenset(given.getlist("for")) & {one.value for one in PICTURES},
        free=given.get("free") == "1",
        no_papers=given.get("papers") == "none",
        language=given.get("language", "")[:40],
        postcode=finder.postcode(given.get("postcode", "")),
    )


def _tongues(every: list[casework.OrganisationInfo]) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of what is spoken anywhere."""
    codes = {code for one in every for code in one.languages}
    named = sorted(((code, language.tongue(code)) for code in codes), key=lambda one: one[1].casefold())
    return [("", str(_("Any language"))), *named]
