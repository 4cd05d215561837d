"""Certificates: issue, print, replace, revoke; the learner's own; what anybody sees who checks a code."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import segno
from babel import Locale
from flask import Response, current_app, g, jsonify, request, url_for
from flask_babel import force_locale, format_date, get_locale
from flask_babel import gettext as _

from curricula.domain.certificates import Kind, Standing, framework_code
from curricula.queries import certificates as certificates
from curricula.queries.certificates import CertificateInfo
from curricula.services import badges
from curricula.services import certificates as services
from curricula.views import door
from curricula.views.door import pages
from lms import documents
from lms.accounts.services import audit
from lms.kernel import db, errors, language
from lms.kernel.web import PUBLIC, back_to, current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

ISSUE = "curricula.certificates.issue"
SELF = "learner.self"
TEMPLATE = Path(__file__).parents[1] / "templates" / "curricula" / "certificate.typ"


# --- the office ---


@pages.get("/certificates", permission=ISSUE)
def certificates_page() -> Any:
    """Results without a certificate, and what was issued."""
    return _office()


def _office(refused: str | None = None, status: int = 200) -> Any:
    centre_id, word = door.own_centre(), request.args.get("q", "").strip()
    return render(
        "curricula/certificates.html",
        status,
        waiting=certificates.ready(centre_id, current_day()),
        issued=certificates.issued(centre_id, word=word),
        most=certificates.MOST,
        word=word,
        refused=refused,
        own_language=str(get_locale() or "en"),
        languages_of_paper=_languages(),
        signed_by=current_actor().name,
        Standing=Standing,
    )


def _languages() -> list[tuple[str, str]]:
    offered = current_app.config["ONWARD"].language_codes
    return [(code, language.NATIVE_NAMES.get(code, code)) for code in offered]


@pages.post("/certificates", permission=ISSUE)
def issue_certificates() -> Any:
    """One certificate for each result that was ticked: all or none."""
    centre_id, chosen = door.own_centre(), set(request.form.getlist("result"))
    wanted = [one for one in certificates.ready(centre_id, current_day()) if one.key in chosen]
    if not wanted:
        return _office(_("Tick at least one result."), 422)
    locale = request.form.get("locale", "")
    try:
        for one in wanted:
            services.issue(
                one.learner_id,
                one.module_key,
                on_day=one.on_day,
                locale=locale if locale in dict(_languages()) else "en",
                signed_by=request.form.get("signed_by", "").strip()[:120],
                actor=current_actor(),
                now=now(),
            )
    except errors.OnwardError as error:
        db.session().rollback()
        return _office(language.say(error.code, error.facts), error.status)
    told = language.say("curricula.certificates_issued", {"count": len(wanted)})
    return done(told, "curricula.certificates_page")


@pages.get("/certificates/papers", permission=ISSUE, writes=True)
def certificate_papers() -> Any:
    """The chosen certificates as PDF files in one ZIP."""
    found = certificates.issued(door.own_centre(), ids=request.args.getlist("id"))
    if not found:
        return _office(_("Tick at least one certificate."), 422)
    audit.read("learners_learner", sorted({one.learner_id for one in found}), "certificates", now=now())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for one in found:
            folder.writestr(zipfile.ZipInfo(f"{one.statement.on_day}-{one.code}.pdf"), _pdf(one))
    return _file(packed.getvalue(), "application/zip", "certificates.zip")


@pages.get("/certificates/<certificate_id>", permission=ISSUE, writes=True)
def certificate_page(certificate_id: str) -> Any:
    """One certificate: print it, issue it again, revoke it."""
    return _one(_mine(certificate_id))


def _one(found: CertificateInfo, refused: str | None = None, status: int = 200) -> Any:
    audit.read("learners_learner", [found.learner_id], "certificate", now=now())
    successor = certificates.certificate(found.replaced_by) if found.replaced_by else None
    return render(
        "curricula/certificate.html", status, one=found, successor=successor, refused=refused, facts=_facts(found)
    )


@pages.get("/certificates/<certificate_id>/paper.pdf", permission=ISSUE, writes=True)
def certificate_paper(certificate_id: str) -> Any:
    """The sheet."""
    found = _mine(certificate_id)
    audit.read("learners_learner", [found.learner_id], "certificate", now=now())
    return _file(_pdf(found), "application/pdf", f"{found.code}.pdf")


@pages.post("/certificates/<certificate_id>/again", permission=ISSUE)
def issue_again(certificate_id: str) -> Any:
    """A corrected one in its place."""
    found, reason = _mine(certificate_id), request.form.get("reason", "")
    try:
        new_id = services.issue_again(found.id, reason=reason, actor=current_actor(), now=now())
    except errors.OnwardError as error:
        db.session().rollback()
        return _one(found, language.say(error.code, error.facts), error.status)
    return done(
        _("There is a new certificate. The earlier one does not hold any more."),
        "curricula.certificate_page",
        certificate_id=new_id,
    )


@pages.post("/certificates/<certificate_id>/revoke", permission=ISSUE)
def revoke_certificate(certificate_id: str) -> Any:
    """It stops holding."""
    found, reason = _mine(certificate_id), request.form.get("reason", "")
    try:
        services.revoke(found.id, reason=reason, actor=current_actor(), now=now())
    except errors.OnwardError as error:
        db.session().rollback()
        return _one(found, language.say(error.code, error.facts), error.status)
    return done(
        _("Revoked. Whoever checks the code sees that it does not hold."),
        "curricula.certificate_page",
        certificate_id=found.id,
    )


def _mine(certificate_id: str) -> CertificateInfo:
    found = certificates.certificate(certificate_id)
    if found.centre_id != door.own_centre():
        raise errors.NotFound("curricula.absent")
    return found


# --- the learner ---


@pages.get("/my-certificates", permission=SELF)
def my_certificates() -> Any:
    """What I have, to show and to keep."""
    g.place = "curricula.my_path"
    return render("curricula/my_certificates.html", found=certificates.certificates_of(_self(), valid=True))


@pages.get("/my-certificates/<certificate_id>.pdf", permission=SELF)
def my_paper(certificate_id: str) -> Any:
    """My sheet."""
    found = _own(certificate_id)
    return _file(_pdf(found), "application/pdf", f"{found.code}.pdf")


@pages.post("/my-certificates/<certificate_id>/badge", permission=SELF)
def my_badge(certificate_id: str) -> Any:
    """My credential for a wallet: signed now, as text that programs read."""
    found = _own(certificate_id)
    with force_locale(found.locale):
        words = badges.Words(_description(found), _("The course was passed by the centre’s own examination."))
    signed = badges.credential(found, _place(found.provider_id), secret=_secret(), words=words, now=now())
    return _file(signed.encode(), "application/vc+jwt", f"{found.code}.jwt")


def _self() -> str:
    learner_id = current_actor().learner_id
    if learner_id is None:
        raise errors.NotFound("page.absent")
    g.own_picture = learners.learner(learner_id).picture or None
    return learner_id


def _own(certificate_id: str) -> CertificateInfo:
    found = certificates.certificate(certificate_id)
    if found.learner_id != _self() or found.standing is not Standing.VALID:
        raise errors.NotFound("curricula.absent")
    return found


# --- anybody ---


@pages.get("/c", permission=PUBLIC)
def check_certificate() -> Any:
    """Type the code of a certificate."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return render("curricula/check.html", typed="", refused=None)
    try:
        found = certificates.by_code(typed)
    except errors.NotFound as error:
        return render("curricula/check.html", error.status, typed=typed[:40], refused=language.say(error.code))
    return back_to("curricula.checked", code=found.code)


