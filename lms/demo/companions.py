"""Volunteers of the demonstration: companions, mentors, appointments at every stage, a mentoring that runs, one proposed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from lms.companions.domain.appointments import Appointment
from lms.companions.domain.handbooks import Kind, NewHandbook, Reader
from lms.companions.domain.mentoring import Side
from lms.companions.domain.register import MENTOR_COURSE, Entry, Part
from lms.companions.queries import mentoring as fitting
from lms.companions.services import appointments, handbooks, mentoring, register
from lms.courses import services as courses
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Track
from lms.learners.domain.targets import Group
from lms.learners.queries import LearnerInfo

COMPANION, MENTOR = str(Part.COMPANION), str(Part.MENTOR)
MORNINGS = tuple(f"{day}-morning" for day in range(5))
PEOPLE = (
    Entry("Samira Noori", ("fa", "ps", "de"), (COMPANION,), "030 5550 141", times=MORNINGS),
    Entry("Yusuf Demir", ("tr", "ku", "de"), (COMPANION, MENTOR), "030 5550 142", topics=("work",),
          trained_on=date(2025, 3, 14)),
    Entry("Selam Tekle", ("ti", "am", "en", "de"), (COMPANION, MENTOR), "030 5550 143", topics=("work", "study"),
          trained_on=date(2024, 10, 2)),
    Entry("Olha Koval", ("uk", "ru", "de"), (COMPANION, MENTOR), "030 5550 144", topics=("family", "study"),
          trained_on=date(2025, 11, 21)),
    Entry("Rana Haddad", ("ar", "en", "de"), (COMPANION, MENTOR), "030 5550 145", topics=("work", "family", "study"),
          trained_on=date(2025, 3, 14)),
    Entry("Hodan Ali", ("so", "ar", "de"), (MENTOR,), "030 5550 146", topics=("family",)),
)  # fmt: skip
OWN = (
    NewHandbook(
        "Hausregeln für Begleitungen", Kind.GUIDELINE, (Reader.COMPANION, Reader.CASEWORKER), "de",
        body="Treffpunkt ist die grüne Tür.\nFahrkarten gibt es im Büro.",
    ),
    NewHandbook(
        "Mehrsprachig unterrichten", Kind.STUDY_UNIT, (Reader.TEACHER,), "de",
        body="Fragen Sie zuerst: Wie sagt man das bei Ihnen?\nLassen Sie zwei Minuten in der eigenen Sprache reden.",
    ),
)  # fmt: skip
PLACE = "Parkstraße 7, 2. Stock"
PASSED = 2
"""So many learners have passed the course for peer mentors."""
MEETINGS = (21, 14, 6)
"""Days ago on which the mentoring that runs has met."""


def help_out(
    centre_id: str, people: Sequence[LearnerInfo], *, today: date, keeper: Actor, at: Callable[[date], datetime]
) -> int:
    """Write everybody down and let what they do begin. `people`: first who signs in. Returns how many volunteers there are."""
    since = today - timedelta(days=90)
    links = {}
    for one in PEOPLE:
        volunteer_id = register.enter(centre_id, one, day=since, actor=keeper, now=at(since))
        if COMPANION in one.parts:
            links[one.languages[0]] = register.new_link(volunteer_id)
    for new in OWN:
        handbooks.add(new, actor=keeper, now=at(since))
    _go_along(people, links, today=today, keeper=keeper, at=at)
    _meet(people, today=today, keeper=keeper, at=at)
    _peers(centre_id, people[-PASSED:], today=today, keeper=keeper, at=at)
    return len(PEOPLE) + 1


def _peers(
    centre_id: str, people: Sequence[LearnerInfo], *, today: date, keeper: Actor, at: Callable[[date], datetime]
) -> None:
    """The course for peer mentors is on offer; two learners have passed it, one of them is in the register since."""
    courses.add_course(
        centre_id, programme="peer_mentoring", module_key=MENTOR_COURSE, title="Peer-Mentoring", track=Track.REGULAR,
        level=Level.A2, minutes=12 * 60, section_min=4, section_max=12, target=(Group.EVERYBODY,),
    )  # fmt: skip
    passed = today - timedelta(days=10)
    for learner in people:
        courses.record_completion(learner.id, MENTOR_COURSE, passed=True, on_day=passed, actor=keeper, now=at(passed))
    first = people[0]
    spoken = fitting.languages_of(first) or ("de",)
    one = Entry(
        first.name, spoken, (MENTOR,), first.phone or "030 5550 147", topics=("study", "work"), learner_id=first.id
    )
    register.enter(centre_id, one, day=passed, actor=keeper, now=at(passed))


def _go_along(
    people: Sequence[LearnerInfo],
    links: dict[str, str],
    *,
    today: date,
    keeper: Actor,
    at: Callable[[date], datetime],
) -> None:
    """One appointment of each stage: confirmed, waiting for a word, taken, and open."""
    spoken = [(one, tongue) for one in people for tongue in fitting.languages_of(one)[:1] if tongue in links]
    stages = ((-16, "confirmed"), (-2, "logged"), (2, "taken"), (5, "open"))
    for (learner, tongue), (days, stage) in zip(spoken, stages, strict=False):
        day = today + timedelta(days=days)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        asked = min(day, today) - timedelta(days=5)
        one = Appointment(tongue, day, time(9, 30), PLACE)
        key = appointments.ask_for(learner.id, one, actor=keeper, day=asked, now=at(asked))
        if stage == "open":
            continue
        appointments.accept(links[tongue], key, now=at(asked))
        if stage in ("logged", "confirmed"):
            appointments.log_hours(links[tongue], key, 95, now=at(day + timedelta(days=1)))
        if stage == "confirmed":
            appointments.confirm(key, 95, actor=keeper, day=day + timedelta(days=2), now=at(day + timedelta(days=2)))


def _meet(people: Sequence[LearnerInfo], *, today: date, keeper: Actor, at: Callable[[date], datetime]) -> None:
    """A mentor is proposed to the first who has one that fits, and one meets the second."""
    began, done = today - timedelta(days=28), 0
    for learner in people:
        found = fitting.choices(learner, began)
        if not found:
            continue
        day = began if done else today - timedelta(days=1)
        key = mentoring.propose(learner.id, found[0].mentor.id, actor=keeper, day=day, now=at(day))
        mentoring.say(key, Side.MENTOR, True, day=day, now=at(day))
        if done:
            mentoring.say(key, Side.LEARNER, True, day=day, now=at(day))
            for ago in MEETINGS:
                met = today - timedelta(days=ago)
                mentoring.log_meeting(key, met, 60, today=today, now=at(met))
            return
        done += 1
