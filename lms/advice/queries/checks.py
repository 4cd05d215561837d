"""Cards of information that nobody has checked for more than six months, of every kind."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from lms.advice import models
from lms.advice.domain import orientation, work
from lms.advice.domain.checks import CardKind, OldCard
from lms.advice.queries.points import old_points
from lms.advice.queries.work import work_contacts
from lms.casework import models as casework_models
from lms.casework import packs
from lms.casework import queries as casework
from lms.casework.domain.sources import Text, oldest
from lms.kernel import db


def old_cards(today: date) -> list[OldCard]:
    """All that the provider tells and nobody has asked about lately; what nobody ever asked about comes first.

    A text that ships has no name and no source: the door says both.
    """
    before = oldest(today)
    found = [
        *(
            OldCard(CardKind.ORGANISATION, one.id, one.name, one.label, one.phone or one.email)
            for one in casework.old_organisations(before)
        ),
        *(OldCard(CardKind.POINT, one.id, one.name, one.label, one.phone) for one in old_points(before)),
        *(
            OldCard(CardKind.CONTACT, one.id, one.name, one.label, one.phone or one.email)
            for one in work_contacts()
            if one.label.is_old(today)
        ),
        *(one for one in _texts() if one.label.is_old(today)),
    ]
    return sorted(found, key=lambda one: (one.label.checked_on or date.min, one.name.casefold(), one.id))


def count_old_cards(today: date) -> int:
    """How many there are of every kind, by one question: the first page of the office asks it."""
    before = oldest(today)
    texts = [text for text, day in _worded().items() if day < before]
    read = casework_models.TextCheck
    counts = (
        _count(casework_models.Organisation, before, casework_models.Organisation.ended_on.is_(None)),
        _count(models.Point, before),
        _count(models.WorkContact, before),
        select(len(texts) - func.count(read.id)).where(read.text.in_(texts), read.checked_on >= before),
    )
    return sum(db.session().execute(select(*(one.scalar_subquery() for one in counts))).one())


def _count(row: Any, before: date, *more: ColumnElement[bool]) -> Select[int]:
    return select(func.count(row.id)).where(or_(row.checked_on.is_(None), row.checked_on < before), *more)


def _worded() -> dict[Text, date]:
    """The day of the wording of each text that ships."""
    return {
        Text.RIGHTS: packs.rights_worded_on(),
        Text.WORK_RIGHTS: work.WORDED_ON,
        Text.ORIENTATION: orientation.WORDED_ON,
    }


def _texts() -> list[OldCard]:
    return [OldCard(CardKind.TEXT, text, "", casework.text_label(text, day, "")) for text, day in _worded().items()]
