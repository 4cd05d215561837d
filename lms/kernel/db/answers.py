"""What a transaction was told and may be told again, until it writes to the tables that were asked."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

ANSWERS = "onward.answers"
"""Where a session keeps what it was told in the transaction in hand."""

_steady: set[str] = set()


def remember(*tables: str) -> None:
    """Transactions that write may be told of these tables again, until they write to one of them."""
    _steady.update(tables)


def forget(session: Session, *written: str) -> None:
    """These tables were written to: what was told of them may be wrong."""
    if not _steady.isdisjoint(written):
        session.info.pop(ANSWERS, None)


@event.listens_for(Session, "after_flush")
def _after_objects(session: Session, _context: UOWTransaction) -> None:
    if ANSWERS in session.info:
        changed = (*session.new, *session.dirty, *session.deleted)
        forget(session, *{one.__table__.name for one in changed})


@event.listens_for(Session, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    if not state.is_select and ANSWERS in state.session.info:
        table: Any = getattr(state.statement, "table", None)
        forget(state.session, *([table.name] if table is not None else _steady))


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, _transaction: Any) -> None:
    # What was told since the savepoint may never have been.
    session.info.pop(ANSWERS, None)


@event.listens_for(Session, "after_transaction_end")
def _after_transaction(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(ANSWERS, None)
