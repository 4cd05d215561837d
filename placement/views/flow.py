"""Interview and test as both doors show them: the teacher's for a learner beside her, and the learner's own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import flash, request, url_for

from lms.kernel import errors, language
from lms.kernel.web import back_to, current_actor, now, refuse, render
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from placement import forms, queries, services
from placement.domain import battery, interview
from placement.views import papers, questions, screen_own


@dataclass(frozen=True)
class Door:
    """Who goes through the pages, and where they lie. `own` is the learner's own door."""

    learner_id: str
    own: bool

    @cached_property
    def learner(self) -> LearnerInfo:
        """What is known of her: for pages that are drawn, not for an answer that only leads on. Raises NotFound."""
        return learners.learner(self.learner_id)

    def endpoint(self, page: str) -> str:
        """Name of one of the pages behind this door."""
        return f"placement.my_{page}" if self.own else f"placement.{page}"

    @property
    def arguments(self) -> dict[str, Any]:
        """What its addresses need."""
        return {} if self.own else {"learner_id": self.learner_id}

    def url(self, page: str) -> str:
        """Address of one of its pages."""
        return url_for(self.endpoint(page), **self.arguments)

    def go(self, page: str, **query: str) -> Any:
        """On to one of its pages."""
        return back_to(self.endpoint(page), **self.arguments, **query)


# --- interview -------------------------------------------------------------------------------------------------------


def show_interview(door: Door) -> Any:
    """The interview with what was told, or with what registration knows."""
    told = queries.interviews([door.learner_id]).get(door.learner_id)
    known = told.answers if told else services.prefilled(door.learner_id) | papers.first_answers(door.learner_id)
    return _interview(door, forms.interview_form(known), told)


def keep_interview(door: Door, after: Callable[[tuple[str, ...]], Any]) -> Any:
    """Keep what was told; a topic may stay empty. `after` goes on, knowing the topics that are not complete."""
    form = forms.interview_form()
    if form.validate():
        try:
            missing = services.save_interview(door.learner_id, form.answers(), actor=current_actor(), now=now())
        except errors.Invalid as error:
            refuse(form, error)
        else:
            return after(missing)
    return _interview(door, form, queries.interviews([door.learner_id]).get(door.learner_id), 422)


def _interview(door: Door, form: forms.InterviewForm, told: queries.InterviewInfo | None, status: int = 200) -> Any:
    return render(
        "placement/my_interview.html" if door.own else "placement/interview.html",
        status,
        door=door,
        learner=door.learner,
        form=form,
        told=told,
        missing=[language.say(f"placement.topic.{topic}") for topic in told.incomplete] if told else [],
        topics=[(topic, interview.fields_of(topic)) for topic in interview.Topic],
        long_words=forms.LONG_WORDS,
        papers=[] if door.own else papers.of(door.learner_id),
        marks={} if door.own else papers.marks_of(door.learner_id),
    )


# --- test ------------------------------------------------------------------------------------------------------------


def begin(door: Door, *, assisted: bool, again: bool = False) -> Any:
    """Start the test or go on with it."""
    actor = current_actor()
    running = services.start_test(door.learner_id, assisted=assisted, again=again, actor=actor, now=now())
    return door.go("question" if running else "thanks")


def show_question(door: Door, status: int = 200, refused: str = "") -> Any:
    """The question that waits; without one the page that comes next."""
    running = queries.open_sitting(door.learner_id)
    if running is not None and running.item is None:
        # The question has left the bank meanwhile: going on from the first page asks another one.
        return door.go("begin_page")
    if running is None or running.item is None:
        tested = queries.newest_result(door.learner_id) is not None
        return door.go("thanks" if tested else "begin_page")
    if screen_own.asks_script(running):
        return door.go("script")
    letters_first = running.kind == battery.LITERACY or battery.LITERACY in queries.new_sittings(door.learner_id)
    return render(
        "placement/question.html",
        status,
        door=door,
        learner=door.learner,
        sitting=running,
        item=running.item,
        shown=questions.shown(running, door.learner),
        kept=request.form if status != 200 else {},
        share=queries.way_home(running.kind, letters_first, len(queries.answered_of(running.state))),
        refused=refused,
        dont_know=questions.DONT_KNOW,
    )


@dataclass(frozen=True)
class Looked:
    """What is known of an answer before others have to wait for it. `weighed`: of one that is scored at once."""

    found: queries.SittingInfo
    weighed: services.Weighed | None = None


def look(door: Door) -> Looked:
    """Read the sitting, score the answer and choose the next question, all before the database is written to."""
    found = queries.sitting_info(request.form.get("sitting", ""))
    if found.learner_id != door.learner_id:
        raise errors.NotFound("placement.absent")
    key = request.form.get("item", "")
    item = queries.bank(found.bank).item(key)
    if item is None or item.type.is_performance:
        return Looked(found)
    try:
        return Looked(found, services.weigh(found, key, questions.given_of(item, request.form), now=now()))
    except (errors.Conflict, errors.Invalid):
        # The deed finds the same, and says so on the page.
        return Looked(found)


def take_answer(door: Door, looked: Looked) -> Any:
    """Keep an answer and go on. Nothing chosen shows the question again with what to do."""
    try:
        following = _answered(door, looked, request.form.get("item", ""))
    except errors.Conflict as error:
        flash(language.say(error.code, error.facts), "info")
        return door.go("question")
    except errors.Invalid as error:
        return show_question(door, 422, language.say(error.code, error.facts))
    return door.go("question" if following else "thanks")


def _answered(door: Door, looked: Looked, key: str) -> str | None:
    """Points of a rater, work for a rater, or an answer that is scored at once."""
    found, actor = looked.found, current_actor()
    item = queries.bank(found.bank).item(key)
    if item is None:
        raise errors.Invalid("placement.item_not_asked")
    if request.form.get("given") == questions.DONT_KNOW and item.type.is_performance:
        return services.dont_know(found, key, actor=actor, now=now())
    if questions.is_live(found, item) and not door.own:
        scores = questions.scores_of(item.type, request.form)
        return services.score_live(found.id, key, scores, actor=actor, now=now())
    if item.type.is_performance:
        text, sound = questions.work_of(item, request.form, request.files.get("sound"))
        return services.hand_in(found.id, key, text=text, sound=sound, actor=actor, now=now())
    given = questions.given_of(item, request.form)
    return services.answer_item(looked.weighed or found, key, given, actor=actor, now=now())


def show_pause(door: Door) -> Any:
    """A rest. Everything is kept; go on on any device."""
    if queries.open_sitting(door.learner_id) is None:
        return door.go("thanks")
    return render("placement/pause.html", door=door, learner=door.learner, voice=screen_own.spoken_to(door.learner))


def stop(door: Door) -> Any:
    """End the test here."""
    services.end_test(door.learner_id, actor=current_actor(), now=now())
    return door.go("thanks")


def show_thanks(door: Door, teacher: str) -> Any:
    """The end: thanks, and who looks at it. Never a number."""
    if queries.open_sitting(door.learner_id) is not None:
        return door.go("question")
    result = queries.newest_result(door.learner_id)
    return render(
        "placement/thanks.html",
        door=door,
        learner=door.learner,
        result=result,
        teacher=teacher,
        voice=screen_own.spoken_to(door.learner),
    )
