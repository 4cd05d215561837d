"""Row-level security and grants on PostgreSQL, derived from the declared kinds: the same line below the ORM."""

from sqlalchemy import Connection, text

from lms.kernel.db.tables import Kind, append_only_tables, tables_of

_OPEN = "coalesce(current_setting('app.crossing', true), '') <> ''"
_PROVIDER = "coalesce(provider_id, '') = coalesce(current_setting('app.provider', true), '')"
_PERSON = "person_id = nullif(current_setting('app.person', true), '')"
_RELATION = (
    "exists (select 1 from learners_learner r where r.person_id = {table}.person_id"
    " and r.provider_id = current_setting('app.provider', true))"
)


def protect(connection: Connection, app_role: str | None) -> None:
    """Row-level security and grants, derived from the declared kinds. Repeatable; PostgreSQL only.

    `app_role` is the plain role the application connects as; it gets no right to change or delete append-only tables.
    """
    if connection.dialect.name != "postgresql":
        return
    for table in tables_of(Kind.PROVIDER):
        _policy(connection, table, f"{_OPEN} or {_PROVIDER}", f"{_OPEN} or {_PROVIDER}")
    for table in tables_of(Kind.PERSON):
        seen = f"{_OPEN} or {_PERSON} or {_RELATION.format(table=table)}"
        inside = f"{_OPEN} or {_PERSON} or coalesce(current_setting('app.provider', true), '') <> ''"
        _policy(connection, table, seen, inside)
    if app_role:
        _grant(connection, app_role)


def _policy(connection: Connection, table: str, using: str, check: str) -> None:
    for statement in (
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"drop policy if exists onward on {table}",
        f"create policy onward on {table} using ({using}) with check ({check})",
    ):
        connection.execute(text(statement))


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"grant usage on schema public to {quoted}"))
    connection.execute(text(f"grant select, insert, update, delete on all tables in schema public to {quoted}"))
    for table in sorted(append_only_tables()):
        connection.execute(text(f"revoke update, delete on {table} from {quoted}"))
