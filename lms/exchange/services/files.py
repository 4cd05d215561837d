"""A person's whole file: what every table holds about her, as JSON for programs, CSV for tables, a page to read, her files."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup, escape

from lms.accounts.services import audit
from lms.blocks.queries import keeping
from lms.exchange.queries import persons
from lms.kernel import config, db, errors, language, plugins
from lms.kernel.actor import Actor
from lms.kernel.language import N_
from lms.kernel.separated import as_csv

SECRET = {"token_hash", "password_hash", "totp_secret", "totp_last_step", "secret", "private_pem"}
"""What opens a door is no fact about a person."""
UNSAID = {"provider_id", "id", "unique_key"}
"""Left out of the page to read; the JSON has it."""
KEPT = "blocks_kept_file"
"""What exercises keep in files: told like a table."""
_MADE = (1980, 1, 1, 0, 0, 0)
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "video/webm": "webm", "video/mp4": "mp4",
    "application/pdf": "pdf", "audio/webm": "webm", "audio/ogg": "ogg",
    "audio/mp4": "m4a", "audio/mpeg": "mp3", "audio/wav": "wav",
}  # fmt: skip

_TITLE = N_("Everything we keep about %(name)s")
_MADE_ON = N_("Made on %(day)s.")
_CONFIDENCE = N_(
    "What was said in confidence is left out: answers to “How I am”, and ideas for the centre. They stand on pages of the person."
)
_OTHERS = N_("More, in other words")
_HISTORY = N_("Who changed or looked at something")


@dataclass(frozen=True)
class File:
    """The file: its bytes and how many rows of how many tables are in it."""

    content: bytes
    rows: int
    tables: int


def whole_file(learner_id: str, *, locale: str, actor: Actor, now: datetime) -> File:
    """Everything about somebody as a ZIP, in `locale` where there are words. The audit keeps that it was made."""
    whom = persons.subject(learner_id)
    found = persons.rows_about(whom)
    lines = persons.lines_about(whom, found)
    told = {
        one.name: answer
        for person_id in whom.person_ids
        for one in plugins.installed().plugins
        if (answer := _told(one, person_id))
    }
    audit.record("give_file", persons.LEARNER, learner_id, changes={"tables": len(found)}, now=now)
    files = _Files(keeping.files_of_learners(_data_folder(), whom.learner_ids))
    # Whoever makes the file may not read what was said in confidence; the person reads it on a page of her own.
    kept_quiet = db.confidential_tables()
    tables = {name: [files.plain(name, row) for row in rows] for name, rows in found.items() if name not in kept_quiet}
    if files.told:
        tables[KEPT] = files.told
    history = [
        {"at": line["at"].isoformat(), "by": line["actor"], "deed": line["action"], "of": line["subject_kind"]}
        for line in lines
        if line["subject_kind"] not in kept_quiet
    ]
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        facts = {"made_at": now.isoformat(), "tables": tables, "plugins": told, "history": history}
        _put(archive, "file.json", json.dumps(facts, ensure_ascii=False, indent=1, default=_plain).encode())
        _put(archive, "read-me.html", _page(whom, tables, told, history, locale, now).encode())
        for name, rows in tables.items():
            _put(archive, f"tables/{name}.csv", _csv(rows))
        for path, content in files.held.items():
            _put(archive, path, content)
        for path, place in files.lying.items():
            archive.write(place, path)
    return File(out.getvalue(), sum(map(len, tables.values())), len(tables))


def _data_folder() -> Path:
    return (config.in_force() or config.read()).data_path


def _told(plugin: plugins.Plugin, person_id: str) -> Mapping[str, Any]:
    try:
        return plugin.personal_data(person_id)
    except errors.NotFound:
        # A pack or bank that is no longer installed takes the words with it; the tables have the facts.
        return {}


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(ZipInfo(name, _MADE), content, ZIP_DEFLATED)


class _Files:
    """What was uploaded or recorded lies beside the tables, under a name that the row tells."""

    def __init__(self, lying: Sequence[keeping.LearnersFile]) -> None:
        self.held: dict[str, bytes] = {}
        self.lying: dict[str, Path] = {}
        self.told: list[dict[str, Any]] = []
        """Files of exercises, a row each."""
        self._names: dict[str, str] = {}
        for number, one in enumerate(lying, 1):
            path = f"files/{KEPT}-{number}.{ENDINGS.get(one.media_type, 'bin')}"
            self.lying[path], self._names[one.reference] = one.path, path
            row = {"unit": one.unit, "exercise": one.exercise, "content": path, "at": one.kept_at.isoformat()}
            self.told.append(row)

    def plain(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as JSON can hold it, without secrets."""
        return {name: self._value(table, row, name) for name in row if name not in SECRET}

    def _value(self, table: str, row: Mapping[str, Any], name: str) -> Any:
        value = row[name]
        if isinstance(value, dict) and self._names:
            # What stands for a file in the state of an exercise says where it lies here.
            return {key: self._names.get(one, one) if isinstance(one, str) else one for key, one in value.items()}
        if not isinstance(value, bytes):
            return _plain(value) if isinstance(value, date | time) else value
        kind = str(row.get("media_type") or row.get(f"{name}_type") or "").partition(";")[0]
        path = f"files/{table}-{row.get('id', len(self.held))}.{ENDINGS.get(kind, 'bin')}"
        self.held[path] = value
        return path


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return as_csv(list(rows[0]), [[_cell(value) for value in row.values()] for row in rows])


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, default=_plain) if isinstance(value, dict | list) else value


