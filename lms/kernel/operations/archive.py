"""A copy of the whole database and its files in one file, the same on SQLite and PostgreSQL, and the way back.

The file is a zip: `manifest.json` (format, revisions, rows and SHA-256 of each table, what there is of files),
`tables/<name>.jsonl`, one row a line, and `files/`. The rows are read in one repeatable-read transaction and brought back in one
transaction, into empty tables only; files come before it ends, and go again if it fails.
"""

import base64
import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, func, inspect, select
from sqlalchemy.types import TypeDecorator, TypeEngine

from lms.kernel import db, errors, migrate
from lms.kernel.operations import folders
from lms.kernel.plugins import Registry

FORMAT = 2
READABLE = (1, 2)
"""A copy of the first format has no files."""
BATCH = 500
MANIFEST = "manifest.json"
VERSION_TABLE = "alembic_version"
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, KeyError, ValueError, TypeError)
"""What reading a file that is no whole copy may raise."""


@dataclass(frozen=True)
class Figures:
    """How much a copy holds."""

    tables: int
    rows: int
    files: int = 0
    bytes: int = 0
    """Of all files, also of those that lie in an earlier copy."""


# --- keeping a copy --------------------------------------------------------------------------------------------------


def back_up(
    engine: Engine,
    registry: Registry,
    path: Path,
    *,
    now: datetime,
    data: Path | None = None,
    since: Path | None = None,
) -> Figures:
    """Write everything to `path`, readable by its owner only. The file appears when it is whole, or not at all.

    `data` is the data folder, whose files come along; those that have not changed since the copy `since` are left to it.
    Raises Conflict: the file is there, the tables are old, or a table belongs to a plug-in that is switched off; Invalid
    for a `since` that is no copy or lies elsewhere.
    """
    earlier = _earlier(path, since)
    if path.exists():
        raise errors.Conflict("operations.file_there", file=str(path))
    if not migrate.is_current(engine, registry):
        raise errors.Conflict("operations.old_tables")
    draft = path.with_name(f"{path.name}.part")
    try:
        with db.reading(), db.transaction(_snapshot(engine)) as session, db.crossing("backup"):
            connection = session.connection()
            _refuse_unknown_tables(connection)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                figures = _write(connection, file, now, lambda archive: _write_files(archive, registry, data, earlier))
                file.flush()
                os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return figures


def _snapshot(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def _refuse_unknown_tables(connection: Connection) -> None:
    unknown = set(inspect(connection).get_table_names()) - set(db.Base.metadata.tables) - {VERSION_TABLE}
    if unknown:
        raise errors.Conflict("operations.unknown_tables", tables=sorted(unknown))


def _earlier(path: Path, since: Path | None) -> folders.Since | None:
    if since is None:
        return None
    if since.resolve().parent != path.resolve().parent:
        raise errors.Invalid("operations.not_beside", file=str(path), other=str(since))
    try:
        with zipfile.ZipFile(since) as archive:
            return folders.Since(since.name, json.loads(archive.read(MANIFEST)).get("files", {}))
    except _DAMAGE as error:
        raise errors.Invalid("operations.damaged", file=str(since)) from error


def _write_files(
    archive: zipfile.ZipFile, registry: Registry, data: Path | None, earlier: folders.Since | None
) -> folders.Entries:
    return folders.write(archive, data, registry.folders(), earlier) if data else {}


def _write(
    connection: Connection, file: Any, now: datetime, write_files: Callable[[zipfile.ZipFile], folders.Entries]
) -> Figures:
    tables: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in db.Base.metadata.sorted_tables:
            tables[table.name] = _write_table(connection, archive, table)
        files = write_files(archive)
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "revisions": sorted(MigrationContext.configure(connection).get_current_heads()),
            "tables": tables,
            "files": files,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return _figures(manifest)


def _figures(manifest: Mapping[str, Any]) -> Figures:
    tables, files = manifest["tables"], manifest.get("files", {})
    rows, size = sum(one["rows"] for one in tables.values()), sum(one["size"] for one in files.values())
    return Figures(len(tables), rows, len(files), size)


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    rows_by_key = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    found = connection.execute(rows_by_key)
    with archive.open(_member(table.name), "w", force_zip64=True) as member:
        for row in found.mappings():
            line = json.dumps({name: _kept(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            member.write(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _kept(value: Any) -> Any:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return str(value)
    return value.total_seconds() if isinstance(value, timedelta) else value


# --- bringing it back ------------------------------------------------------------------------------------------------


def restore(engine: Engine, registry: Registry, path: Path, *, data: Path | None = None) -> Figures:
    """Bring a copy back into an empty, upgraded database and a data folder without its files: all of it, or nothing.

    Raises Invalid for a file that is damaged, no copy, or builds on one that is not beside it; Conflict for tables of another
    version, tables with rows or folders with files in them.
    """
    unpacked = data / f".restore-{db.new_id()}" if data else None
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked_manifest(archive)
            if set(manifest["revisions"]) != migrate.current_heads(engine):
                raise errors.Conflict("operations.other_version")
            if data and unpacked:
                folders.refuse_filled(data, registry.folders())
                folders.unpack(path, manifest.get("files", {}), registry.folders(), unpacked)
            with folders.placing(data, unpacked) as place, db.transaction(engine) as session, db.crossing("restore"):
                connection = session.connection()
                _refuse_filled_tables(connection)
                for table in db.Base.metadata.sorted_tables:
                    _read_table(connection, archive, table)
                place()
    except _DAMAGE as error:
        raise errors.Invalid("operations.damaged", file=str(path)) from error
    finally:
        if unpacked and unpacked.is_dir():
            shutil.rmtree(unpacked)
    return _figures(manifest)


def _checked_manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] not in READABLE or set(manifest["tables"]) != set(db.Base.metadata.tables):
        raise errors.Conflict("operations.other_version")
    for table, facts in manifest["tables"].items():
        if _digest(archive, table) != facts["sha256"]:
            raise ValueError(f"{table} is not what was written")
    return manifest


def _digest(archive: zipfile.ZipFile, table: str) -> str:
    digest = hashlib.sha256()
    with archive.open(_member(table)) as member:
        for line in member:
            digest.update(line)
    return digest.hexdigest()


def _refuse_filled_tables(connection: Connection) -> None:
    for table in db.Base.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise errors.Conflict("operations.not_empty", table=table.name)


def _read_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> None:
    readers = {column.name: _READERS.get(_python_type(column.type)) for column in table.columns}
    with archive.open(_member(table.name)) as member:
        for batch in _batches(json.loads(line) for line in member):
            connection.execute(
                table.insert(),
                [{name: _given(readers[name], value) for name, value in row.items()} for row in batch],
            )


def _python_type(kind: TypeEngine[Any]) -> type:
    return kind.impl_instance.python_type if isinstance(kind, TypeDecorator) else kind.python_type


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


_READERS: Mapping[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    bytes: base64.b64decode,
    Decimal: Decimal,
    timedelta: lambda seconds: timedelta(seconds=seconds),
}


def _given(reader: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if value is None or reader is None else reader(value)
