"""The clock of erasures: what was asked two weeks ago is carried out, and what stayed for a funder ends."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lms.accounts.services import audit
from lms.exchange import models
from lms.exchange.queries import erasures
from lms.exchange.services import erasure
from lms.kernel import config, db, errors, jobs
from lms.kernel.actor import system
from lms.organisations.jobs import every_provider

Key = tuple[str, str]
"""Provider and record."""

NAME = "erasure"
LIST = "erased.jsonl"
"""Who was erased, by key: beside the database and beside the copies, so that a copy brought back does not bring them back."""


@jobs.every(hour=2, minute=40)
@jobs.job("exchange.erasures")
def carry_out_erasures(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Erase who is due, each in a transaction of its own; one with something in the way waits, and its page says so."""
    done, waiting, ended = 0, 0, 0
    # Before the records go with the hours: the list is what remains of them.
    keep_list(now)
    for provider_id, erasure_id, state in list(_due(now)):
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
        done, ended = done + (state == "asked"), ended + (state != "asked")
    keep_list(now)
    return {"done": done, "waiting": waiting, "ended": ended}


def _due(now: datetime) -> Iterator[tuple[str, str, str]]:
    today = now.date()
    for provider_id in every_provider():
        with db.reading(), db.transaction(db.engine()), db.scoped(provider_id):
            for row in db.session().scalars(select(models.Erasure).order_by(models.Erasure.due_on)):
                over = row.state == "done" and row.kept_until is not None and row.kept_until < today
                if over or (row.state == "asked" and row.due_on <= today):
                    yield provider_id, row.id, row.state


def keep_list(now: datetime, *, also: Iterable[Path] = (), into: Path | None = None) -> None:
    """Write down outside of the database who was erased: keys only, no name.

    What the database knows goes into the list in the data folder, so that a list that was lost is there again; what the lists
    `also` know, too. `into` is a list beside copies: it becomes as long.
    """
    known = dict.fromkeys(one for file in (_list(), *also) for one in _read(file))
    known |= dict.fromkeys(_erased_here())
    for file in (_list(), *([into] if into else ())):
        there = set(_read(file))
        missing = [one for one in known if one not in there]
        if missing:
            _append(file, missing, now)


def _append(file: Path, keys: Iterable[Key], now: datetime) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        for provider_id, learner_id in keys:
            line = {"provider": provider_id, "learner": learner_id, "at": now.isoformat()}
            written.write(json.dumps(line) + "\n")


def _read(file: Path) -> list[Key]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [(one["provider"], one["learner"]) for one in map(json.loads, lines)]


def _erased_here() -> list[Key]:
    """Whom the database knows to be erased: records that are nobody's, and those that are gone with their hours."""
    with db.transaction(db.engine()), db.reading(), db.crossing("list of erased people"):
        return erasures.carried_out()


def _list() -> Path:
    return (config.in_force() or config.read()).data_path / LIST


def erase_again(now: datetime) -> int:
    """After a copy was brought back: everybody on the list who is there again is erased again. Returns how many."""
    again = 0
    for provider_id, learner_id in _read(_list()):
        actor = system(NAME, provider_id)
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            if erasure.is_there(learner_id):
                erasure.erase_again(learner_id, today=now.date(), actor=actor, now=now)
                again += 1
    return again
