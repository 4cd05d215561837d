"""Tables of individual plans, their goals and steps, rights, guidance, contacts, stages and who looks after whom."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Assignment(db.Base, db.Identified, db.ProviderOwned):
    """A caseworker looks after a learner, from a day to a day."""

    __tablename__ = "casework_assignment"
    __table_args__ = (UniqueConstraint("learner_id", "staff_id", "from_date"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    from_date: Mapped[date]
    to_date: Mapped[date | None]


class Plan(db.Base, db.Identified, db.PersonOwned):
    """A version of a person's plan. The newest counts, older ones stay. `goal` is the kind of its first goal."""

    __tablename__ = "casework_plan"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    version: Mapped[int]
    goal: Mapped[str]
    facts: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    staff_agreed_at: Mapped[datetime | None]
    staff_agreed_by: Mapped[str] = mapped_column(default="")
    person_agreed_at: Mapped[datetime | None]
    person_agreed_by: Mapped[str] = mapped_column(default="")
    """Who took her word down: she herself, or the member of staff who heard it or filed her signature."""
    person_agreed_way: Mapped[str] = mapped_column(default="")
    person_agreed_language: Mapped[str] = mapped_column(default="")
    strategy: Mapped[str] = mapped_column(default="")
    weekly_lessons: Mapped[int | None]
    review_on: Mapped[date | None] = mapped_column(index=True)
    estimate: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The range to the goal as it was told when the version was made, with its assumptions."""
    wish: Mapped[str] = mapped_column(default="")
    """What the person wants changed, in her words."""
    wish_at: Mapped[datetime | None]


class Goal(db.Base, db.Identified, db.PersonOwned):
    """One thing a version leads to. `key` is the same in every version that has it."""

    __tablename__ = "casework_goal"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("casework_plan.id"))
    key: Mapped[str] = mapped_column(db.Id, index=True)
    place: Mapped[int]
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")


class Proof(db.Base, db.Identified, db.PersonOwned):
    """Something that shows how far a goal is: a test, a certificate, a piece of work. It belongs to the goal in every version."""

    __tablename__ = "casework_proof"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    goal_key: Mapped[str] = mapped_column(db.Id, index=True)
    what: Mapped[str]
    day: Mapped[date]
    reached: Mapped[bool] = mapped_column(default=False)
    """Whether the goal itself is reached with it."""
    stage: Mapped[str] = mapped_column(default="", server_default="")
    """How far the goal is with it, empty where nobody said."""
    by: Mapped[str]
    at: Mapped[datetime]


class Step(db.Base, db.Identified, db.PersonOwned):
    """One dated action with one responsible organisation or person."""

    __tablename__ = "casework_step"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("casework_plan.id"), index=True)
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="book-open")
    owner: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="next")
    done_on: Mapped[date | None]
    key: Mapped[str] = mapped_column(db.Id, default=db.new_id)
    """The same in every version that has this step."""
    code: Mapped[str] = mapped_column(default="")
    """Names the sentence of a step that came from a template and was not written over."""
    plain: Mapped[str] = mapped_column(default="")
    """The same in the person's language, as she hears it."""
    follows: Mapped[str] = mapped_column(default="")
    """Key of the step that has to be over before."""
    service: Mapped[str] = mapped_column(default="", server_default="")
    """Which service it is, empty for what somebody does alone."""
    organisation_id: Mapped[str] = mapped_column(db.Id, default="", server_default="")
    """Who is responsible for the service, of the directory of the provider that wrote it."""
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    first_on: Mapped[date | None]
    """What has a time is on the day it is due by, or every week from this day until then."""


