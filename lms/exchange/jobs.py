"""The clock of erasures: what was asked two weeks ago is carried out, and what stayed for a funder ends."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lms.accounts.services import audit
from lms.exchange import models
from lms.exchange.services import erasure
from lms.kernel import config, db, errors, jobs
from lms.kernel.actor import system
from lms.organisations import queries as organisations

NAME = "erasure"
LIST = "erased.jsonl"
"""Who was erased, by key: beside the database, so that a copy brought back does not bring them back."""


@jobs.every(hour=2, minute=40)
@jobs.job("exchange.erasures")
def carry_out_erasures(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Erase who is due, each in a transaction of its own; one with something in the way waits, and its page says so."""
    done, waiting, ended = 0, 0, 0
    for provider_id, erasure_id, learner_id, state in list(_due(now)):
        actor = system(NAME, provider_id)
        try:
            with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
                if state == "asked":
                    erasure.carry_out(erasure_id, today=now.date(), actor=actor, now=now)
                else:
                    erasure.end(erasure_id, today=now.date(), now=now)
        except errors.Conflict:
            waiting += 1
            continue
        if state == "asked":
            note(provider_id, learner_id, now)
            done += 1
        else:
            ended += 1
    return {"done": done, "waiting": waiting, "ended": ended}


def _due(now: datetime) -> Iterator[tuple[str, str, str, str]]:
    today = now.date()
    with db.transaction(db.engine()), db.reading():
        providers = organisations.provider_ids()
    for provider_id in providers:
        with db.reading(), db.transaction(db.engine()), db.scoped(provider_id):
            for row in db.session().scalars(select(models.Erasure).order_by(models.Erasure.due_on)):
                over = row.state == "done" and row.kept_until is not None and row.kept_until < today
                if over or (row.state == "asked" and row.due_on <= today):
                    yield provider_id, row.id, row.subject_id, row.state


def note(provider_id: str, learner_id: str, now: datetime) -> None:
    """Write down outside of the database that somebody was erased: keys only, no name."""
    with _list().open("a", encoding="utf-8") as file:
        file.write(json.dumps({"provider": provider_id, "learner": learner_id, "at": now.isoformat()}) + "\n")


def _list() -> Path:
    return (config.in_force() or config.read()).data_path / LIST


def erase_again(now: datetime) -> int:
    """After a copy was brought back: everybody on the list who is there again is erased again. Returns how many."""
    file, again = _list(), 0
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for one in (json.loads(line) for line in lines):
        actor = system(NAME, one["provider"])
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(one["provider"]):
            if erasure.is_there(one["learner"]):
                erasure.erase_again(one["learner"], today=now.date(), actor=actor, now=now)
                again += 1
    return again
