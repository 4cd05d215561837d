"""Deeds that bring a bank in: a copy of what ships, a file from outside that somebody looks at first and then keeps."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from sqlalchemy import delete

from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.packs import Problem
from placement import formats, models, packs, queries
from placement.domain.item_bank import Bank, ItemState, ItemType
from placement.formats import Refused
from placement.formats.rows import Row, key_of
from placement.queries import bank_files, editions, own_banks
from placement.queries.bank_files import site
from placement.queries.own_banks import BankInfo
from placement.services import bank_desk

KEPT_FOR_LOOKING = timedelta(days=1)
LARGEST_UPLOAD = 100 * 2**20
"""A bank with a recording of half a minute for each of 200 questions is 100 MB at most."""
PART = 2**20
DEFAULTS: Mapping[str, float] = {"a": 1.0, "sd_b": 1.2, "sd_log_a": 0.4, "guessing": 0.8, "a_rated": 0.6}
"""Of questions from other programs, about which nobody has said anything."""


@dataclass(frozen=True)
class Look:
    """What a file from outside holds: what would be taken in, what not and why, and why nothing when it is refused."""

    format: str = ""
    language: str = ""
    items: int = 0
    rows: tuple[Row, ...] = ()
    imported: tuple[str, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)
    unsupported: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    refused: Refused | None = None


def copy_shipped(key: str, *, actor: Actor, now: datetime) -> str:
    """A copy of a shipped bank, to review, record and change. Its sounds stay where they are. Returns the copy's key."""
    if key not in editions.shipped():
        raise errors.NotFound("placement.no_bank")
    about, rows = packs.written(packs.BANKS / key)
    kept = {name: value for name, value in about.items() if name != "pictures"}
    bank = add_bank(f"{key}_own", kept["bank"]["language"], key, kept, actor=actor, now=now)
    bank_desk.add_items(bank.id, rows, "copied", actor=actor, now=now)
    return bank.key