class TeamMember(db.Base, db.Identified, db.ProviderOwned):
    """Somebody of the staff belongs to the team of a case, with a profession, from a day to a day."""

    __tablename__ = "casework_team_member"
    __table_args__ = (UniqueConstraint("learner_id", "staff_id"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    profession: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class TeamNote(db.Base, db.Identified, db.ProviderOwned):
    """A note of a team: read by the profession that wrote it and by those that it let."""

    __tablename__ = "casework_team_note"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    profession: Mapped[str]
    readers: Mapped[list[str]]
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Credential(db.Base, db.Identified, db.PersonOwned):
    """A certificate that somebody has or is on the way to."""

    __tablename__ = "casework_credential"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    country: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Organisation(db.Base, db.Identified, db.ProviderOwned):
    """Somebody outside who helps: which services are theirs, and whom to ask there."""

    __tablename__ = "casework_organisation"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    sector: Mapped[str]
    services: Mapped[dict[str, Any]]
    """By service, whether they are responsible or support."""
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="", server_default="")
    papers: Mapped[str] = mapped_column(default="", server_default="")
    """What somebody shows to get help: none, name, status. Empty where nobody knows."""
    languages: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    target: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Whom it is for: codes of `lms.learners.domain.targets`. Empty where nobody said."""
    cost: Mapped[str] = mapped_column(default="", server_default="")
    price: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="", server_default="")
    """Who says all this: an address, an office, a leaflet."""
    checked_on: Mapped[date | None]
    """The day on which somebody last asked whether it is so."""
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether everybody finds it, without signing in."""
    ended_on: Mapped[date | None]
    by: Mapped[str]


class TextCheck(db.Base, db.Identified, db.ProviderOwned):
    """Somebody read a text that ships with the product and found that it is still so: which, and on which day."""

    __tablename__ = "casework_text_check"
    __table_args__ = (UniqueConstraint("provider_id", "text"),)

    text: Mapped[str]
    checked_on: Mapped[date]
    by: Mapped[str]


class Reception(db.Base, db.Identified, db.ProviderOwned):
    """The checklist of somebody between reception and course. `points`: how each stands; what is open is not in it."""

    __tablename__ = "casework_reception"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), unique=True)
    points: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    begun_on: Mapped[date]
    handed_on: Mapped[date | None]
    by: Mapped[str]
    """Who kept it last, or handed over."""
    at: Mapped[datetime]