@pages.get("/c/<code>", permission=PUBLIC)
def checked(code: str) -> Any:
    """Whether a certificate holds, and what it states."""
    try:
        found = certificates.by_code(code)
    except errors.NotFound as error:
        return render("curricula/check.html", error.status, typed=code[:40], refused=language.say(error.code))
    response = Response(
        render("curricula/checked.html", one=found, facts=_facts(found), Standing=Standing)[0], mimetype="text/html"
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/credentials/<provider_id>", permission=PUBLIC)
def issuer(provider_id: str) -> Any:
    """Who signs: profile and keys."""
    keys = certificates.public_keys(provider_id)
    if not keys:
        raise errors.NotFound("page.absent")
    with db.scoped(provider_id):
        name = organisations.provider(provider_id).name
    return jsonify(
        {
            "@context": list(badges.CONTEXTS),
            "id": _place(provider_id).issuer,
            "type": ["Profile"],
            "name": name,
            "url": current_app.config["ONWARD"].base_url,
            "keys": keys,
        }
    )


@pages.get("/credentials/<provider_id>/status/<int:number>", permission=PUBLIC)
def revocations(provider_id: str, number: int) -> Any:
    """The signed status list: which credentials were revoked."""
    signed = None
    if certificates.public_keys(provider_id):
        with db.scoped(provider_id):
            signed = badges.status_list_of(_place(provider_id), number, secret=_secret(), now=now())
    if signed is None:
        raise errors.NotFound("page.absent")
    response = Response(signed, mimetype="application/vc+jwt")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


# --- the sheet ---


def _place(provider_id: str) -> badges.Place:
    return badges.Place(current_app.config["ONWARD"].base_url, provider_id)


def _secret() -> str:
    return str(current_app.config["ONWARD"].secret_key or current_app.secret_key)


def _description(one: CertificateInfo) -> str:
    if one.statement.kind is Kind.MODULE:
        return str(_("%(course)s was passed at %(place)s.", course=one.statement.title, place=one.statement.provider))
    return str(_("Took part in %(course)s at %(place)s.", course=one.statement.title, place=one.statement.provider))


def _facts(one: CertificateInfo) -> list[tuple[str, str]]:
    """Name and value of what is certified, in the reader's language."""
    stated = one.statement
    found: list[tuple[str, str]] = []
    if stated.level is not None:
        code = framework_code(stated.level)
        word = language.say(f"level.{stated.level}", locale=str(get_locale() or "en"))
        found.append((_("Level"), f"{word} ({_('CEFR')} {code})" if code and code not in word else word))
    if stated.language:
        found.append((_("Language"), _name_of(stated.language)))
    if stated.minutes:
        lessons = language.say("curricula.lessons_of_45", {"count": door.lessons(stated.minutes)}, str(get_locale()))
        found.append((_("Attended"), lessons))
    if stated.from_day is not None:
        found.append((_("From"), _day(stated.from_day)))
    found.append((_("Result of") if stated.kind is Kind.MODULE else _("Until"), _day(stated.on_day)))
    return found


def _name_of(code: str) -> str:
    return str((get_locale() or Locale("en")).languages.get(code, code))


def _day(day: date) -> str:
    return str(format_date(day, "long"))


def _pdf(one: CertificateInfo) -> bytes:
    """The sheet in the language it was issued in."""
    with force_locale(one.locale):
        title, data = _title(one), _data(one)
    address = _place(one.provider_id).check(one.code)
    drawn = segno.make(address, error="m").svg_inline(border=0, omitsize=True)
    return documents.pdf(TEMPLATE, data, title=title, locale=one.locale, pictures={"code": _whole(drawn)})


def _whole(drawn: str) -> str:
    """The drawing as a file of its own."""
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _title(one: CertificateInfo) -> str:
    return str(_("Certificate") if one.statement.kind is Kind.MODULE else _("Confirmation of attendance"))


def _data(one: CertificateInfo) -> dict[str, Any]:
    stated = one.statement
    facts: Sequence[tuple[str, str]] = _facts(one)
    address = current_app.config["ONWARD"].base_url + url_for("curricula.check_certificate")
    deed = _("has passed this course") if stated.kind is Kind.MODULE else _("has taken part in this course")
    return {
        "provider": stated.provider if stated.provider == stated.centre else f"{stated.provider}, {stated.centre}",
        "name": stated.name,
        "course": stated.title,
        "programme": "" if stated.programme == stated.title else stated.programme,
        "facts": [{"name": name, "value": value} for name, value in facts],
        "place": stated.centre,
        "issued": _day(one.issued_at.date()),
        "signed": one.signed_by,
        "code": one.code,
        "address": address,
        "words": {"deed": deed, "check": _("Check this certificate:"), "scan": _("Code that leads to the check")},
    }


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