def keep_upload(name: str, file: IO[bytes], language: str, *, actor: Actor, now: datetime) -> str:
    """Keep a file while somebody looks at what it holds; older ones that nobody kept go. Returns its id.

    It is read and kept in parts. Raises Invalid for none, an empty one, and one that is too large.
    """
    session = db.session()
    drop_uploads(now)
    row = models.Upload(id=db.new_id(), name=name[-120:], size=0, language=language, by=actor.name, at=now)
    session.add(row)
    session.flush()
    for number, part in enumerate(iter(partial(file.read, PART), b"")):
        row.size += len(part)
        if row.size > LARGEST_UPLOAD:
            raise errors.Invalid("placement.file_too_large", field="file", megabytes=LARGEST_UPLOAD // 2**20)
        piece = models.UploadPart(id=db.new_id(), upload_id=row.id, number=number, content=part)
        session.add(piece)
        session.flush()
        session.expunge(piece)
    if not row.size:
        raise errors.Invalid("placement.choose_questions_file", field="file")
    session.flush()
    audit.record("look_at", "placement_upload", row.id, changes={"name": [None, row.name]}, now=now)
    return row.id


def drop_uploads(now: datetime) -> None:
    """Files that somebody looked at and neither kept nor left go after a day."""
    db.session().execute(delete(models.Upload).where(models.Upload.at < now - KEPT_FOR_LOOKING))


def look_at_upload(upload_id: str) -> Look:
    """The same for a file that somebody has sent to be looked at."""
    row = bank_files.upload(upload_id)
    return look_at(bank_files.upload_content(row.id), row.name, row.language)


def look_at(content: bytes, name: str, language: str = "") -> Look:
    """Everything a file holds, without keeping anything: the folder of a bank, QTI, GIFT or Moodle XML.

    A question with a sound or picture that is larger than a page may play is named and not taken in.
    """
    return _without_large(_all_of(content, name, language))


def _without_large(found: Look) -> Look:
    large = {name for name, data in found.media.items() if len(data) > bank_desk.LARGEST_MEDIUM}
    if not large:
        return found
    why = {row["key"]: name for row in found.rows for name in sorted(large & set(bank_desk.files_of(row)))}
    rows = tuple(row for row in found.rows if row["key"] not in why)
    played = {name for row in rows for name in bank_desk.files_of(row)}
    return replace(
        found,
        rows=rows,
        imported=tuple(key for key in found.imported if key not in why),
        media={name: data for name, data in found.media.items() if name in played},
        unsupported=(*found.unsupported, *((key, f"medium_too_large {name}") for key, name in why.items())),
    )


def _all_of(content: bytes, name: str, language: str) -> Look:
    if formats.is_bank(content):
        try:
            return _look_at_folder(formats.open_bank(content), language)
        except Refused as refused:
            return Look(format="bank", refused=refused)
    taken = formats.take(content, name, site(), language)
    if taken.refused is not None:
        return Look(refused=taken.refused)
    said = {"difficulty": "author_estimate_unreviewed", "sound": "as_imported", "licence": "as the source says"}
    return Look(
        format=taken.format,
        language=language or taken.language,
        items=taken.items,
        rows=tuple(packs.cells(row) for row in taken.rows),
        imported=tuple(taken.imported),
        media=taken.media,
        unsupported=tuple((one.item, one.what) for one in taken.unsupported),
        left_out=tuple((one.item, one.what) for one in taken.left_out),
        about={"bank": said | {"source": f"{taken.format}: {name}"}, "defaults": dict(DEFAULTS)},
    )


def _look_at_folder(folder: formats.Folder, language: str) -> Look:
    """A bank folder: every row that stands is taken in, every other is named with what is wrong with it."""
    about = _plain(folder.about)
    said = {"key": "x", "version": "x", "difficulty": "author_estimate_unreviewed", "sound": "as_imported"}
    said |= about["bank"]
    said["language"] = language or said.get("language", "und")
    about["bank"] = said
    try:
        bank, problems = packs.bank_of(about, folder.rows, lambda name: name in folder.media)
    except (TypeError, ValueError, AttributeError) as found:
        raise Refused("bad_manifest", f"bank.toml: {found}"[:120]) from found
    wrong = _flaws(bank, [*problems, *editions.odd_numbers(bank)], {*folder.media, *site().pictures})
    rows: dict[str, Row] = {}
    left: list[tuple[str, str]] = []
    for row in folder.rows:
        key = row.get("key", "?")
        if any("\0" in cell for cell in row.values()):
            wrong[key] = "a sign that no table can hold"
        if key in wrong or key in rows:
            left.append((key, wrong.get(key, "duplicate_key")))
        else:
            rows[key] = row
    played = {name for row in rows.values() for name in bank_desk.files_of(row)}
    idle = [(f"media/{name}", "file not used") for name in folder.media if name not in played]
    return Look(
        format="bank",
        language=said["language"],
        items=len(folder.rows),
        rows=tuple(rows.values()),
        imported=tuple(rows),
        media={name: data for name, data in folder.media.items() if name in played},
        unsupported=tuple(left),
        left_out=(*idle, *((name, "file not used") for name in folder.passed_over)),
        about=about,
    )


def _flaws(bank: Bank, problems: Iterable[Problem], pictures: Collection[str]) -> dict[str, str]:
    """What is wrong first with an item, by key: a code, and the column or file it is about."""
    found: dict[str, str] = {}
    for problem in problems:
        # The first of two rows with one key stands, so this is a flaw of the row and not of the item.
        if problem.code != "duplicate_key":
            about = next((problem.facts[name] for name in ("field", "file", "picture") if name in problem.facts), "")
            found.setdefault(problem.key, f"{problem.code} {about}".rstrip())
    for item in bank.items:
        for name in item.pictures:
            if name not in pictures:
                found.setdefault(item.key, f"picture_missing {name}")
    return found


def _plain(tables: Mapping[str, Any]) -> dict[str, Any]:
    """What a bank says of itself, as far as it is what a bank says: words, numbers for all items, shares of areas."""
    head, usual, shares = tables.get("bank"), tables.get("defaults"), tables.get("quotas")
    if not isinstance(head, dict):
        raise Refused("bad_manifest", "bank.toml: [bank]")
    about: dict[str, Any] = {"bank": {name: value for name, value in head.items() if isinstance(value, str)}}
    if isinstance(usual, dict):
        about["defaults"] = {name: float(value) for name, value in usual.items() if _is_plain_number(value)}
    if isinstance(shares, dict) and all(
        isinstance(one, dict) and all(map(_is_plain_number, one.values())) for one in shares.values()
    ):
        about["quotas"] = {name: dict(one) for name, one in shares.items()}
    return about


def _is_plain_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


def keep(upload_id: str, *, name: str, into: str, trial: bool, actor: Actor, now: datetime) -> tuple[str, int]:
    """Take in what was looked at: as a new bank under a name, or into one that is there. Whole or not at all.

    `trial`: the items are asked now and then and count for nothing. Returns the bank's key and how many items came in.
    """
    row = bank_files.upload(upload_id)
    found = look_at_upload(upload_id)
    if found.refused is not None or not found.rows:
        raise errors.Invalid("placement.nothing_to_keep", field="file")
    if into:
        bank = own_banks.own_bank(into)
        rows = [_with_defaults(one, found.about.get("defaults", {})) for one in found.rows]
    else:
        if not name.strip():
            raise errors.Invalid("placement.bank_needs_name", field="name")
        base = queries.bank_in(found.language).key
        bank = add_bank(name, found.language, base, found.about, actor=actor, now=now)
        rows = [dict(one) for one in found.rows]
    if trial:
        rows = [one | {"state": ItemState.PILOT.value} for one in rows]
    names = {}
    for medium, content in found.media.items():
        names[medium] = _kept(bank.id, medium, content, actor, now)
    keys = bank_desk.add_items(bank.id, [_renamed(one, names) for one in rows], "brought", actor=actor, now=now)
    db.session().delete(row)
    db.session().flush()
    return bank.key, len(keys)


def leave(upload_id: str) -> None:
    """Nobody wants what was looked at."""
    db.session().delete(bank_files.upload(upload_id))


def add_bank(name: str, language: str, base: str, about: Mapping[str, Any], *, actor: Actor, now: datetime) -> BankInfo:
    taken = {one.key for one in own_banks.own_banks()} | set(editions.shipped())
    slug = key_of(name).lower().encode("ascii", "ignore").decode() or "bank"
    key, number = slug, 2
    while key in taken:
        key, number = f"{slug}_{number}", number + 1
    # The copy of a shipped bank is called after it, in the reader's language.
    shown = "" if base and name == f"{base}_own" else name.strip()
    row = models.OwnBank(id=db.new_id(), key=key, name=shown, language=language, base=base, about=dict(about))
    row.used, row.edition_id, row.by, row.at = "", "", actor.name, now
    db.session().add(row)
    db.session().flush()
    return own_banks.own_bank(key)


def _with_defaults(row: Row, defaults: Mapping[str, Any]) -> Row:
    """A row that says itself what its own bank said for all of its rows."""
    rated = row.get("type") in {ItemType.WRITING_TASK, ItemType.SPEAKING_TASK}
    usual = {"a": defaults.get("a_rated" if rated else "a"), **{k: defaults.get(k) for k in ("sd_b", "sd_log_a")}}
    return {**{name: str(value) for name, value in usual.items() if value is not None}, **row}


def _kept(bank_id: str, name: str, content: bytes, actor: Actor, now: datetime) -> str:
    """Keep a file under its name, or under another where that name plays something else. Returns the name."""
    there = bank_files.content_of(bank_id, name)
    if there is not None and there != content:
        name = f"{hashlib.sha256(content).hexdigest()[:8]}_{name}"
    bank_desk.keep_medium(bank_id, name, bank_desk.type_of(name), content, "brought", actor=actor, now=now)
    return name


def _renamed(row: Row, names: Mapping[str, str]) -> Row:
    """A row with the names that its files got."""
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return row
    row = dict(row)
    for column in ("sound", "picture"):
        if row.get(column) in changed:
            row[column] = changed[row[column]]
    if row.get("option_sounds"):
        row["option_sounds"] = "|".join(changed.get(part.strip(), part) for part in row["option_sounds"].split("|"))
    for old, new in changed.items():
        row["options"] = row.get("options", "").replace(f"picture:{old}", f"picture:{new}")
    return {name: cell for name, cell in row.items() if cell}
