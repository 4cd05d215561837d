"""Deeds on the items of a provider's own bank: writing, reviewing, recording. Every change is a version; none is lost."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select

from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level
from placement import formats, models
from placement.domain import performances
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import ItemState
from placement.domain.scripts import OWN
from placement.formats.bank_folder import pictures_of
from placement.formats.content import PICTURES, check_medium
from placement.formats.rows import COLUMNS, Row, key_of
from placement.queries import own_banks
from placement.queries.own_banks import CONFIRMED, CORRECTED, OPEN, BankInfo

EXPERT_SD = 0.38
"""How unsure the difficulty is that a language expert gives: she knows the level, not the place in it."""
PLACES: Mapping[str, float] = {"lower": -0.2, "middle": 0.0, "upper": 0.2}
"""Where in its level an item lies, as far as somebody may say without having tried it out."""
LARGEST_MEDIUM = 5 * 1024 * 1024
ENDINGS = {
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
}
ASKED = frozenset(COLUMNS) - {"a", "b", "c", "sd_b", "sd_log_a", "state", "level", "content"}
"""Columns that make an item another question: a review says nothing about it any more."""


def add_items(bank_id: str, rows: Iterable[Row], deed: str, *, actor: Actor, now: datetime) -> list[str]:
    """Put rows at the end of a bank, under keys that nothing else has. Returns the keys."""
    session = db.session()
    taken = set(session.scalars(select(models.OwnItem.key).where(models.OwnItem.bank_id == bank_id)))
    last = session.scalar(select(func.max(models.OwnItem.place)).where(models.OwnItem.bank_id == bank_id)) or 0
    keys = []
    for place, row in enumerate(rows, start=last + 1):
        key = _free(row.get("key", ""), taken)
        taken.add(key)
        keys.append(key)
        item = models.OwnItem(id=db.new_id(), bank_id=bank_id, key=key, place=place, row={**row, "key": key})
        item.number, item.review, item.by, item.at = 1, OPEN, actor.name, now
        session.add(item)
        session.flush()
        _keep_version(item, deed, "")
    session.flush()
    audit.record("add", "placement_item", bank_id, changes={"items": [None, len(keys)], "deed": [None, deed]}, now=now)
    return keys


def _free(wanted: str, taken: set[str]) -> str:
    key = base = key_of(wanted)
    number = 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def save_item(bank: BankInfo, key: str, row: Mapping[str, str], *, note: str, actor: Actor, now: datetime) -> bool:
    """Keep an item as somebody wrote it. Returns whether anything changed. What makes it another question opens its review."""
    item = _item(bank, key)
    wanted = {name: row[name] for name in COLUMNS if row.get(name)} | {"key": key}
    before = dict(item.row)
    if wanted == before:
        return False
    if any(wanted.get(name) != before.get(name) for name in ASKED):
        item.review, item.reviewed_by, item.reviewed_at = OPEN, "", None
        if before.get("state") == ItemState.CALIBRATED:
            # What was measured was another question.
            wanted["state"] = ItemState.DRAFT.value
    _change(item, wanted, "edited", note, actor, now)
    return True


def add_item(bank: BankInfo, row: Mapping[str, str], *, actor: Actor, now: datetime) -> str:
    """A new item, on trial until somebody says otherwise. Returns its key."""
    if not row.get("key", "").strip():
        raise errors.Invalid("placement.item_needs_key", field="key")
    wanted = {name: row[name] for name in COLUMNS if row.get(name)}
    wanted.setdefault("state", ItemState.PILOT.value)
    return add_items(bank.id, [wanted], "written", actor=actor, now=now)[0]


def review(bank: BankInfo, key: str, level: Level, place: str, *, note: str, actor: Actor, now: datetime) -> str:
    """A language expert confirms the author's level (`place` empty: its difficulty too), or corrects it.

    Returns `confirmed` or `corrected`. The number is never surer than an expert can be.
    """
    item = _item(bank, key)
    row = dict(item.row)
    if place and place not in PLACES:
        raise errors.Invalid("placement.choose_place", field="place")
    same = row.get("level") == level and not place
    if not same:
        middle = LANGUAGE_CUTS.middle(level)
        row |= {"level": level.value, "b": f"{middle + PLACES[place or 'middle']:.2f}"}
    if row.get("state") == ItemState.CALIBRATED and not same:
        raise errors.Conflict("placement.calibrated_by_people")
    usual = float(bank.about.get("defaults", {}).get("sd_b", EXPERT_SD))
    if float(row.get("sd_b") or usual) > EXPERT_SD:
        row["sd_b"] = str(EXPERT_SD)
    item.review = CONFIRMED if same else CORRECTED
    item.reviewed_by, item.reviewed_at = actor.name, now
    if row != dict(item.row):
        _change(item, row, item.review, note, actor, now)
    else:
        # Nothing of the question changed, but that somebody looked is part of its story.
        item.number += 1
        _keep_version(item, item.review, note, actor.name, now)
    audit.record("review", "placement_item", item.id, changes={"review": [None, item.review]}, now=now)
    return item.review


def set_state(bank: BankInfo, keys: Iterable[str], state: ItemState, *, actor: Actor, now: datetime) -> int:
    """Move items to another part of their life. Calibrated is what a calibration says, nobody else. Returns how many moved."""
    if state is ItemState.CALIBRATED:
        raise errors.Invalid("placement.calibrated_by_people")
    moved = 0
    for key in keys:
        item = _item(bank, key)
        if (item.row.get("state") or ItemState.DRAFT) != state:
            _change(item, {**item.row, "state": state.value}, f"to_{state.value}", "", actor, now)
            moved += 1
    return moved


def restore(bank: BankInfo, key: str, number: int, *, actor: Actor, now: datetime) -> None:
    """Put an earlier version on the desk again, as a new one."""
    item = _item(bank, key)
    found = next((one for one in own_banks.versions(item.id) if one.number == number), None)
    if found is None:
        raise errors.NotFound("placement.absent")
    if save_item(bank, key, found.row, note=str(number), actor=actor, now=now):
        return


def put_numbers(
    bank: BankInfo, numbers: Mapping[str, Mapping[str, str]], *, deed: str, actor: Actor, now: datetime
) -> int:
    """Give items the numbers of a calibration, each as a version of its own. Returns how many changed."""
    changed = 0
    for key, cells in numbers.items():
        item = _item(bank, key)
        row = {**item.row, **cells}
        if row != dict(item.row):
            _change(item, row, deed, "", actor, now)
            changed += 1
    return changed


# --- sounds and pictures ---------------------------------------------------------------------------------------------


def record(bank: BankInfo, name: str, content: bytes, *, actor: Actor, now: datetime) -> str:
    """A recording in place of a sound, wherever items play it. The old sound stays with the old versions. Returns its name.

    Raises Invalid for what is no recording or too large, NotFound for a sound that no item plays.
    """
    if len(content) > LARGEST_MEDIUM:
        raise errors.Invalid("placement.sound_too_large", megabytes=LARGEST_MEDIUM // 2**20)
    kind = performances.sound_type(content) if content else None
    if kind is None:
        raise errors.Invalid("placement.no_sound_file" if content else "placement.choose_recording")
    playing = [one for one in own_banks.items_of(bank.id) if name in sounds_of(one.row)]
    if not playing:
        raise errors.NotFound("placement.absent")
    digest = hashlib.sha256(content).hexdigest()[:8]
    stem = name.rpartition(".")[0].partition("--")[0]
    new = f"{stem}--{digest}.{ENDINGS[kind]}"
    keep_medium(bank.id, new, kind, content, "recorded", actor=actor, now=now)
    for one in playing:
        item = _item(bank, one.key)
        row = dict(item.row)
        if row.get("sound") == name:
            row["sound"] = new
        if row.get("option_sounds"):
            row["option_sounds"] = "|".join(
                new if part.strip() == name else part for part in row["option_sounds"].split("|")
            )
        _change(item, row, "recorded", "", actor, now)
    return new


def sounds_of(row: Mapping[str, str]) -> list[str]:
    """Names of all sounds of a row, without those in everybody's own language."""
    named = [row.get("sound", ""), *(part.strip() for part in (row.get("option_sounds") or "").split("|"))]
    return [name for name in named if name and not name.startswith(OWN)]


