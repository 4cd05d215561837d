"""Versions of packs: keeping what ships, handing in rules of one's own, taking a version, putting one aside."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256

from curricula import models, packs
from curricula.domain.layers import Layer
from curricula.queries import editions
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.packs import Problem
from lms.organisations import queries as organisations

SHIPS = "Onward"


def keep_shipped(*, day: date, now: datetime) -> list[str]:
    """Keep the shipped text of every programme that the provider runs. Returns ids of new versions that now wait.

    The first one counts at once. Another text in a later release waits until somebody takes it: what runs goes on as
    it began.
    """
    provider = organisations.provider(db.require_provider())
    waiting = []
    for key in provider.programmes:
        if key in packs.shipped():
            texts = _decoded(packs.texts_of(packs.SHIPPED / key))
            waiting.append(_keep(key, Layer.NATIONAL, texts, SHIPS, day, now))
    for overlay in packs.regions_of(provider.region):
        texts = _decoded(packs.texts_of(packs.region_folder(overlay)))
        waiting.append(_keep(overlay.programme, Layer.REGION, texts, overlay.set_by, day, now))
    editions.forget()
    return [one for one in waiting if one]


def _keep(programme: str, layer: Layer, texts: Mapping[str, str], set_by: str, day: date, now: datetime) -> str | None:
    known = [one for one in editions.editions(programme) if one.layer == layer]
    digest = digest_of(texts)
    if any(one.digest == digest for one in known):
        return None
    row = _row(programme, layer, texts, set_by, "", now)
    if known:
        return row.id
    row.holds_from, row.taken_by, row.taken_at = day, SHIPS, now
    return None


def hand_in(texts: Mapping[str, str], *, note: str = "", day: date, actor: Actor, now: datetime) -> str:
    """Keep a pack or rules of the provider's own, for somebody to take. Returns the version's id.

    Raises Invalid with every problem by file and key, and keeps nothing then.
    """
    read = read_own(texts, day, actor.name)
    if read.problems:
        raise errors.Invalid("curricula.pack_refused", problems=read.problems)
    row = _row(read.key, Layer.PROVIDER, texts, read.overlay.set_by if read.overlay else actor.name, note, now)
    audit.record("hand_in", "curricula_pack_edition", row.id, changes={"programme": [None, read.key]}, now=now)
    editions.forget()
    return row.id


def read_own(texts: Mapping[str, str], day: date, set_by: str) -> packs.Read:
    """What a provider's texts say, against the programmes it knows without rules of its own."""
    known, below = editions.beneath(day)
    return packs.read_texts("", dict(texts), known, layer=Layer.PROVIDER, set_by=set_by, below=below)


def take(edition_id: str, *, holds_from: date, day: date, actor: Actor, now: datetime) -> None:
    """Let a version count from a day on, for groups that run as well as for new ones.

    Raises Conflict for one that was taken or put aside, or no longer fits; Invalid for a day that has passed.
    """
    info, texts = editions.edition(edition_id)
    if not info.waits:
        raise errors.Conflict("curricula.edition_decided")
    if holds_from < day:
        raise errors.Invalid("curricula.edition_day_passed", field="holds_from")
    if _problems(info, texts, day):
        raise errors.Conflict("curricula.edition_does_not_fit")
    row = _found(edition_id)
    row.holds_from, row.taken_by, row.taken_at = holds_from, actor.name, now
    changes = {"programme": info.programme, "number": info.number, "holds_from": holds_from.isoformat()}
    audit.record("take", "curricula_pack_edition", edition_id, changes=changes, now=now)
    db.session().flush()
    editions.forget()


def put_aside(edition_id: str, *, actor: Actor, now: datetime) -> None:
    """Leave a version out. One of the provider's own may be put aside after it was taken: the one before counts again.

    Raises Conflict for a shipped version that counts, and for one that was put aside.
    """
    info, _ = editions.edition(edition_id)
    if info.put_aside or (not info.waits and info.layer != Layer.PROVIDER):
        raise errors.Conflict("curricula.edition_decided")
    row = _found(edition_id)
    row.put_aside_by, row.put_aside_at = actor.name, now
    audit.record("put_aside", "curricula_pack_edition", edition_id, changes={"number": info.number}, now=now)
    db.session().flush()
    editions.forget()


def digest_of(texts: Mapping[str, str]) -> str:
    """What tells one text from another."""
    return sha256(json.dumps(dict(sorted(texts.items())), ensure_ascii=False).encode()).hexdigest()


def _problems(info: editions.EditionInfo, texts: Mapping[str, str], day: date) -> tuple[Problem, ...]:
    if info.layer == Layer.PROVIDER:
        return read_own(texts, day, info.set_by).problems
    return editions.composed_with(info.id, day).broken


def _row(
    programme: str, layer: Layer, texts: Mapping[str, str], set_by: str, note: str, now: datetime
) -> models.PackEdition:
    known = [one.number for one in editions.editions(programme) if one.layer == layer]
    row = models.PackEdition(
        id=db.new_id(),
        programme=programme,
        layer=layer.value,
        number=max(known, default=0) + 1,
        digest=digest_of(texts),
        files=dict(texts),
        set_by=set_by,
        note=note.strip(),
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row


def _found(edition_id: str) -> models.PackEdition:
    row = db.session().get(models.PackEdition, edition_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    return row


def _decoded(texts: Mapping[str, str | bytes]) -> dict[str, str]:
    return {name: text if isinstance(text, str) else text.decode("utf-8") for name, text in texts.items()}
