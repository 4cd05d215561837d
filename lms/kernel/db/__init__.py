"""The database: declarative base, four kinds of table, scope of a provider, engines and transactions. No Flask here.

Every ORM statement on a provider's own table is filtered by the scope in force and refused without one; on PostgreSQL
row-level security holds the same line below us (`protect`). Services ask `session()`; doors open it and commit.
"""

from lms.kernel.db.answers import ANSWERS, forget, remember
from lms.kernel.db.claims import changed
from lms.kernel.db.engines import WAIT, engine, make_engine, reading, use_engine, works_beside, writes
from lms.kernel.db.filters import person_visible_when
from lms.kernel.db.protection import protect
from lms.kernel.db.scopes import NoScope, Scope, require_provider, scope
from lms.kernel.db.sessions import (
    connection,
    crossing,
    others_wait,
    scoped,
    session,
    steady_plans,
    transaction,
    turn_writer,
    use_session,
    write_at_once,
    write_waiting,
)
from lms.kernel.db.tables import (
    Base,
    Id,
    Identified,
    Instant,
    Kind,
    PersonOwned,
    ProviderOwned,
    Shared,
    System,
    append_only_tables,
    confidential_tables,
    new_id,
    repeatable_ids,
    tables_of,
    untimed_id,
)

__all__ = [
    "ANSWERS",
    "WAIT",
    "Base",
    "Id",
    "Identified",
    "Instant",
    "Kind",
    "NoScope",
    "PersonOwned",
    "ProviderOwned",
    "Scope",
    "Shared",
    "System",
    "append_only_tables",
    "changed",
    "confidential_tables",
    "connection",
    "crossing",
    "engine",
    "forget",
    "make_engine",
    "new_id",
    "others_wait",
    "person_visible_when",
    "protect",
    "reading",
    "remember",
    "repeatable_ids",
    "require_provider",
    "scope",
    "scoped",
    "session",
    "steady_plans",
    "tables_of",
    "transaction",
    "turn_writer",
    "untimed_id",
    "use_engine",
    "use_session",
    "works_beside",
    "write_at_once",
    "write_waiting",
    "writes",
]
