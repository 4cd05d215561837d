"""Deeds around whole banks of a provider: a copy of what ships, a file from outside, an edition for learners, taking away."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import IO, Any

from sqlalchemy import delete, select

from lms.accounts.services import audit
from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor
from lms.kernel.packs import Problem
from placement import formats, models, packs, queries
from placement.domain import bank_checks
from placement.domain.bank_checks import Finding
from placement.domain.item_bank import ItemState, ItemType
from placement.formats import Refused
from placement.formats.bank_folder import pictures_of
from placement.formats.rows import Row, key_of
from placement.queries import bank_files, editions, own_banks
from placement.queries.editions import BESIDE, INSTEAD
from placement.queries.own_banks import BankInfo
from placement.services import bank_desk, redeciding

PICTURES = Path(__file__).parents[2] / "static" / "img" / "openmoji"
PREPARE_BANK = "placement.prepare_bank"
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


@cache
def site() -> formats.Site:
    """The picture set of the site by name, and its reader of banks."""
    return formats.Site({path.stem: path.read_bytes() for path in sorted(PICTURES.glob("*.svg"))}, packs.read_bank)


# --- coming in -------------------------------------------------------------------------------------------------------


def copy_shipped(key: str, *, actor: Actor, now: datetime) -> str:
    """A copy of a shipped bank, to review, record and change. Its sounds stay where they are. Returns the copy's key."""
    if key not in editions.shipped():
        raise errors.NotFound("placement.no_bank")
    about, rows = packs.written(packs.BANKS / key)
    kept = {name: value for name, value in about.items() if name != "pictures"}
    bank = _add_bank(f"{key}_own", kept["bank"]["language"], key, kept, actor=actor, now=now)
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
    why = {row["key"]: name for row in found.rows for name in sorted(large & set(_files_of(row)))}
    rows = tuple(row for row in found.rows if row["key"] not in why)
    played = {name for row in rows for name in _files_of(row)}
    return replace(
        found,
        rows=rows,
        imported=tuple(key for key in found.imported if key not in why),
        media={name: data for name, data in found.media.items() if name in played},
        unsupported=(*found.unsupported, *((key, f"medium_too_large {name}") for key, name in why.items())),
    )


def _files_of(row: Row) -> list[str]:
    return [*bank_desk.sounds_of(row), *pictures_of(row)]


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
    wrong: dict[str, str] = {}
    for problem in [*problems, *editions.odd_numbers(bank)]:
        if problem.code != "duplicate_key":
            told = next(
                (f" {value}" for name, value in problem.facts.items() if name in ("field", "file", "picture")), ""
            )
            wrong.setdefault(problem.key, f"{problem.code}{told}")
    here = {*folder.media, *site().pictures}
    for item in bank.items:
        for name in item.pictures:
            if name not in here:
                wrong.setdefault(item.key, f"picture_missing {name}")
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
    played = {name for row in rows.values() for name in _files_of(row)}
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


def _plain(tables: Mapping[str, Any]) -> dict[str, Any]:
    """What a bank says of itself, as far as it is what a bank says: words, numbers for all items, shares of areas."""
    head, usual, shares = tables.get("bank"), tables.get("defaults"), tables.get("quotas")
    if not isinstance(head, dict):
        raise Refused("bad_manifest", "bank.toml: [bank]")
    about: dict[str, Any] = {"bank": {name: value for name, value in head.items() if isinstance(value, str)}}
    if isinstance(usual, dict):
        about["defaults"] = {name: float(value) for name, value in usual.items() if _is_share(value)}
    if isinstance(shares, dict) and all(
        isinstance(one, dict) and all(map(_is_share, one.values())) for one in shares.values()
    ):
        about["quotas"] = {name: dict(one) for name, one in shares.items()}
    return about


def _is_share(value: object) -> bool:
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
        bank = _add_bank(name, found.language, base, found.about, actor=actor, now=now)
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


def _add_bank(
    name: str, language: str, base: str, about: Mapping[str, Any], *, actor: Actor, now: datetime
) -> BankInfo:
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


# --- before learners -------------------------------------------------------------------------------------------------


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


# --- going out -------------------------------------------------------------------------------------------------------


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
    for name in _files(rows):
        if name in kept:
            media[name] = kept[name]
        elif bank.base and (folder / name).is_file():
            media[name] = (folder / name).read_bytes()
    about = _about(bank, rows)
    about["bank"]["version"] = f"{bank.number}"
    about["pictures"] = {"names": sorted({name for row in rows for name in pictures_of(row)})}
    return about, rows, media


def _files(rows: Iterable[Row]) -> list[str]:
    found = [name for row in rows for name in (*bank_desk.sounds_of(row), *pictures_of(row))]
    return list(dict.fromkeys(found))
