"""Pieces for the host's pages: which template with which values, for whom."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from babel.numbers import format_currency

from curricula.domain.amounts import Money
from curricula.domain.employers import LONGEST_COMMENT, trainer_word
from curricula.domain.phase_end import Kind as PhaseKind
from curricula.domain.programme import Strand
from curricula.domain.sittings import social_only
from curricula.queries import course_facts, employers, follow_up, module_outlines, opportunities, phase_end, recognition
from curricula.queries.between import gap_of
from curricula.queries.evidence import AssessmentInfo, assessments_of
from curricula.queries.findings import TALK, confirmed_talk, open_finding_of, talk_list
from curricula.queries.path import path_of
from curricula.queries.practice import recent_practice
from curricula.queries.practising import practice_for
from curricula.queries.sittings import Ahead, ahead_of, modules_sat_in
from curricula.queries.standing import standing
from curricula.queries.teaching import work_courses
from curricula.queries.tracks import more_for
from lms.casework import queries as casework
from lms.courses import queries as courses
from lms.kernel import clock, language
from lms.kernel.actor import Actor
from lms.kernel.contracts import Panel
from lms.kernel.vocabulary import LESSON_MINUTES, Level, Skill
from lms.learners import queries as learners
from lms.organisations import queries as organisations


def panels_at(place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
    """What curricula shows at a place."""
    make = PLACES.get(place)
    return make(facts, actor) if make else ()


def _today(actor: Actor) -> date:
    return clock.local(clock.now(), actor.zone).date()


def _learner_today(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    learner_id = str(facts["learner_id"])
    picture = learners.learner(learner_id).picture
    path = path_of(learner_id, _today(actor), picture)
    values = {"curricula_path": path, "own_picture_name": picture or "person"}
    found = [Panel("curricula/panel_path.html", values, 110)]
    told = confirmed_talk(learner_id)
    if told is not None:
        teacher = organisations.staff(ids=[told.teacher_id]) if told.teacher_id else []
        found.insert(0, Panel("curricula/panel_talk.html", {"talk_teacher": teacher[0] if teacher else None}, 105))
    found += _practice(learner_id, _today(actor))
    return [*_phase_end("curricula/panel_phase_end.html", learner_id, actor, 102), *found]


def _phase_end(template: str, learner_id: str, actor: Actor, order: int) -> list[Panel]:
    """The card at the end of a phase: for her to hear, and for whoever looks after her to see."""
    card = phase_end.card_of(learner_id, _today(actor))
    return [Panel(template, {"phase_card": card, "phase_facts": _card_words(card)}, order)] if card else []


def _card_words(card: phase_end.NextCard) -> dict[str, str]:
    """What is over, and what comes next, where, when and with whom, in words."""
    stage = card.phase.kind is PhaseKind.STAGE
    what = language.say(card.what, {"title": card.title}) if language.knows(card.what) else card.what
    when = (
        language.written(card.day, language.locale_code.get()) if card.day else language.say("curricula.phase.always")
    )
    return {
        "phase": language.say(f"casework.file.{card.phase.key}") if stage else card.module,
        "what": what,
        "where": language.say(f"contact.{card.channel}") if card.channel not in ("", "in_person") else card.where,
        "when": f"{when}, {card.starts:%H:%M}" if card.starts else when,
        "who": card.who,
    }


def _practice(learner_id: str, day: date) -> list[Panel]:
    """For somebody who has had no lesson for weeks after a step, where anything is on offer."""
    gap = gap_of(learner_id, day)
    offered = practice_for(learner_id, day) if gap else None
    if offered is None or not (offered.titles or offered.exercises):
        return []
    return [Panel("curricula/panel_practice.html", {"practice_gap": gap, "practice_found": offered}, 107)]


def _teacher_today(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    if not actor.may("curricula.findings.see") or actor.staff_id is None:
        return []
    here = set(facts.get("learner_ids") or ())
    people = [
        {
            "learner_id": one.learner_id,
            "kind": "talk",
            "icon": "chats-circle",
            "word": language.say("curricula.mark.talk"),
            "note": language.say("curricula.line.talk"),
            "href": f"/talk/{one.id}",
        }
        for one in talk_list(actor.staff_id, _today(actor)).talk
        if not here or one.learner_id in here
    ]
    return [Panel("", {"people": people}, 60)] if people else []


def _learner_record(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    learner_id = facts.get("learner_id")
    if not learner_id or not actor.may("curricula.progress.see"):
        return []
    who = standing(str(learner_id))
    found = open_finding_of(who.learner.id)
    # What the review says is for the teacher who decides about it; others see what was measured.
    mine = found if found and found.teacher_id and found.teacher_id == actor.staff_id else None
    if (
        mine is not None
        and mine.state in TALK
        and mine.id not in talk_list(mine.teacher_id or "", _today(actor)).shown_ids
    ):
        mine = mine if mine.decided else None
    checks = assessments_of([who.learner.id]).get(who.learner.id, [])
    values = {
        "record_practice": recent_practice(who.learner, today=_today(actor), now=clock.now()),
        "record_finding": mine,
        "record_facts": found.facts if found else {},
        "record_learner": who.learner,
        "record_passed": who.passed,
        "record_social": social_only(modules_sat_in(who, _today(actor))),
        "record_checks": [(skill.value, [one for one in checks if one.skill == skill][-3:]) for skill in Skill],
        "may_record": actor.may("curricula.results.record"),
        "may_see_tracks": actor.may("curricula.tracks.see"),
        "may_see_recognition": actor.may("curricula.recognition.see"),
    }
    return [Panel("curricula/panel_record.html", values, 60), *_follow_ups(who.learner.id, actor)]


def _follow_ups(learner_id: str, actor: Actor) -> list[Panel]:
    """How somebody has been since the course, answer by answer."""
    asked = follow_up.of_learner(learner_id) if actor.may("curricula.follow_ups") else []
    return [Panel("curricula/panel_follow_up.html", {"follow_ups": asked}, 65)] if asked else []


def _plan(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    return [
        *_examinations_of("curricula/panel_examinations.html", facts, actor),
        *_phase_end("curricula/panel_phase_end_staff.html", str(facts["learner_id"]), actor, 52),
        *_schooling(str(facts["learner_id"]), actor),
        *_recognition(facts, actor),
        *_participation(facts),
    ]


def _schooling(learner_id: str, actor: Actor) -> list[Panel]:
    """Hours that the programme counts on top for few years at school, and what they do to the day of the plan's goal."""
    learner, day = learners.learner(learner_id), _today(actor)
    plan = casework.plan(learner.person_id, day)
    told = casework.facts_for_advice(learner, day, plan.content) if plan else {}
    if not told.get("goal_level"):
        return []
    weekly = int(told["weekly_lessons"] or 0) * LESSON_MINUTES or None
    more = more_for(learner_id, Level(told["goal_level"]), day, weekly=weekly)
    if more is None:
        return []
    values = {
        "more_lessons": (round(more.low / LESSON_MINUTES), round(more.high / LESSON_MINUTES)),
        "more_years": learner.schooling_years,
        "more_found": [_month(one) for one in more.found],
        "more_usual": [_month(one) for one in more.usual],
    }
    return [Panel("curricula/panel_more_schooling.html", values, 51)]