# --- the page to read --------------------------------------------------------------------------------------------------


def _page(
    whom: persons.Subject,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    told: Mapping[str, Any],
    history: Sequence[Mapping[str, Any]],
    locale: str,
    now: datetime,
) -> str:
    name = ", ".join(whom.names)
    title = language.translate(_TITLE, locale) % {"name": name}
    parts = [Markup("<h1>{}</h1><p>{}</p>").format(title, _said(_MADE_ON, locale, day=_written(now.date(), locale)))]
    parts.append(Markup("<p>{}</p>").format(_said(_CONFIDENCE, locale)))
    for area in dict.fromkeys(table.partition("_")[0] for table in tables):
        parts.append(Markup("<h2>{}</h2>").format(_word(f"file.{area}", area, locale)))
        parts += [_table(name, tables[name], locale) for name in tables if name.partition("_")[0] == area]
    if told:
        parts.append(Markup("<h2>{}</h2><pre>{}</pre>").format(
            _said(_OTHERS, locale), json.dumps(told, ensure_ascii=False, indent=1, default=_plain)
        ))  # fmt: skip
    if history:
        parts.append(Markup("<h2>{}</h2>").format(_said(_HISTORY, locale)))
        parts.append(_rows(history, locale))
    way = "rtl" if locale in ("ar", "fa", "fa_AF", "ps", "ur", "ckb") else "ltr"
    head = Markup(
        '<!doctype html><html lang="{}" dir="{}"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>'
    ).format(locale.replace("_", "-"), way, title)
    return str(head + Markup("\n").join(parts) + Markup("</body></html>\n"))


def _table(name: str, rows: Sequence[Mapping[str, Any]], locale: str) -> Markup:
    shown = [{key: row[key] for key in row if key not in UNSAID and row[key] not in (None, "", [], {})} for row in rows]
    heading = _word(f"file.{name}", name.partition("_")[2].replace("_", " "), locale)
    return Markup("<h3>{}</h3>").format(heading) + _rows([row for row in shown if row], locale)


def _rows(rows: Sequence[Mapping[str, Any]], locale: str) -> Markup:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(_word(f"field.{key}", key.replace("_", " "), locale))
        for key in columns
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td dir="auto">{}</td>').format(_shown(row.get(key, ""), locale)) for key in columns
            )
        )
        for row in rows
    )
    return Markup('<table border="1"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(head, body)


def _shown(value: Any, locale: str) -> Any:
    if isinstance(value, str) and value.startswith("files/"):
        return Markup('<a href="{}">{}</a>').format(value, value)
    return escape(_cell(value))


def _word(code: str, otherwise: str, locale: str) -> str:
    return language.say(code, locale=locale) if language.knows(code) else otherwise


def _said(message: str, locale: str, **facts: Any) -> str:
    return language.translate(message, locale) % facts


def _written(day: date, locale: str) -> str:
    return language.written(day, locale) + f" {day.year}"
