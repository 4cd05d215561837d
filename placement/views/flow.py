"""Interview and test as both doors show them: the teacher's for a learner beside her, and the learner's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, request, url_for

from lms.kernel import errors, language
from lms.kernel.web import back_to, current_actor, now, refuse, render
from lms.learners.queries import LearnerInfo
from placement import forms, queries, services
from placement.domain import battery, interview
from placement.domain.item_bank import Item, ItemType
from placement.domain.literacy import Screener

DONT_KNOW = "dont_know"
POINTS = {1: ("none", "all"), 2: ("none", "some", "all"), 3: ("none", "some", "most", "all")}
LATIN = "ltr"


@dataclass(frozen=True)
class Door:
    """Who goes through the pages, and where they lie. `own` is the learner's own door."""

    learner: LearnerInfo
    own: bool

    def endpoint(self, page: str) -> str:
        """Name of one of the pages behind this door."""
        return f"placement.my_{page}" if self.own else f"placement.{page}"

    @property
    def arguments(self) -> dict[str, Any]:
        """What its addresses need."""
        return {} if self.own else {"learner_id": self.learner.id}

    def url(self, page: str) -> str:
        """Address of one of its pages."""
        return url_for(self.endpoint(page), **self.arguments)

    def go(self, page: str) -> Any:
        """On to one of its pages."""
        return back_to(self.endpoint(page), **self.arguments)


# --- interview -------------------------------------------------------------------------------------------------------


def show_interview(door: Door) -> Any:
    """The interview with what was told, or with what registration knows."""
    told = queries.interviews([door.learner.id]).get(door.learner.id)
    known = told.answers if told else services.prefilled(door.learner.id)
    return _interview(door, forms.interview_form(known), told)


def keep_interview(door: Door, after: Callable[[tuple[str, ...]], Any]) -> Any:
    """Keep what was told; a topic may stay empty. `after` goes on, knowing the topics that are not complete."""
    form = forms.interview_form()
    if form.validate():
        try:
            missing = services.save_interview(door.learner.id, form.answers(), actor=current_actor(), now=now())
        except errors.Invalid as error:
            refuse(form, error)
        else:
            return after(missing)
    return _interview(door, form, queries.interviews([door.learner.id]).get(door.learner.id), 422)


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
    )


# --- test ------------------------------------------------------------------------------------------------------------


def begin(door: Door, *, assisted: bool, again: bool = False) -> Any:
    """Start the test or go on with it."""
    actor = current_actor()
    running = services.start_test(door.learner.id, assisted=assisted, again=again, actor=actor, now=now())
    return door.go("question" if running else "thanks")


def show_question(door: Door, status: int = 200, refused: str = "") -> Any:
    """The question that waits; without one the page that comes next."""
    running = queries.open_sitting(door.learner.id)
    if running is None or running.item is None:
        tested = queries.newest_result(door.learner.id) is not None
        return door.go("thanks" if tested else "begin_page")
    letters_first = running.kind == battery.LITERACY or battery.LITERACY in queries.new_sittings(door.learner.id)
    return render(
        "placement/question.html",
        status,
        door=door,
        learner=door.learner,
        sitting=running,
        item=running.item,
        shown=shown(running, door.learner),
        share=queries.way_home(running.kind, letters_first, running.answered),
        refused=refused,
        dont_know=DONT_KNOW,
    )


def shown(running: queries.SittingInfo, learner: LearnerInfo) -> dict[str, Any]:
    """What the template draws of a question: instruction, address of its sound, options with theirs, points."""
    item, bank = running.item, queries.bank(running.bank)
    if item is None:
        raise errors.Conflict("placement.test_is_over")

    def sound(name: str) -> str:
        return url_for("placement.media", bank=bank.key, name=name, v=bank.version) if name else ""

    return {
        "ask": language.say(f"placement.ask.{item.type}"),
        "task": _task(item),
        "sound": sound(item.sound),
        "text": item.text or _own_script(item, bank.key, learner),
        "lang": bank.language,
        "signs": item.type is ItemType.SIGN_CHOICE,
        "options": [(place, option, sound(option.sound)) for place, option in enumerate(item.options)],
        "pictures": any(option.picture for option in item.options),
        "points": _points(item),
        "screener": isinstance(running.state, Screener),
    }


def _task(item: Item) -> str:
    if item.type.has_options:
        return ""
    code = f"placement.task.{item.key}"
    return language.say(code if language.knows(code) else "placement.task.")


def _points(item: Item) -> list[tuple[int, str]]:
    if item.type.has_options:
        return []
    words = POINTS.get(item.parameters.highest_score)
    if words is None:
        return [(points, str(points)) for points in range(item.parameters.highest_score + 1)]
    return [(points, language.say(f"placement.points.{word}")) for points, word in enumerate(words)]


_LANGUAGES = {"Arabic": "ar", "Dari": "fa", "Persian": "fa", "Ukrainian": "uk", "Russian": "ru", "Turkish": "tr"}


def _own_script(item: Item, bank: str, learner: LearnerInfo) -> str:
    """A short text in the learner's first language, for the task that asks to read in one's own script."""
    if item.type.has_options or item.key != "s_read_own_script":
        return ""
    return queries.own_script_text(bank, _LANGUAGES.get(learner.first_language, learner.first_language.lower()[:2]))


def take_answer(door: Door) -> Any:
    """Keep an answer and go on. Nothing chosen shows the question again with what to do."""
    given = request.form.get("given", "")
    if given != DONT_KNOW and not given.isdecimal():
        return show_question(door, 422, language.say("placement.choose_one"))
    sitting_id, item = request.form.get("sitting", ""), request.form.get("item", "")
    if queries.sitting_info(sitting_id).learner_id != door.learner.id:
        raise errors.NotFound("placement.absent")
    actor = current_actor()
    try:
        if given == DONT_KNOW:
            following = services.dont_know(sitting_id, item, actor=actor, now=now())
        else:
            following = services.answer_item(sitting_id, item, int(given), actor=actor, now=now())
    except errors.Conflict as error:
        flash(language.say(error.code, error.facts), "info")
        return door.go("question")
    except errors.Invalid as error:
        return show_question(door, 422, language.say(error.code, error.facts))
    return door.go("question" if following else "thanks")


def show_pause(door: Door) -> Any:
    """A rest. Everything is kept; go on on any device."""
    if queries.open_sitting(door.learner.id) is None:
        return door.go("thanks")
    return render("placement/pause.html", door=door, learner=door.learner)


def stop(door: Door) -> Any:
    """End the test here."""
    services.end_test(door.learner.id, actor=current_actor(), now=now())
    return door.go("thanks")


def show_thanks(door: Door, teacher: str) -> Any:
    """The end: thanks, and who looks at it. Never a number."""
    if queries.open_sitting(door.learner.id) is not None:
        return door.go("question")
    result = queries.newest_result(door.learner.id)
    return render("placement/thanks.html", door=door, learner=door.learner, result=result, teacher=teacher)
