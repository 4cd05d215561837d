"""Deeds of messages: asking somebody to do something, writing letters and sending them."""

from lms.messages.domain import MOST_TRIES
from lms.messages.services.gateway import https
from lms.messages.services.letters import queue_mail, write_or_call, write_to
from lms.messages.services.sending import Message, claim, close, smtp, tried, waiting
from lms.messages.services.tasks import (
    ask,
    ask_again,
    mark_done,
    move_tasks,
    pass_on,
    reopen,
    settle,
    settle_about,
    settle_keyed,
)

__all__ = [
    "MOST_TRIES",
    "Message",
    "ask",
    "ask_again",
    "claim",
    "close",
    "https",
    "mark_done",
    "move_tasks",
    "pass_on",
    "queue_mail",
    "reopen",
    "settle",
    "settle_about",
    "settle_keyed",
    "smtp",
    "tried",
    "waiting",
    "write_or_call",
    "write_to",
]
