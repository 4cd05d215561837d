"""Cards of information that nobody has checked for more than six months, of every kind."""

from datetime import date

from lms.advice.domain import work
from lms.advice.domain.checks import CardKind, OldCard
from lms.advice.queries.points import count_old_points, old_points
from lms.advice.queries.work import work_contacts
from lms.casework import packs
from lms.casework import queries as casework
from lms.casework.domain.sources import Text, oldest


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
    """How many there are of every kind."""
    before = oldest(today)
    told = [*(one.label for one in work_contacts()), *(one.label for one in _texts())]
    return (
        casework.count_old_organisations(before) + count_old_points(before) + sum(label.is_old(today) for label in told)
    )


def _texts() -> list[OldCard]:
    worded = {Text.RIGHTS: packs.rights_worded_on(), Text.WORK_RIGHTS: work.WORDED_ON}
    return [OldCard(CardKind.TEXT, text, "", casework.text_label(text, day, "")) for text, day in worded.items()]
