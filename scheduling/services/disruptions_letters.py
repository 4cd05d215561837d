"""One letter to everybody whom a change of several sessions touches, in the reader's language; calls for the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lms.kernel import language
from lms.kernel.actor import Role
from lms.learners import queries as learners
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class Line:
    """One sentence of a letter: which, and its facts. `link` leads a member of staff to the session."""

    what: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""

    @property
    def code(self) -> str:
        """Names the sentence."""
        return f"scheduling.told.{self.what}"


def tell(
    centre_id: str,
    lines: Mapping[str, Sequence[Line]],
    teachers: Sequence[tuple[str, Line]],
    link: str,
    *,
    now: datetime,
) -> tuple[int, int]:
    """A letter to each learner, a task for each teacher, and one task to call those without e-mail.

    Whoever does not want to be called is a task of its own. Returns how many letters wait in the
    outbox, and how many people have to be called.
    """
    people = learners.by_ids(lines)
    centre = organisations.centre(centre_id)
    mailed, to_call = 0, []
    for learner_id, said in lines.items():
        person = people.get(learner_id)
        if person is None:
            continue
        locale = message_queries.language_of(person)
        told = "\n".join(language.say(one.code, one.facts, locale) for one in said)
        facts = {"lines": told, "centre": centre.name, "phone": centre.phone}
        if messages.write_to(person, "scheduling.week_changes", facts, now=now):
            mailed += 1
        elif person.no_calls:
            messages.ask(
                Role.ADMINISTRATOR,
                "scheduling.tell_without_call",
                {"name": person.name},
                now=now,
                learner_id=person.id,
                link=link,
            )
        else:
            to_call.append(person.name)
    if to_call:
        called = {"people": len(to_call), "names": to_call}
        messages.ask(Role.ADMINISTRATOR, "scheduling.call_people", called, now=now, centre_id=centre_id, link=link)
    for staff_id, line in teachers:
        messages.ask(
            Role.TEACHER, line.code, line.facts, now=now, staff_id=staff_id, centre_id=centre_id, link=line.link
        )
    return mailed, len(to_call)
