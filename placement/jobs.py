"""Background work of placement: deciding many stored results again, erasing recordings that are no longer needed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lms.accounts.services import audit
from lms.kernel import db, jobs
from lms.kernel.actor import Actor, system
from lms.organisations.jobs import for_every_provider
from placement import queries, services
from placement.domain.calibration import Model
from placement.queries import own_banks
from placement.services import bank_import, rater_care, studying
from placement.services.bank_editions import PREPARE_BANK
from placement.services.redeciding import DECIDE_AGAIN, PREPARE
from placement.services.studying import CALIBRATE, FIGURES
from placement.solvers.calibrating import Backend

VOICES_KEPT = timedelta(days=180)
"""After the scores, as long as a result may be doubted; a voice tells more about a person than her level."""


@jobs.every(hour=3, minute=40)
@jobs.job("placement.erase_recordings")
def erase_recordings(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Erase the voices of work that was scored half a year ago; its scores stay."""
    return for_every_provider(lambda _actor: services.erase_recordings(now - VOICES_KEPT, now=now), "erased", progress)


@jobs.job(PREPARE)
def prepare(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Rehearse the engines of new cuts and keep what was learned, so that no learner's question waits for it."""
    return {"engines": queries.prepare([services.cut_scores(arguments["cuts"])])}


@jobs.job(PREPARE_BANK)
def prepare_bank(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """The same for a new edition of a provider's own bank."""
    with db.reading(), db.transaction(db.engine()), db.scoped(str(arguments["provider_id"])):
        return {"engines": queries.prepare(queries.cuts_in_force(), [str(arguments["bank"])])}


@jobs.job(FIGURES)
def figures(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Work out the figures of a bank's items, and where they differ between groups."""
    provider_id, by = str(arguments["provider_id"]), str(arguments["by"])
    with db.transaction(db.engine()), audit.acting(system(by, provider_id)), db.scoped(provider_id):
        return {"study": studying.keep_figures(own_banks.own_bank(str(arguments["bank"])), by=by, now=now)}


@jobs.job(CALIBRATE)
def calibrate(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Estimate numbers of a bank's items in a process of its own. Stopped before: nothing is kept."""
    provider_id, by = str(arguments["provider_id"]), str(arguments["by"])
    model, hold = Model(str(arguments["model"])), str(arguments["hold"])
    backend = Backend(str(arguments["backend"]))
    with db.reading(), db.transaction(db.engine()), db.scoped(provider_id):
        parts = studying.parts_of(own_banks.own_bank(str(arguments["bank"])), model, hold)
    found = studying.measured_apart(parts, backend, lambda: progress.stop_wanted, progress.tell)
    if found is None:
        return {"stopped": True}
    with db.transaction(db.engine()), audit.acting(system(by, provider_id)), db.scoped(provider_id):
        bank = own_banks.own_bank(str(arguments["bank"]))
        return {"set": studying.keep_numbers(bank, model, hold, parts, found, by=by, now=now)}


@jobs.every(hour=4, minute=30)
@jobs.job("placement.study")
def study(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Work out figures of questions that are asked, and of raters, where something has come in since they were last."""

    def work_out(actor: Actor) -> int:
        bank_import.drop_uploads(now)
        return studying.keep_up(by=actor.name, now=now) + rater_care.keep_up(by=actor.name, now=now)

    return for_every_provider(work_out, "studies", progress)


@jobs.every(hour=3, minute=20)
@jobs.job("placement.look_at_rules")
def look_at_rules(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Have stored results decided again where rules of the country have changed since, each change once."""
    return for_every_provider(
        lambda actor: len(services.look_where_rules_changed(actor=actor, now=now)), "looks", progress
    )


@jobs.job(DECIDE_AGAIN)
def decide_again(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Decide the stored results of a centre again and keep who would be placed otherwise. Stopped before: nothing changes."""
    provider_id = str(arguments["provider_id"])
    actor = replace(system(str(arguments["by"]), provider_id), zone=str(arguments["zone"]))

    look_id = str(arguments["redecision_id"])
    parts: list[list[services.Otherwise]] = []
    with db.reading(), db.transaction(db.engine()), db.scoped(provider_id):
        for part in services.look_again(look_id, actor=actor, now=now):
            parts.append(part)
            progress.tell({"parts": len(parts)})
            if progress.stop_wanted:
                return {"stopped": True}
    with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
        found = services.keep_look(look_id, parts, now=now)
    return {"otherwise": found}
