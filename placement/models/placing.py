"""Tables of interviews, sittings, results and decisions; of what a centre decides by, and what follows a placement."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Interview(db.Base, db.Identified, db.ProviderOwned):
    """What a learner told in her first interview. One row a learner; the audit keeps what it said before."""

    __tablename__ = "placement_interview"
    __table_args__ = (UniqueConstraint("learner_id"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    answers: Mapped[dict[str, Any]]
    incomplete: Mapped[list[str]]
    """Topics in which something needed has no answer yet."""
    by: Mapped[str]
    at: Mapped[datetime]


class Sitting(db.Base, db.Identified, db.ProviderOwned):
    """One test of one kind. `version` grows with every answer, so that an answer given twice counts once."""

    __tablename__ = "placement_sitting"
    __audit__ = "explicit"
    __table_args__ = (
        Index(
            "uq_placement_sitting_open",
            "learner_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        CheckConstraint("status in ('open', 'waiting', 'ended')", name="status"),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    kind: Mapped[str]
    """`literacy` or a skill."""
    bank: Mapped[str]
    state: Mapped[str] = mapped_column(Text)
    """The whole sitting as JSON text, written and read by the domain."""
    status: Mapped[str] = mapped_column(default="open")
    """`waiting`: nothing more is asked, and a person still has to score what was written or said."""
    version: Mapped[int] = mapped_column(default=1)
    by_assistant: Mapped[bool] = mapped_column(default=False)
    """A teacher sat beside and gave the points of what is done by hand or voice."""
    seconds: Mapped[int | None]
    """Time budget of this sitting; a change of the centre's does not reach a sitting that runs."""
    by: Mapped[str]
    result_id: Mapped[str | None] = mapped_column(ForeignKey("placement_result.id"), index=True)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Exposure(db.Base, db.ProviderOwned):
    """How often an item was asked at a provider. The row with an empty key counts sittings."""

    __tablename__ = "placement_exposure"
    __audit__ = "explicit"

    provider_id: Mapped[str] = mapped_column(db.Id, primary_key=True, default=lambda: db.require_provider())
    bank: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    item_key: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[int]


class Result(db.Base, db.Identified, db.ProviderOwned):
    """What tests and interview say about one learner. Written anew while nobody has decided, then left alone."""

    __tablename__ = "placement_result"
    __table_args__ = (
        Index(
            "uq_placement_result_waiting",
            "learner_id",
            unique=True,
            sqlite_where=text("decided_at is null"),
            postgresql_where=text("decided_at is null"),
        ),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    track: Mapped[str]
    probability: Mapped[float]
    runner_up: Mapped[str]
    level: Mapped[str]
    """The level she is taught at, empty when nothing was measured."""
    recommendation: Mapped[dict[str, Any]]
    levels: Mapped[list[Any]]
    literacy: Mapped[dict[str, Any]]
    bank: Mapped[str]
    bank_version: Mapped[str]
    decided_with: Mapped[dict[str, Any]]
    """Which cost table, cuts and track rules spoke, and the course they led to: to find who would be placed otherwise today."""
    by: Mapped[str]
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class Decision(db.Base, db.Identified, db.ProviderOwned):
    """What a person decided about a result, with her reason: kept apart, so that the result stays what it was."""

    __tablename__ = "placement_decision"
    __table_args__ = (UniqueConstraint("result_id"),)

    result_id: Mapped[str] = mapped_column(ForeignKey("placement_result.id"))
    track: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class EarlierRecord(db.Base, db.Identified, db.ProviderOwned):
    """A paper brought along: certificate, test or course outline, with its date. A level or the score of a named test."""

    __tablename__ = "placement_earlier_record"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    kind: Mapped[str]
    document: Mapped[str]
    skill: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    test: Mapped[str] = mapped_column(default="")
    score: Mapped[int | None]
    issued: Mapped[date]
    before_arrival: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]