def files_of(row: Row) -> list[str]:
    """Names of all sounds and pictures of a row."""
    return [*sounds_of(row), *pictures_of(row)]


def keep_picture(bank: BankInfo, name: str, content: bytes, *, actor: Actor, now: datetime) -> str:
    """Keep a picture of an item. Returns the name that the item shows it by. Raises Invalid for what is no picture."""
    ending = name.rpartition(".")[2].lower()
    if ending not in PICTURES:
        raise errors.Invalid("placement.no_picture_file", field="picture_file")
    if len(content) > LARGEST_MEDIUM:
        raise errors.Invalid("placement.picture_too_large", field="picture_file", megabytes=LARGEST_MEDIUM // 2**20)
    try:
        check_medium(name, content)
    except formats.Refused as refused:
        raise errors.Invalid("placement.no_picture_file", field="picture_file") from refused
    stem = key_of(name.rpartition("/")[2].rpartition(".")[0])
    kept = f"{stem}--{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
    keep_medium(bank.id, kept, type_of(kept), content, "brought", actor=actor, now=now)
    return kept


def keep_medium(
    bank_id: str, name: str, media_type: str, content: bytes, origin: str, *, actor: Actor, now: datetime
) -> None:
    """Keep one file of a bank. The same name with the same content is there already."""
    session = db.session()
    row = session.scalar(select(models.Medium).where(models.Medium.bank_id == bank_id, models.Medium.name == name))
    if row is not None:
        return
    row = models.Medium(id=db.new_id(), bank_id=bank_id, name=name, media_type=media_type, size=len(content))
    row.content, row.origin, row.by, row.at = content, origin, actor.name, now
    session.add(row)
    session.flush()
    audit.record("keep", "placement_medium", row.id, changes={"name": [None, name]}, now=now)


MEDIA_TYPES = {
    **{ending: kind for kind, ending in ENDINGS.items()},
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}


def type_of(name: str) -> str:
    """The media type of a file whose content has been found to be what its name says."""
    return MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


# --- versions --------------------------------------------------------------------------------------------------------


def _item(bank: BankInfo, key: str) -> models.OwnItem:
    row = db.session().scalar(
        select(models.OwnItem).where(models.OwnItem.bank_id == bank.id, models.OwnItem.key == key)
    )
    if row is None:
        raise errors.NotFound("placement.absent")
    return row


def _change(item: models.OwnItem, row: Mapping[str, str], deed: str, note: str, actor: Actor, now: datetime) -> None:
    item.row, item.number = {name: cell for name, cell in row.items() if cell}, item.number + 1
    item.by, item.at = actor.name, now
    _keep_version(item, deed, note)
    audit.record(
        "change",
        "placement_item",
        item.id,
        changes={"number": [item.number - 1, item.number], "deed": [None, deed]},
        now=now,
    )


def _keep_version(
    item: models.OwnItem, deed: str, note: str, by: str | None = None, at: datetime | None = None
) -> None:
    session = db.session()
    row = models.ItemVersion(id=db.new_id(), item_id=item.id, number=item.number, row=dict(item.row), deed=deed)
    row.note, row.by, row.at = note.strip(), by or item.by, at or item.at
    session.add(row)
    session.flush()
