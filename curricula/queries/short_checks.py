"""Short checks that are still to be made: somebody has credit from elsewhere and has not begun here."""

from collections.abc import Iterable
from dataclasses import dataclass

from curricula.queries import outline
from lms.messages import queries as messages

CODE = "curricula.task.short_check"


@dataclass(frozen=True)
class ShortCheck:
    """One that is open: its task, and the modules that were credited, by full name."""

    task_id: str
    modules: tuple[str, ...]
    titles: str

    @property
    def programmes(self) -> frozenset[str]:
        """Programmes that she enters with the credit."""
        return frozenset(name.partition(":")[0] for name in self.modules)


def open_checks(learner_id: str) -> list[ShortCheck]:
    """Those of one learner."""
    return [
        ShortCheck(one.id, _modules(one.facts.get("modules", ())), str(one.facts.get("titles", "")))
        for one in messages.tasks_about(learner_id)
        if one.code == CODE and one.done_at is None
    ]


def _modules(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(outline.full_name(str(one)) for one in given)
