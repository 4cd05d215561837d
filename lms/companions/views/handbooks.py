"""Handbooks and study units: found by who reads, read here or where they lie, added by the office."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.companions.domain import handbooks as domain
from lms.companions.domain.handbooks import Kind, NewHandbook, Reader
from lms.companions.queries import handbooks as queries
from lms.companions.services import handbooks as services
from lms.companions.views.door import pages
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number

RIGHT = "companions.read"
KEEP = "companions.handbooks"
OF_ROLE = {Role.TEACHER: Reader.TEACHER, Role.CASEWORKER: Reader.CASEWORKER}
"""Whose own list comes first; everybody else sees all that there is."""
EVERYBODY = "all"
LONGEST_LANGUAGE = 40


@pages.get("/handbooks", permission=RIGHT)
def handbooks() -> Any:
    """What there is to read for my role, for another one, for everybody."""
    return _list()


def _list(refused: errors.OnwardError | None = None) -> Any:
    role = current_actor().role
    own = OF_ROLE.get(role, EVERYBODY) if role else EVERYBODY
    asked, words, page = request.args.get("for", own), request.args.get("q", "").strip(), page_number()
    reader = asked if asked in set(Reader) else ""
    found, total = queries.handbooks(reader, words, page=page)
    return render(
        "companions/handbooks.html",
        refused.status if refused else 200,
        shipped=_shipped(reader, words) if page == 1 else [],
        found=found,
        total=total,
        page=page,
        page_count=-(-total // queries.PAGE),
        asked=reader or EVERYBODY,
        words=words,
        readers=[
            (EVERYBODY, _("Everybody")),
            *((str(one), language.say(f"companions.reader.{one}")) for one in Reader),
        ],
        kinds=[
            ("", language.say("casework.choose")),
            *((str(one), language.say(f"companions.kind.{one}")) for one in Kind),
        ],
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


def _shipped(reader: str, words: str) -> list[domain.Shipped]:
    return [
        one
        for one in domain.SHIPPED
        if (not reader or reader in one.readers)
        and all(
            word in language.say(f"companions.guide.{one.key}.title").casefold() for word in words.casefold().split()
        )
    ]


@pages.get("/handbooks/guide/<key>", permission=RIGHT)
def guide(key: str) -> Any:
    """One that comes with the product."""
    found = next((one for one in domain.SHIPPED if one.key == key), None)
    if found is None:
        raise errors.NotFound("companions.no_handbook")
    g.place = "companions.handbooks"
    return render("companions/guide.html", guide=found)


@pages.get("/handbooks/<handbook_id>", permission=RIGHT)
def handbook(handbook_id: str) -> Any:
    """One of our own."""
    g.place = "companions.handbooks"
    return render("companions/handbook.html", found=queries.handbook(handbook_id))


@pages.post("/handbooks", permission=KEEP)
def add_handbook() -> Any:
    """One more to read."""
    form = request.form
    one = NewHandbook(
        form.get("title", ""),
        form.get("kind", ""),
        tuple(form.getlist("readers")),
        language.tongue_code(form.get("language", ""))[:LONGEST_LANGUAGE],
        form.get("address", ""),
        form.get("body", ""),
    )
    try:
        handbook_id = services.add(one, actor=current_actor(), now=now())
    except errors.Invalid as refused:
        return _list(refused)
    undo = url_for("companions.end_handbook", handbook_id=handbook_id)
    return done(_("%(title)s is in the list.", title=one.title.strip()), "companions.handbooks", undo=undo)


@pages.post("/handbooks/<handbook_id>/end", permission=KEEP)
def end_handbook(handbook_id: str) -> Any:
    """It is out of date."""
    services.end(handbook_id, day=current_day())
    undo = url_for("companions.keep_handbook", handbook_id=handbook_id)
    return done(_("It is out of the list."), "companions.handbooks", undo=undo)


@pages.post("/handbooks/<handbook_id>/on", permission=KEEP)
def keep_handbook(handbook_id: str) -> Any:
    """It stands in the list after all."""
    services.go_on(handbook_id)
    return done(_("It is in the list as before."), "companions.handbooks")
