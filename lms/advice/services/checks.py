"""Somebody asked whether a card of information is still right."""

from datetime import date

from lms.advice.domain.checks import CardKind
from lms.advice.services.points import check_point
from lms.advice.services.work import check_work_contact
from lms.casework import services as casework
from lms.casework.domain.sources import Text
from lms.kernel import errors
from lms.kernel.actor import Actor


def check_card(kind: str, card_id: str, day: date | None, *, actor: Actor) -> None:
    """On this day it was right; with none it is not known. Raises NotFound for what is no card of the provider."""
    match kind:
        case CardKind.ORGANISATION:
            casework.check_organisation(card_id, day)
        case CardKind.POINT:
            check_point(card_id, day)
        case CardKind.CONTACT:
            check_work_contact(card_id, day)
        case CardKind.TEXT if card_id in set(Text):
            casework.check_text(Text(card_id), day, actor=actor)
        case _:
            raise errors.NotFound("advice.no_card")
