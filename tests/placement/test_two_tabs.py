"""The same answer from several tabs at the same moment counts once; without its guard it would not."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select, update

from lms.accounts.models import AuditEntry
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.statements import Prepared, table
from placement import models, queries
from placement.domain import sitting
from placement.domain.sitting import Sitting
from placement.services import keeping
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people

TABS = 6


def begun(house: House) -> tuple[Cast, Actor, dict[str, str]]:
    """A learner with a question on her screen, and the form that answers it."""
    cast = gather(house)
    lucia = people.add(house, cast, people.LUCIA)
    page = house.client(lucia).post("/my-placement/test", follow_redirects=True)
    return cast, lucia, people.form_of(page.text, "dont_know")


def counted(house: House, cast: Cast, lucia: Actor) -> tuple[int, int, int]:
    """Answers in the sitting, answers in the audit, showings of all items."""
    with house.acting(cast.teacher) as session:
        running = queries.open_sitting(lucia.learner_id or "")
        assert running is not None
        written = session.scalar(
            select(func.count()).where(AuditEntry.subject_id == running.id, AuditEntry.action == "answer")
        )
        shown = session.scalar(select(func.sum(models.Exposure.asked)).where(models.Exposure.item_key != ""))
        return running.answered, int(written or 0), int(shown or 0)


def at_once(works: list[Callable[[], None]]) -> None:
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_an_answer_sent_from_six_tabs_at_once_counts_once(house: House) -> None:
    cast, lucia, form = begun(house)
    barrier, statuses = Barrier(TABS), list[int]()
    shift = clock.shift()

    def tab() -> None:
        clock.use_shift(shift)
        client = house.client(lucia)
        barrier.wait(timeout=120)
        statuses.append(client.post("/my-placement/question", data=form).status_code)

    at_once([tab] * TABS)
    assert statuses == [302] * TABS
    assert counted(house, cast, lucia) == (1, 1, 2)


@pytest.mark.parametrize("guarded", [True, False])
def test_two_that_have_read_the_same_question_write_one_answer_only_because_of_the_version(
    postgres_house: House, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """Both look at the sitting before either writes. Without the version in the condition both would write."""
    cast, lucia, form = begun(postgres_house)
    if not guarded:
        rows = table(models.Sitting)
        values: dict[str, Any] = {name: bindparam(name) for name in ("state", "version", "touched_at")}
        monkeypatch.setattr(
            keeping, "_GO_ON", Prepared(update(rows).where(rows.c.id == bindparam("id_is")).values(values))
        )
    barrier, now = Barrier(2), clock.now()

    def change(found: queries.SittingInfo) -> queries.State:
        assert isinstance(found.state, Sitting)
        if found.version == 1:
            barrier.wait(timeout=120)
        return sitting.answer(keeping.engine_of(found), found.state, form["item"], None)

    def tab() -> None:
        with postgres_house.acting(lucia):
            keeping.changed(form["sitting"], change, "answer", actor=lucia, now=now)

    at_once([tab, tab])
    assert counted(postgres_house, cast, lucia)[:2] == ((1, 1) if guarded else (1, 2))