class PaperFile(db.Base, db.Identified, db.ProviderOwned):
    """A photo or PDF of a paper brought along. Goes when the paper or the learner goes."""

    __tablename__ = "placement_paper_file"
    # The audit names the deed, never what is on the paper.
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("record_id"),)

    record_id: Mapped[str] = mapped_column(ForeignKey("placement_earlier_record.id", ondelete="CASCADE"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    by: Mapped[str]
    at: Mapped[datetime]


class DecisionRules(db.Base, db.Identified, db.ProviderOwned):
    """What a centre decides by: what each mistake costs, and where levels begin. The newest row counts, older ones stay."""

    __tablename__ = "placement_decision_rules"
    __table_args__ = (UniqueConstraint("centre_id", "number"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    number: Mapped[int]
    """1, 2, 3 in one centre: two people who save at once cannot both win."""
    costs: Mapped[dict[str, Any]]
    cuts: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class Redecision(db.Base, db.Identified, db.ProviderOwned):
    """Stored results of a centre, decided again because a cost, a cut or a rule changed. Moves nobody."""

    __tablename__ = "placement_redecision"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    cause: Mapped[str]
    looked_at: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Change(db.Base, db.Identified, db.ProviderOwned):
    """One person who would be placed otherwise today. A teacher takes it over or leaves her where she is."""

    __tablename__ = "placement_change"
    __table_args__ = (
        Index(
            "uq_placement_change_open",
            "learner_id",
            unique=True,
            sqlite_where=text("answer = ''"),
            postgresql_where=text("answer = ''"),
        ),
        CheckConstraint("answer in ('', 'taken', 'left', 'outdated')", name="answer"),
    )

    redecision_id: Mapped[str] = mapped_column(ForeignKey("placement_redecision.id"), index=True)
    result_id: Mapped[str] = mapped_column(ForeignKey("placement_result.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    causes: Mapped[list[str]]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class Talk(db.Base, db.Identified, db.ProviderOwned):
    """The advisory talk about a result: when, with whom, in which language, what was agreed."""

    __tablename__ = "placement_talk"

    result_id: Mapped[str] = mapped_column(ForeignKey("placement_result.id"), index=True)
    on_day: Mapped[date]
    with_whom: Mapped[str]
    language: Mapped[str]
    interpreter: Mapped[bool]
    agreed: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class CheckIn(db.Base, db.Identified, db.ProviderOwned):
    """Four to six weeks later: was the group right?"""

    __tablename__ = "placement_check_in"
    __table_args__ = (
        UniqueConstraint("result_id"),
        CheckConstraint("verdict in ('right', 'too_easy', 'too_hard', 'other')", name="verdict"),
    )

    result_id: Mapped[str] = mapped_column(ForeignKey("placement_result.id"))
    verdict: Mapped[str]
    moved: Mapped[bool]
    note: Mapped[str]
    on_day: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]


class Work(db.Base, db.Identified, db.ProviderOwned):
    """What a learner wrote or said in a task that people score. Goes when the learner goes."""

    __tablename__ = "placement_work"
    # Her words and her voice: the audit names the deed, never what was in it.
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("sitting_id", "item_key"),)

    sitting_id: Mapped[str] = mapped_column(ForeignKey("placement_sitting.id", ondelete="CASCADE"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id", ondelete="CASCADE"), index=True)
    bank: Mapped[str]
    item_key: Mapped[str]
    kind: Mapped[str]
    """`writing` or `speaking`."""
    text: Mapped[str] = mapped_column(Text, default="")
    sound: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Emptied when it is no longer needed."""
    sound_type: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]
    points: Mapped[int | None]
    """What the raters agree on; nothing while one is missing."""
    rated_at: Mapped[datetime | None] = mapped_column(index=True)


class Rating(db.Base, db.Identified, db.ProviderOwned):
    """The scores of one rater for one piece of work, by criterion."""

    __tablename__ = "placement_rating"
    __table_args__ = (UniqueConstraint("work_id", "rater_id"),)

    work_id: Mapped[str] = mapped_column(ForeignKey("placement_work.id", ondelete="CASCADE"))
    rater_id: Mapped[str]
    by: Mapped[str]
    scores: Mapped[dict[str, Any]]
    leads: Mapped[bool] = mapped_column(default=False)
    """Given as the third one, by the lead, because two people saw it differently."""
    at: Mapped[datetime]


class SittingRules(db.Base, db.Identified, db.ProviderOwned):
    """How a centre tests: minutes a skill may take, how many people score a task, which question comes first."""

    __tablename__ = "placement_sitting_rules"
    __table_args__ = (UniqueConstraint("centre_id"), CheckConstraint("raters in (1, 2)", name="raters"))

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    minutes: Mapped[dict[str, Any]]
    first_items: Mapped[dict[str, Any]]
    raters: Mapped[int] = mapped_column(default=1)
    lead_id: Mapped[str] = mapped_column(default="")
    """User who scores what two people see differently, and sees how severe every rater is."""
    fair_scores: Mapped[bool] = mapped_column(default=False)
    """Whether the severity of a rater is taken off her scores, as soon as it can be told."""
    by: Mapped[str]
    at: Mapped[datetime]