def _month(day: date) -> str:
    return language.day_written(day, "LLLL y", language.locale_code.get())


def _participation(facts: Mapping[str, Any]) -> list[Panel]:
    """Hours outside the classroom: they count as taking part, in a programme that asks for some of it too."""
    done = opportunities.done_by(str(facts["learner_id"]))
    hours = sum(minutes for _what, minutes in done) // 60
    return [Panel("curricula/panel_participation.html", {"part_hours": hours, "part_done": done}, 57)] if done else []


def _my_plan(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    return _examinations_of("curricula/panel_my_examinations.html", facts, actor)


def _assessments(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    """What can be put to a goal: (key, words, day) of each check."""
    checks = assessments_of([str(facts["learner_id"])]).get(str(facts["learner_id"]), [])
    told = [(f"{one.skill}:{one.day}", _check_words(one), one.day) for one in checks]
    return [Panel("", {"assessments": told}, 50)]


def _check_words(one: AssessmentInfo) -> str:
    words = f"{language.say(f'skill.{one.skill}')}: {one.score:g}"
    return f"{words} ({language.say(f'level.{one.level}')})" if one.level else words


def _examinations_of(template: str, facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    found = ahead_of(str(facts["learner_id"]), _today(actor))
    return [Panel(template, examination_values(found, _today(actor)), 55)] if found else []


def examination_values(found: Sequence[Ahead], day: date) -> dict[str, Any]:
    """What the templates of examinations ahead need."""
    return {
        "examinations_ahead": found,
        "examinations_today": day,
        "fee_words": lambda one: None if one.fee_cents is None else price_words(Money(one.fee_cents, one.currency)),
        "price_words": price_words,
    }


def price_words(price: Money) -> str:
    """An amount of money; nothing to pay says so."""
    if not price.cents:
        return language.say("curricula.free")
    return str(format_currency(price.cents / 100, price.currency, locale=language.locale_code.get()))


def _recognition(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    if not actor.may("curricula.recognition.see"):
        return []
    found = [(one.profession, _recognition_note(one), one.id) for one in recognition.cases_of(str(facts["learner_id"]))]
    values = {"recognition_cases": found, "recognition_learner": facts["learner_id"]}
    return [Panel("curricula/panel_recognition.html", values, 60)]


def _recognition_note(one: recognition.CaseInfo) -> str:
    step = one.next_step
    if one.outcome is not None:
        told = language.say(f"curricula.recognition.outcome.{one.outcome}")
    elif step is not None:
        told = step.title or language.say(f"curricula.recognition.step.{step.key}")
    else:
        told = language.say("curricula.recognition.answer_open")
    return f"{one.authority.name} · {told}"


def price_of(one: course_facts.CourseFacts) -> str:
    """What a course costs, in words."""
    if one.price is None:
        return language.say("curricula.price_unknown")
    words = price_words(one.price)
    return language.say("curricula.price_a_lesson", {"price": words}) if one.per_lesson and one.price.cents else words


def oral_words(percent: int | None) -> str:
    """How much of a course is speaking and listening, in words."""
    if percent is None:
        return language.say("curricula.oral_unknown")
    return language.say("curricula.oral_share", {"percent": percent})


def _about(course_id: str) -> Panel:
    """The way to the page of the course: what stands there is not asked for with every class."""
    return Panel("curricula/panel_course_facts.html", {"about_one": course_id, "about_all": ()}, 70)


def _week(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    """The way to who sends somebody's shifts, where an employer can or does."""
    learner_id, mine = str(facts["learner_id"]), actor.learner_id == facts["learner_id"]
    if not mine and not actor.may("curricula.opportunities.edit"):
        return []
    sending = [one.organisation for one in employers.employments_of(learner_id)]
    if not sending and not employers.employers(learners.learner(learner_id).centre_id, _today(actor)):
        return []
    return [Panel("curricula/panel_employer.html", {"sending": sending, "employed": learner_id, "mine": mine}, 60)]


def _section(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    about = [_about(str(facts["course_id"]))] if facts.get("course_id") else []
    return [*_checks(facts, actor), *about]


def _checks(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    if not actor.may("curricula.checks.record"):
        return []
    ids = list(facts.get("learner_ids") or ())
    checks = [one for same in assessments_of(ids).values() for one in same]
    last = max((one.day for one in checks), default=None)
    return [Panel("curricula/panel_section.html", {"checks_section_id": facts["section_id"], "last_check": last}, 60)]


def _courses_plan(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    found = work_courses(str(facts["centre_id"]), _today(actor))
    shown = [(one, _strands(one.minutes), _lacks(one.missing)) for one in found]
    for_work = [Panel("curricula/panel_work_courses.html", {"work_courses": shown}, 60)] if shown else []
    every = course_facts.facts_of(courses.courses(str(facts["centre_id"])), _today(actor)).values()
    told = [(one.course, price_of(one), oral_words(one.oral_percent)) for one in every]
    about = [Panel("curricula/panel_course_facts.html", {"about_one": None, "about_all": told}, 70)] if told else []
    return [*for_work, *about]


def _strands(minutes: Mapping[Strand, int]) -> str:
    lessons = ((language.say(f"curricula.strand.{one}"), round(minutes.get(one, 0) / LESSON_MINUTES)) for one in Strand)
    return language.joined(f"{word} {count}" for word, count in lessons)


def _lacks(codes: Sequence[str]) -> str:
    return language.joined(language.say(f"curricula.lacks.{one}") for one in codes)


def _of_trainer(facts: Mapping[str, Any], actor: Actor) -> list[Panel]:
    """What the modules of a trainer of a partner teach, with the trainer's own words and our answers."""
    current, who = (
        module_outlines.current_outlines(facts["centre_id"]),
        trainer_word(facts["name"], facts["organisation"]),
    )
    said = module_outlines.said_by(facts["centre_id"], who)
    shown = [(current[key], title, said.get(key, ())) for key, title in facts["modules"].items() if key in current]
    return (
        [Panel("curricula/panel_trainer.html", {"trainer_outlines": shown, "longest_word": LONGEST_COMMENT})]
        if shown
        else []
    )


PLACES: Mapping[str, Callable[[Mapping[str, Any], Actor], Sequence[Panel]]] = {
    "learner.today": _learner_today,
    "teacher.today": _teacher_today,
    "learner.record": _learner_record,
    "casework.person": _plan,
    "casework.my_plan": _my_plan,
    "casework.goal": _assessments,
    "learner.week": _week,
    "section": _section,
    "courses.plan": _courses_plan,
    "partners.own": _of_trainer,
}