class BeforeArrival(db.Base, db.Identified, db.ProviderOwned):
    """From which country to which somebody comes, for the papers that are asked on the way; it decides nothing else."""

    __tablename__ = "casework_before_arrival"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), unique=True)
    origin: Mapped[str]
    destination: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class ArrivalPaper(db.Base, db.Identified, db.ProviderOwned):
    """The copy of a paper that is asked before arrival, by its key in the pack."""

    __tablename__ = "casework_arrival_paper"
    # The audit names the deed, never what is on the paper.
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("learner_id", "key"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    key: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    by: Mapped[str]
    at: Mapped[datetime]


class Acknowledgement(db.Base, db.Identified, db.PersonOwned):
    """A person heard one right or duty and said so: which, in which language, how, and who took it down."""

    __tablename__ = "casework_acknowledgement"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    item: Mapped[str]
    wording: Mapped[str]
    language: Mapped[str]
    way: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Rule(db.Base, db.Identified, db.ProviderOwned):
    """What a provider asks of plans and guidance. One row a provider; without one the defaults of the domain count."""

    __tablename__ = "casework_rule"
    __table_args__ = (UniqueConstraint("provider_id"),)

    plan_required: Mapped[bool] = mapped_column(default=True)
    plan_days: Mapped[int]
    entry_days: Mapped[int]
    exit_days: Mapped[int]
    review_weeks: Mapped[int]


class Guidance(db.Base, db.Identified, db.ProviderOwned):
    """A talk that is owed at the beginning or at the end of somebody's courses, and what came of it."""

    __tablename__ = "casework_guidance"
    __table_args__ = (Index("ix_casework_guidance_open", "learner_id", "kind", "held_at"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    kind: Mapped[str]
    enrolment_id: Mapped[str | None] = mapped_column(db.Id)
    due_on: Mapped[date]
    task_id: Mapped[str | None] = mapped_column(db.Id)
    held_at: Mapped[datetime | None]
    held_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    lanes: Mapped[list[Any]] = mapped_column(default=list)
    """Of the talk at the end: lane, title, owner, day and where a referral went."""


class HandOver(db.Base, db.Identified, db.ProviderOwned):
    """Somebody's plan goes to another caseworker or, with her consent, to another provider."""

    __tablename__ = "casework_hand_over"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    to_staff_id: Mapped[str | None] = mapped_column(db.Id)
    to_provider_id: Mapped[str | None] = mapped_column(db.Id)
    note: Mapped[str] = mapped_column(default="")
    consent_way: Mapped[str] = mapped_column(default="")
    consent_language: Mapped[str] = mapped_column(default="")
    from_staff_id: Mapped[str | None] = mapped_column(db.Id)
    to_learner_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    """Her record with the other provider."""
    answer_by: Mapped[date | None]
    """The day until which the other provider says whether it takes her on; empty within one provider."""
    answer: Mapped[str] = mapped_column(default="", server_default="")
    answered_on: Mapped[date | None]
    answered_by: Mapped[str] = mapped_column(default="", server_default="")
    said: Mapped[str] = mapped_column(default="", server_default="")
    """Why it was declined."""
    by: Mapped[str]
    at: Mapped[datetime]


class Sharing(db.Base, db.Identified, db.PersonOwned):
    """A person shows a provider parts of the file that another one keeps. What was taken back stays written down."""

    __tablename__ = "casework_sharing"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    from_provider: Mapped[str] = mapped_column(db.Id)
    to_provider: Mapped[str] = mapped_column(db.Id)
    parts: Mapped[list[str]]
    way: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")


class CheckIn(db.Base, db.Identified, db.ProviderOwned):
    """A talk that is due or was held, by the channel the person prefers; contacts with others about her, and attempts."""

    __tablename__ = "casework_check_in"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    due_on: Mapped[date]
    channel: Mapped[str] = mapped_column(default="in_person")
    held_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="", server_default="")
    partner: Mapped[str] = mapped_column(default="person", server_default="person")
    """With whom: the person, an employer, at the workplace, a service."""
    who: Mapped[str] = mapped_column(default="", server_default="")
    reached: Mapped[bool] = mapped_column(default=True, server_default=true())
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the person reads the note."""
    by: Mapped[str] = mapped_column(default="", server_default="")


class Stage(db.Base, db.Identified, db.ProviderOwned):
    """From a day on somebody is in a stage of her file. The newest counts, the older ones are the way so far."""

    __tablename__ = "casework_stage"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    stage: Mapped[str]
    since: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Situation(db.Base, db.Identified, db.ProviderOwned):
    """How far somebody gets along alone, area by area, as she or her caseworker sees it on a day."""

    __tablename__ = "casework_situation"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    day: Mapped[date]
    stage: Mapped[str] = mapped_column(default="")
    by_learner: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[dict[str, Any]]
    """From 1 to 5 by area."""
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is expected, needed and comes first, by area."""
    by: Mapped[str]
    at: Mapped[datetime]


class BarrierReport(db.Base, db.Identified, db.ProviderOwned):
    """Somebody says what stands in the way, by a picture, in words, by voice. Open until her caseworker has answered."""

    __tablename__ = "casework_barrier_report"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    barrier: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    sound: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    media_type: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    task_id: Mapped[str | None] = mapped_column(db.Id)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")


class Event(db.Base, db.Identified, db.ProviderOwned):
    """An information session, a workshop, a talk with one person, a club. `taken` counts booked places of `seats`."""

    __tablename__ = "casework_event"
    __table_args__ = (
        CheckConstraint("taken >= 0 and (seats is null or taken <= seats)", name="seats"),
        CheckConstraint("newcomers >= 0", name="newcomers"),
        Index("ix_casework_event_day", "provider_id", "day"),
    )

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    place: Mapped[str] = mapped_column(default="")
    host_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_staff.id"))
    seats: Mapped[int | None]
    """None where everybody who comes is welcome."""
    taken: Mapped[int] = mapped_column(default=0)
    newcomers: Mapped[int] = mapped_column(default=0)
    """Who dropped in and is not registered here: counted, never named."""
    series: Mapped[str] = mapped_column(db.Id, default=db.new_id)
    target: Mapped[list[Any]] = mapped_column(default=list, server_default='["everybody"]')
    """Whom it is for: codes of `lms.learners.domain.targets`."""
    care: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether children are looked after meanwhile: a booked place keeps theirs."""
    cancelled_at: Mapped[datetime | None]


class EventPlace(db.Base, db.Identified, db.ProviderOwned):
    """A learner has booked an event, came, or did not. Who drops in is here without a booked place."""

    __tablename__ = "casework_event_place"
    __table_args__ = (UniqueConstraint("event_id", "learner_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("casework_event.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    state: Mapped[str]
    booked: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether it is one of the places that `taken` of the event counts."""
    minutes: Mapped[int] = mapped_column(default=0)
    """Of those who came."""
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")


class Outreach(db.Base, db.Identified, db.ProviderOwned):
    """Somebody who is in no programme and was met outside. No learner yet: little is kept, and it goes when it is over."""

    __tablename__ = "casework_outreach"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    met_at: Mapped[str]
    met_on: Mapped[date] = mapped_column(index=True)
    links: Mapped[list[str]] = mapped_column(default=list)
    """Work, a programme, a benefit: what ties the person to services."""
    note: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="open")
    ended_on: Mapped[date | None]
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    by: Mapped[str]
