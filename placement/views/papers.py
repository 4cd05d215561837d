"""Pages of the papers somebody brought along: what each says, how old it is, its copy."""

from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel import papers as kept_papers
from lms.kernel.vocabulary import LEVELS, Skill
from lms.kernel.web import current_actor, current_day, done, kept_copy, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners
from placement import queries, services
from placement.domain import interview
from placement.queries import papers as copied
from placement.services import NewRecord
from placement.services import papers as copies
from placement.views.door import pages


@pages.get("/placement/<learner_id>/papers", permission="placement.see")
def papers(learner_id: str) -> Any:
    """Certificates, tests and course outlines she brought along, with their age."""
    return _papers(learner_id)


@pages.post("/placement/<learner_id>/papers", permission="placement.run")
def add_paper(learner_id: str) -> Any:
    """Write down one more, with a copy where there is one."""
    copy, name = _file()
    try:
        if copy:
            copies.checked(copy)
        record_id = services.add_record(learner_id, _sent(), actor=current_actor(), now=now())
    except errors.Invalid as error:
        wrong = {str(error.facts.get("field", "")): language.say(error.code, error.facts)}
        # A browser never fills a file in again, so the form says it.
        again = {"file": language.say("placement.choose_file_again")} if copy else {}
        return _papers(learner_id, 422, again | wrong)
    if copy:
        copies.keep_file(learner_id, record_id, name, copy, actor=current_actor(), now=now())
    return done(_("The paper is written down."), "placement.papers", learner_id=learner_id)


@pages.get("/placement/<learner_id>/papers/<paper_id>/copy", permission="placement.see", writes=True)
def paper_copy(learner_id: str, paper_id: str) -> Any:
    """The photo or PDF of a paper. Every time it is looked at is written down."""
    found, content = copied.content(learners.learner(learner_id).id, paper_id)
    audit.read("placement_paper_file", [found.id], "copy", now=now())
    return kept_copy(content, found.media_type, found.name)


@pages.post("/placement/<learner_id>/papers/<paper_id>/copy", permission="placement.run")
def add_copy(learner_id: str, paper_id: str) -> Any:
    """Keep a copy beside a paper that is written down already."""
    content, name = _file()
    try:
        if not content:
            raise errors.Invalid("placement.choose_file")
        copies.keep_file(learner_id, paper_id, name, content, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _papers(learner_id, 422, {paper_id: language.say(error.code, error.facts)})
    return done(_("The copy is kept."), "placement.papers", learner_id=learner_id)


@pages.post("/placement/<learner_id>/papers/<paper_id>/copy/remove", permission="placement.run")
def remove_copy(learner_id: str, paper_id: str) -> Any:
    """Take the copy out; what is written down stays."""
    copies.remove_file(learner_id, paper_id, actor=current_actor(), now=now())
    return done(_("The copy is taken out."), "placement.papers", learner_id=learner_id)


def _file() -> tuple[bytes, str]:
    """What was chosen, one byte beyond the limit at most; nothing when no file was chosen."""
    chosen = request.files.get("file")
    return (chosen.read(kept_papers.LARGEST + 1), chosen.filename or "") if chosen else (b"", "")


@pages.post("/placement/<learner_id>/papers/<paper_id>/remove", permission="placement.run")
def remove_paper(learner_id: str, paper_id: str) -> Any:
    """Take one out again."""
    services.remove_record(learner_id, paper_id, actor=current_actor(), now=now())
    return done(_("The paper is taken out."), "placement.papers", learner_id=learner_id)


def _papers(learner_id: str, status: int = 200, wrong: dict[str, str] | None = None) -> tuple[str, int]:
    g.place = "placement.waiting"
    learner, today = learners.learner(learner_id), current_day()
    tests = queries.country_tests()
    return render(
        "placement/papers.html",
        status,
        learner=learner,
        papers=of(learner_id),
        files=copied.files([learner_id]),
        largest=kept_papers.LARGEST // kept_papers.MEGABYTE,
        wrong=wrong or {},
        sent=request.form,
        kinds=[(one, language.say(f"placement.paper.{one}")) for one in services.KINDS],
        skills=[("", "–"), *((one.value, language.say(f"skill.{one}")) for one in Skill)],
        levels=[("", "–"), *((one.value, language.say(f"level.{one}")) for one in LEVELS)],
        tests=[("", "–"), *((one.code, language.say(f"placement.test.{one.code}")) for one in tests)] if tests else [],
        today=today,
        back_url=url_for("placement.interview", learner_id=learner_id),
    )


def of(learner_id: str) -> list[tuple[queries.RecordInfo, tuple[str, bool]]]:
    """Somebody's papers, each with its age."""
    today = current_day()
    return [(one, aged(one.issued, today)) for one in queries.records([learner_id]).get(learner_id, [])]


def first_answers(learner_id: str) -> dict[str, Any]:
    """What her papers answer in an interview that has not begun."""
    known = queries.records([learner_id]).get(learner_id, [])
    today = current_day()
    return interview.from_papers([(one.document, one.issued) for one in known], queries.prefills(known, today))


def marks_of(learner_id: str) -> dict[str, list[tuple[queries.RecordInfo, tuple[str, bool]]]]:
    """Papers beside the questions of the interview that they speak about."""
    known = of(learner_id)
    heard = [paper for paper in known if paper[0].skill == Skill.LISTENING][:1]
    return {"certificates": known, "understands": heard}


def aged(issued: date, today: date) -> tuple[str, bool]:
    """How old a paper is, in words, and whether its level must be checked again."""
    months = interview.months_old(issued, today)
    return language.say("placement.months_old", {"months": months}), interview.is_old(issued, today)


def _sent() -> NewRecord:
    form = request.form
    issued = _day(form.get("issued", ""))
    if issued is None:
        raise errors.Invalid("placement.no_day", field="issued")
    score = form.get("score", "").strip()
    if score and whole_number(score) is None:
        raise errors.Invalid("placement.record_test_and_score", field="score")
    return NewRecord(
        kind=form.get("kind", ""),
        document=form.get("document", ""),
        issued=issued,
        before_arrival=form.get("before_arrival") == "yes",
        skill=form.get("skill", ""),
        level=form.get("level", ""),
        test=form.get("test", ""),
        score=int(score) if score else None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
