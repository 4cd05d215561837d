"""An employer's own desk behind its link: what it has offered, the shifts it sends, the outlines it comments on."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from curricula.domain.employers import LONGEST_COMMENT
from curricula.queries import employers as queries
from curricula.queries import module_outlines as outlines
from curricula.queries.opportunities import LinkInfo, link_by_token
from curricula.queries.outline import modules_of_provider
from curricula.services import employers as services
from curricula.services import module_outlines
from curricula.views.door import pages
from lms.kernel import clock, db, errors, language
from lms.kernel.vocabulary import Shift
from lms.kernel.web import PUBLIC, done, now, render
from lms.learners.domain import rota as rotas
from lms.learners.formats import rota_csv
from lms.organisations import queries as organisations


def _link(token: str) -> LinkInfo:
    return link_by_token(token, now().date())


@pages.get("/employer/<token>", permission=PUBLIC)
def employer(token: str) -> Any:
    """Everything an employer can do here."""
    return _desk(token)


def _desk(token: str, status: int = 200, **more: Any) -> Any:
    link = _link(token)
    with db.scoped(link.provider_id):
        centre = organisations.centre(link.centre_id)
        people = queries.employments_at(link, clock.local(now(), centre.zone).date())
        titles = dict(modules_of_provider(link.centre_id))
        shared = {key: one for key, one in outlines.current_outlines(link.centre_id).items() if one.shared}
        said = outlines.said_by(link.centre_id, link.organisation)
        values = {
            "people": people,
            "choices": [("", _("The file names them")), *((one.id, one.known_as) for one in people)],
            "sent": queries.sent_in_by(link),
            "outlines": [(one, titles.get(key, key), said.get(key, ())) for key, one in sorted(shared.items())],
            "centre": centre,
        }
        return render(
            "curricula/employer.html",
            status,
            link=link,
            token=token,
            longest=LONGEST_COMMENT,
            **{"looked": None, "refused": "", "refused_outline": "", "about": "", "typed": "", **values, **more},
        )


@pages.post("/employer/<token>/rota", permission=PUBLIC)
def employer_rota(token: str) -> Any:
    """A dry run first; sent is what was looked at."""
    at = now()
    if "rota" in request.form:
        return _send(token, request.form["rota"].encode())
    sheet, about = request.files.get("file"), request.form.get("about", "")
    content = sheet.read() if sheet and sheet.filename else b""
    looked = services.look(token, content, about=about, now=at)
    by_name = {one.known_as: looked.people[one.employment_id] for one in looked.lines}
    return _desk(
        token,
        200 if looked.ready else 422,
        looked=looked,
        about=about,
        kept=rota_csv.write_staff(by_name) if looked.ready else "",
    )


def _send(token: str, content: bytes) -> Any:
    try:
        sent = services.send(token, content, goes_on="goes_on" in request.form, now=now())
    except errors.Invalid as error:
        db.session().rollback()
        return _desk(token, error.status, refused=language.say(error.code, error.facts))
    told = ngettext("The shifts of %(num)s person are sent.", "The shifts of %(num)s people are sent.", len(sent.lines))
    return done(told, "curricula.employer", token=token)


@pages.get("/employer/<token>/rota.csv", permission=PUBLIC)
def employer_sample(token: str) -> Response:
    """A sheet to fill in, with the names of this employer's own people."""
    link = _link(token)
    with db.scoped(link.provider_id):
        today = clock.local(now(), organisations.centre(link.centre_id).zone).date()
        names = [one.known_as for one in queries.employments_at(link, today)]
    early = rotas.of_shift(today, Shift.EARLY)
    shifts = (early,) if early else ()
    sheet = rota_csv.write_staff({name: rotas.Rota(shifts) for name in names or ["4711"]})
    return Response(sheet, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=rota.csv"})


@pages.post("/employer/<token>/outlines/<outline_id>", permission=PUBLIC)
def comment_on_outline(token: str, outline_id: str) -> Any:
    """A word about what a module teaches."""
    at, text = now(), request.form.get("text", "")
    try:
        module_outlines.comment(token, outline_id, text, day=at.date(), now=at)
    except (errors.Invalid, errors.Conflict) as error:
        db.session().rollback()
        said = language.say(error.code, error.facts)
        return _desk(token, error.status, refused_outline=outline_id, refused=said, typed=text)
    return done(_("Your words are sent. The answer will stand here."), "curricula.employer", token=token)
