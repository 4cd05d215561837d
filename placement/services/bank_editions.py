"""Deeds that give a provider's own bank out: an edition to learners, the whole bank as a file to other programs."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lms.accounts.services import audit
from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor
from lms.kernel.packs import Problem
from placement import formats, models, packs
from placement.domain import bank_checks
from placement.domain.bank_checks import Finding
from placement.domain.item_bank import ItemState
from placement.formats.bank_folder import pictures_of
from placement.formats.rows import Row
from placement.queries import bank_files, editions, own_banks
from placement.queries.bank_files import site
from placement.queries.editions import BESIDE, INSTEAD
from placement.queries.own_banks import BankInfo
from placement.services import bank_desk, redeciding

PREPARE_BANK = "placement.prepare_bank"


def obstacles(bank: BankInfo, used: str) -> list[Problem]:
    """What keeps a bank from being asked: flaws of items that are not retired, too few items for a test, pictures not there."""
    rows = _to_publish(bank)
    found, problems = editions.assemble(
        f"{bank.key}.0.0", _about(bank, rows), rows, bank.base, _beside(bank, used), bank_files.media_names(bank.id)
    )
    missing = editions.pictures_missing(found, site().pictures)
    return [
        *problems,
        *(Problem("items.csv", key, "picture_missing", {"picture": name}) for key, name in missing.items()),
    ]


def findings(bank: BankInfo) -> list[Finding]:
    """What the check of banks says of the items as a whole: for the author to weigh."""
    rows = _to_publish(bank)
    media = bank_files.media_names(bank.id)
    found, _ = editions.assemble(f"{bank.key}.0.0", _about(bank, rows), rows, bank.base, "", media)
    keys = {row["key"] for row in rows}
    own = replace(found.bank, items=tuple(item for item in found.bank.items if item.key in keys))
    pictures = {*site().pictures, *media}
    return [one for one in bank_checks.findings(own, pictures, ()) if one.code != "picture_missing"]


def publish(key: str, used: str, *, set_id: str | None = None, actor: Actor, now: datetime) -> str:
    """Put the desk before learners as the next edition, `instead` of the shipped bank or `beside` it. Returns its name.

    Tests that run keep the edition they began with. Another own bank of the language is asked no more. Raises Invalid
    when something keeps it from being asked.
    """
    bank = own_banks.own_bank(key)
    if used not in (INSTEAD, BESIDE):
        raise errors.Invalid("placement.choose_use", field="used")
    if problems := obstacles(bank, used):
        raise errors.Invalid("placement.bank_not_ready", items=len(problems))
    rows, beside = _to_publish(bank), _beside(bank, used)
    about = _about(bank, rows)
    version = hashlib.sha256(json.dumps([rows, about, beside, bank.base], sort_keys=True).encode()).hexdigest()[:12]
    session = db.session()
    row = session.get_one(models.OwnBank, bank.id)
    numbers_before = _numbers(editions.rows_of(bank.edition_id) or _rows_of_base(bank))
    last = next(iter(editions.of_bank(bank.id)), None)
    standing = session.get(models.Edition, bank.edition_id) if bank.edition_id else None
    if standing is None or standing.version != version:
        standing = models.Edition(id=db.new_id(), bank_id=bank.id, number=(last.number if last else 0) + 1)
        standing.version, standing.rows, standing.about, standing.beside = version, rows, about, beside
        before = last.parameter_set_id if last else ""
        standing.parameter_set_id = before if set_id is None else set_id
        standing.by, standing.at = actor.name, now
        session.add(standing)
        session.flush()
        audit.record("publish", "placement_edition", standing.id, changes={"number": [None, standing.number]}, now=now)
    for other in session.scalars(select(models.OwnBank).where(models.OwnBank.language == bank.language)):
        if other.id != bank.id and other.used:
            other.used = ""
    row.used, row.edition_id = used, standing.id
    session.flush()
    ref = editions.ref_of(bank.key, standing.number, version)
    moved = [key for key, numbers in _numbers(rows).items() if numbers_before.get(key, numbers) != numbers]
    if moved:
        # Nobody is moved: who would be placed otherwise is listed, and a person answers for each.
        redeciding.look_with_new_numbers(actor=actor, now=now)
    # Its engines are rehearsed before somebody waits for one.
    jobs.enqueue(PREPARE_BANK, {"bank": ref, "provider_id": actor.provider_id}, now=now, provider_id=actor.provider_id)
    return ref


def _numbers(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    names = ("a", "b", "c", "steps", "sd_b", "sd_log_a")
    return {row["key"]: tuple(row.get(name, "") for name in names) for row in rows}


def _rows_of_base(bank: BankInfo) -> list[dict[str, str]]:
    """What the copy of a shipped bank was copied from."""
    return packs.written(packs.BANKS / bank.base)[1] if bank.name == "" and bank.base else []


def put_away(key: str, *, actor: Actor, now: datetime) -> None:
    """Ask nobody from this bank any more. Its editions stay, for the tests that were taken with them."""
    row = db.session().get_one(models.OwnBank, own_banks.own_bank(key).id)
    row.used = ""
    db.session().flush()


def _beside(bank: BankInfo, used: str) -> str:
    return bank.base if used == BESIDE else ""


def _to_publish(bank: BankInfo) -> list[Row]:
    """The rows that are asked or once were; retired ones with flaws would only stand in the way."""
    rows = [dict(one.row) for one in own_banks.items_of(bank.id)]
    return [row for row in rows if row.get("state") != ItemState.RETIRED]


def _about(bank: BankInfo, rows: Sequence[Row]) -> dict[str, Any]:
    """What the edition says of itself: where its numbers and its voice come from, as far as somebody has worked on them."""
    items = {one.key: one for one in own_banks.items_of(bank.id)}
    counted = [row for row in rows if row.get("state", "draft") in (ItemState.DRAFT, ItemState.CALIBRATED)]
    source = str(bank.about.get("bank", {}).get("difficulty", "")) or "author_estimate_unreviewed"
    if counted and all(row.get("state") == ItemState.CALIBRATED for row in counted):
        source = "calibrated"
    elif counted and all(items[row["key"]].review != own_banks.OPEN for row in counted):
        source = "expert_estimate"
    media = bank_files.media(bank.id)
    recorded = all(media.get(name) is not None for row in counted for name in bank_desk.sounds_of(row))
    head = dict(bank.about.get("bank", {}))
    head |= {"key": bank.key, "version": "x", "language": bank.language, "difficulty": source}
    head["sound"] = "recorded" if recorded else str(head.get("sound") or "as_imported")
    return {**{name: value for name, value in bank.about.items() if name != "bank"}, "bank": head}


def export_folder(bank: BankInfo) -> bytes:
    """The bank as it lies on the desk, as the ZIP file of its folder, with every sound it plays."""
    about, rows, media = _out(bank)
    return formats.zip_bank(about, rows, media)


def export_qti(bank: BankInfo) -> formats.Written:
    """The same as a QTI 3 package, and what of it QTI cannot say."""
    about, rows, media = _out(bank)
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / bank.key
        target.mkdir()
        formats.unpack_bank(target, about, rows, media)
        return formats.export(target, site())


def _out(bank: BankInfo) -> tuple[dict[str, Any], list[Row], dict[str, bytes]]:
    rows = [dict(one.row) for one in own_banks.items_of(bank.id)]
    kept = bank_files.media_contents(bank.id)
    folder = packs.BANKS / bank.base / "media"
    media = {}
    for name in dict.fromkeys(name for row in rows for name in bank_desk.files_of(row)):
        if name in kept:
            media[name] = kept[name]
        elif bank.base and (folder / name).is_file():
            media[name] = (folder / name).read_bytes()
    about = _about(bank, rows)
    about["bank"]["version"] = f"{bank.number}"
    about["pictures"] = {"names": sorted({name for row in rows for name in pictures_of(row)})}
    return about, rows, media
