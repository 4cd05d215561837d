"""The doctor: looks at settings, database, clock, folders and files, and says what to mend. Changes nothing."""

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from lms.kernel import clock, db, language, migrate
from lms.kernel.config import Settings
from lms.kernel.jobs import ledger
from lms.kernel.plugins import Registry

APART = timedelta(seconds=5)
OVERDUE = timedelta(minutes=10)
AT_HOME = {"127.0.0.1", "localhost", "::1"}
_STATIC = re.compile(r"""static_url\(\s*["']([^"'{}]+)["']\s*\)""")


@dataclass(frozen=True)
class Finding:
    """One part that was looked at. `code` names the sentence that says what to mend; empty when all is well."""

    part: str
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.code


def examine(settings: Settings, registry: Registry, *, static: Path, templates: Iterable[Path]) -> list[Finding]:
    """Look at everything. Every part is in the answer, well or not; a part may have several findings."""
    found = [
        *_part("settings", _settings(settings)),
        *_part("data folder", _data_folder(settings.data_path)),
        *_part("languages", _languages(settings)),
        *_part("files for browsers", _files(static, templates)),
        *_part("time zones", _time_zones()),
    ]
    engine = db.make_engine(settings.database_url)
    try:
        return found + _database(engine, registry)
    finally:
        engine.dispose()


def _part(name: str, troubles: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Finding]:
    return [Finding(name, code, facts) for code, facts in troubles] or [Finding(name)]


Troubles = Iterator[tuple[str, Mapping[str, Any]]]

# --- settings, folders, files ----------------------------------------------------------------------------------------


def _settings(settings: Settings) -> Troubles:
    if settings.secret_key and len(settings.secret_key) < 32:
        yield "doctor.secret_short", {}
    address = urlsplit(settings.base_url)
    if address.scheme not in {"http", "https"} or not address.hostname or settings.base_url.endswith("/"):
        yield "doctor.base_url", {"value": settings.base_url}
    elif address.scheme == "http" and settings.secure_cookies and address.hostname not in AT_HOME:
        yield "doctor.cookies_need_https", {"value": settings.base_url}
    elif address.scheme == "https" and not settings.secure_cookies:
        yield "doctor.cookies_open", {}
    if settings.totp != "required" and not settings.demo:
        yield "doctor.totp", {"value": settings.totp}
    gateway = urlsplit(settings.sms_url)
    if settings.sms_url and gateway.scheme != "https" and gateway.hostname not in AT_HOME:
        yield "doctor.sms_https", {}
    if bool(settings.sms_url) != bool(settings.sms_token):
        yield "doctor.sms_half", {}
    if settings.clock_ahead and not settings.demo:
        yield "doctor.clock_ahead", {}


def _data_folder(folder: Path) -> Troubles:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        yield "doctor.data_dir", {"folder": str(folder)}


def _languages(settings: Settings) -> Troubles:
    # English is the language of the source: it needs no catalogue.
    missing = [
        code
        for code in settings.language_codes
        if code != "en"
        and not any((Path(f) / code / "LC_MESSAGES" / "messages.mo").exists() for f in language.translation_folders())
    ]
    if missing:
        yield "doctor.no_catalogue", {"languages": missing}


def _files(static: Path, templates: Iterable[Path]) -> Troubles:
    named = {
        name
        for folder in templates
        for template in folder.rglob("*.html")
        for name in _STATIC.findall(template.read_text(encoding="utf-8"))
    }
    missing = {name for name in named if not (static / name).is_file()}
    if trouble := sorted(missing | _changed(static)) or ([] if named else [str(static)]):
        yield "doctor.no_files", {"files": trouble}


def _changed(static: Path) -> set[str]:
    """Files brought in from others that are not what they were when they came."""
    manifest = static / "vendored.sha256"
    lines = manifest.read_text().splitlines() if manifest.is_file() else [f"0  {manifest.name}"]
    return {name for wanted, name in (line.split(maxsplit=1) for line in lines) if _sum(static.parent / name) != wanted}


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _time_zones() -> Troubles:
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        yield "doctor.no_time_zones", {}


# --- the database ----------------------------------------------------------------------------------------------------


def _database(engine: Engine, registry: Registry) -> list[Finding]:
    try:
        with db.reading(), engine.connect() as connection:
            found = _part("database", _file_of(connection))
            current = migrate.is_current(engine, registry)
            found += _part("tables", [] if current else [_tables(engine, registry)])
            found += _part("clock", _clock(connection))
            if connection.dialect.name == "postgresql":
                found += _part("row-level security", _row_security(connection))
            if current:
                found += _part("worker", _worker(connection))
            return found
    except SQLAlchemyError:
        return [Finding("database", "doctor.no_database")]


def _tables(engine: Engine, registry: Registry) -> tuple[str, Mapping[str, Any]]:
    strangers = migrate.unknown_heads(engine, registry)
    return ("doctor.newer_tables", {"revisions": strangers}) if strangers else ("doctor.old_tables", {})


def _file_of(connection: Connection) -> Troubles:
    if connection.dialect.name == "sqlite" and connection.scalar(text("pragma quick_check(1)")) != "ok":
        yield "doctor.damaged", {}


def _clock(connection: Connection) -> Troubles:
    seconds = (
        "strftime('%s', 'now')" if connection.dialect.name == "sqlite" else "extract(epoch from clock_timestamp())"
    )
    told = datetime.fromtimestamp(float(connection.scalar(text(f"select {seconds}")) or 0), UTC)
    # A shifted calendar is a demonstration's; the machine's own clock is compared.
    apart = abs((clock.now() - clock.shift()) - told)
    if apart > APART:
        yield "doctor.clock_apart", {"seconds": round(apart.total_seconds())}


def _row_security(connection: Connection) -> Troubles:
    guarded = [*db.tables_of(db.Kind.PROVIDER), *db.tables_of(db.Kind.PERSON)]
    rows = connection.execute(
        text(
            "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any(:names)"
            " and not (c.relrowsecurity and c.relforcerowsecurity"
            " and exists (select 1 from pg_policy p where p.polrelid = c.oid))"
        ),
        {"names": guarded},
    )
    if open_tables := sorted(row.relname for row in rows):
        yield "doctor.no_row_security", {"tables": open_tables}
    if _may_too_much(connection):
        yield "doctor.strong_role", {}


def _may_too_much(connection: Connection) -> bool:
    """Whether the application's role sees past row-level security, or can change the audit."""
    strong = connection.scalar(text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user"))
    open_logs = [
        table
        for table in sorted(db.append_only_tables())
        if connection.scalar(text("select has_table_privilege(to_regclass(:t)::oid, 'update, delete')"), {"t": table})
    ]
    return bool(strong or open_logs)


def _worker(connection: Connection) -> Troubles:
    entry = ledger.Entry.__table__.c
    oldest = connection.scalar(select(func.min(entry.due_at)).where(entry.state == ledger.State.WAITING))
    if oldest is not None and oldest < clock.now() - OVERDUE:
        yield "doctor.no_worker", {"since": oldest}
