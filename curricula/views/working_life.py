"""My working life: what I want, and my CV, which nobody sees before I have looked at it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from curricula.domain.cv import LONGEST_SECTION, SECTIONS, Cv, CvFacts, as_json_resume, reads_leftward
from curricula.domain.portals import By, ways
from curricula.domain.wishes import Wish
from curricula.packs.portals import portals
from curricula.queries import working_life as queries
from curricula.services.working_life import keep_cv, wish_for
from curricula.views.door import pages
from lms import documents
from lms.kernel import db, errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.tongue import languages, speaking
from lms.learners import queries as learners
from lms.learners.domain.occupations import Occupation, occupation
from lms.learners.services import change_facts
from lms.organisations import queries as organisations

SELF = "learner.self"
TEMPLATE = Path(__file__).parents[1] / "templates/curricula/cv.typ"


def _me() -> learners.LearnerInfo:
    actor = current_actor()
    if actor.learner_id is None:
        raise errors.NotFound("page.absent")
    learner = learners.learner(actor.learner_id)
    g.own_picture = learner.picture or None
    g.place = "curricula.my_path"
    return learner


@pages.post("/next/wishes", permission=SELF)
def keep_wishes() -> Any:
    """What I want for my working life."""
    wanted = frozenset(Wish(one) for one in request.form.getlist("wish") if one in set(Wish))
    wish_for(_me().id, wanted, day=current_day(), now=now())
    return done(_("Kept. Courses for it stand here when there are any."), "curricula.next_steps")


@pages.get("/my-cv", permission=SELF)
def my_cv() -> Any:
    """My CV in a language: as I left it, else as it can be made from what is known here. `fresh` begins again."""
    return _page(_me(), None)


def _page(learner: learners.LearnerInfo, refused: errors.Invalid | None, typed_code: str | None = None) -> Any:
    code = _code()
    works_as = occupation(learner.occupation_code)
    kept = queries.cv_of(learner.id, code)
    sections = dict(kept.sections) if kept and "fresh" not in request.args else _drafted(learner.id, code)
    if refused is not None and typed_code is None:
        sections = _typed()
    return render(
        "curricula/my_cv.html",
        refused.status if refused else 200,
        name=learner.name,
        parts=[(one, language.say(f"curricula.cv.{one}"), sections.get(one, "")) for one in SECTIONS],
        kept=kept is not None,
        code=code,
        tongues=languages(),
        ready=queries.cv_languages(learner.id),
        longest=LONGEST_SECTION,
        ways=_ways(learner, works_as),
        works_as=works_as,
        occupation_word=learner.occupation,
        typed_code=str(works_as or "") if typed_code is None else typed_code,
        trouble=language.say(refused.code) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


def _ways(learner: learners.LearnerInfo, works_as: Occupation | None) -> Any:
    """Where to look for jobs: by the code of the occupation, else by the word, else the first page of the site."""
    concept = works_as.esco if works_as and works_as.uri == works_as.esco else ""
    known = {By.CONCEPT: concept, By.ISCO: works_as.isco if works_as else "", By.WORD: learner.occupation}
    country = organisations.provider(db.require_provider()).country
    return ways(portals(), known, country, language.locale_code.get())


def _code() -> str:
    asked = request.values.get("cv_language", "")
    return asked if asked in {code for code, _name in languages()} else language.locale_code.get()


def _typed() -> dict[str, str]:
    return {one: request.form.get(one, "").replace("\r\n", "\n") for one in SECTIONS}


def _drafted(learner_id: str, code: str) -> dict[str, str]:
    """What is known of her, as plain sentences of one language."""
    facts = queries.cv_facts(learner_id, current_day())
    with speaking(code):
        return {name: "\n".join(lines) for name, lines in _lines(facts).items()}


def _lines(facts: CvFacts) -> Mapping[str, list[str]]:
    code = language.locale_code.get()
    spoken = [
        f"{language.tongue(one)}: {language.say(f'level.{level}')}" if level else language.tongue(one)
        for one, level in facts.languages
    ]
    school = (
        [
            str(
                ngettext(
                    "I went to school for %(num)s year.", "I went to school for %(num)s years.", facts.schooling_years
                )
            )
        ]
        if facts.schooling_years
        else []
    )
    courses = [
        str(_("Course passed: %(course)s (%(day)s)", course=title, day=f"{language.written(day, code)} {day.year}"))
        for title, day in facts.passed
    ]
    deeds = [
        str(
            ngettext("%(what)s, %(who)s: %(num)s hour", "%(what)s, %(who)s: %(num)s hours", hours, what=what, who=who)
            if hours
            else f"{what}, {who}"
        )
        for what, who, hours in facts.deeds
    ]
    work = [str(_("My work: %(work)s", work=facts.occupation))] if facts.occupation else []
    return {
        "contact": [one for one in (facts.phone, facts.email) if one],
        "about": [],
        "languages": spoken,
        "learning": [*school, *courses],
        "work": [*work, *deeds],
        "skills": [language.say(one) for one in facts.skills if language.knows(one)],
    }


@pages.post("/my-cv", permission=SELF)
def keep_my_cv() -> Any:
    """Keep what I wrote. From now on I can print it."""
    learner, code = _me(), _code()
    try:
        keep_cv(learner.id, code, _typed(), now=now())
    except errors.Invalid as refused:
        return _page(learner, refused)
    return done(_("Your CV is kept. You can print it now."), "curricula.my_cv", cv_language=code)


@pages.post("/my-cv/occupation", permission=SELF)
def keep_my_occupation() -> Any:
    """The code of what I work as; an empty one takes it back."""
    learner, typed = _me(), request.form.get("occupation_code", "")
    found = occupation(typed)
    if typed.strip() and found is None:
        return _page(learner, errors.Invalid("learners.occupation_code_off", field="occupation_code"), typed)
    change_facts(learner.id, {"occupation_code": str(found or "")}, actor=current_actor(), now=now())
    told = _("Kept. The links look for this work now.") if found else _("The code is taken away.")
    return done(told, "curricula.my_cv", _anchor="jobs")


@pages.get("/my-cv.pdf", permission=SELF)
def my_cv_pdf() -> Response:
    """My CV as I kept it. Before that there is none."""
    learner, code = _me(), _code()
    kept = queries.cv_of(learner.id, code)
    if kept is None:
        raise errors.NotFound("curricula.cv_absent")
    with speaking(code):
        title = _("CV of %(name)s", name=learner.name)
        content = documents.pdf(TEMPLATE, _sheet(learner.name, kept), title=title, locale=code)
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f"inline; filename=cv-{code}.pdf", "Cache-Control": "no-store"},
    )


@pages.get("/my-cv.json", permission=SELF)
def my_cv_file() -> Response:
    """My CV as I kept it, in an open format that job portals read."""
    learner, code = _me(), _code()
    kept = queries.cv_of(learner.id, code)
    if kept is None:
        raise errors.NotFound("curricula.cv_absent")
    works_as = occupation(learner.occupation_code)
    codes = {"isco": works_as.isco, "esco": works_as.uri} if works_as else {}
    return Response(
        json.dumps(as_json_resume(learner.name, kept, **codes), ensure_ascii=False, indent=2),
        mimetype="application/json",
        headers={"Content-Disposition": f"attachment; filename=cv-{code}.json", "Cache-Control": "no-store"},
    )


def _sheet(name: str, kept: Cv) -> dict[str, Any]:
    parts = [(one, kept.lines(one)) for one in SECTIONS]
    return {
        "name": name,
        "parts": [
            {
                "title": language.say(f"curricula.cv.{one}"),
                "lines": [{"words": line, "rtl": reads_leftward(line)} for line in lines],
            }
            for one, lines in parts
            if lines
        ],
    }
