"""What Onward does by itself: what did not end, what goes on now, and when each nightly piece was last done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.exchange.views.door import pages
from lms.kernel import clock, db, jobs, language
from lms.kernel.web import current_actor, done, now, render

RIGHT = "exchange.background"
PATIENCE = timedelta(hours=3)
"""How much later than usual work by the clock may come: a machine sleeps, or was brought up to date."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One piece of work. `ours`: asked for by this provider, so that it can be tried again or stopped here."""

    id: str
    name: str
    state: str
    since: datetime
    asked_by: str
    trouble: str
    ours: bool
    stopping: bool


@dataclass(frozen=True)
class Regular:
    """Work by the clock, and when it was last done."""

    name: str
    every: str
    done: datetime | None
    late: bool


@pages.get("/background-work", permission=RIGHT)
def background_work() -> Any:
    """Background work of a provider and of the installation."""
    found = jobs.open_entries(db.require_provider())
    lines = [_line(one) for one in found if language.knows(f"job.{one.name}")]
    regular = _regular(now())
    return render(
        "exchange/background.html",
        failed=[one for one in lines if one.state == jobs.State.FAILED],
        going_on=[one for one in lines if one.state != jobs.State.FAILED],
        regular=regular,
        stands_still=all(one.late or one.done is None for one in regular),
    )


@pages.post("/background-work/<entry_id>/again", permission=RIGHT)
def try_again(entry_id: str) -> Any:
    """Begin once more with what did not end."""
    jobs.try_again(entry_id, provider_id=db.require_provider(), now=now())
    audit.record("try_again", "kernel_job", entry_id, now=now())
    return done(_("It begins again in a moment."), "exchange.background_work")


@pages.post("/background-work/<entry_id>/stop", permission=RIGHT)
def stop(entry_id: str) -> Any:
    """Let it end at its next look. What it has found so far is kept where it can be."""
    jobs.cancel(entry_id, provider_id=db.require_provider())
    audit.record("stop", "kernel_job", entry_id, now=now())
    return done(_("It stops in a moment."), "exchange.background_work")


def _line(entry: jobs.Entry) -> Line:
    ours = entry.provider_id is not None
    return Line(
        id=entry.id,
        name=language.say(f"job.{entry.name}"),
        state=entry.state,
        since=_local(entry.ended_at or entry.started_at or entry.due_at),
        asked_by="" if entry.asked_by == jobs.CLOCK else entry.asked_by,
        # What broke the installation's own work may name somebody of another provider.
        trouble=(entry.trouble or "") if ours else "",
        ours=ours,
        stopping=entry.stop_wanted,
    )


def _regular(at: datetime) -> list[Regular]:
    last = jobs.last_done()
    found = [_told(one, last.get(one.job), at) for one in jobs.SCHEDULES if language.knows(f"job.{one.job}")]
    return sorted(found, key=lambda one: (not one.late, one.name))


def _told(schedule: jobs.Schedule, last: datetime | None, at: datetime) -> Regular:
    between = timedelta(minutes=schedule.minutes) if schedule.minutes else DAY
    if schedule.minutes:
        every = _("every %(minutes)s minutes", minutes=schedule.minutes) if schedule.minutes > 1 else _("every minute")
    else:
        every = _("every night")
    return Regular(
        language.say(f"job.{schedule.job}"),
        every,
        _local(last) if last else None,
        late=last is not None and at - last > between + PATIENCE,
    )


def _local(instant: datetime) -> datetime:
    return clock.local(instant, current_actor().zone)
