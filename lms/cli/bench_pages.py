"""Pages of every day: CPU time, bytes and queries of each, with sign-in, tenant filter and the audit of reads."""

import os
import statistics
import time
from calendar import monthrange
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select

from lms import app as application
from lms.cli import bench_house
from lms.cli.bench_house import Built, Place
from lms.courses import models
from lms.kernel import clock, config, db
from lms.kernel.actor import Role
from lms.learners import models as learners

WARM = 3
"""Rounds that are not counted: templates are compiled, statements are made."""
MONTH_SESSIONS = 60
LARGE = 200


@dataclass(frozen=True)
class Page:
    """One page, and as whom it is looked at."""

    name: str
    path: str
    cookie: str
    most_ms: float
    """CPU time that it may take at most."""


def run(place: Place, rounds: int) -> dict[str, object]:
    """Build, ask for every page so often, and tell the median of each."""
    engine = bench_house.open_engine(place)
    pages = _pages(engine)
    settings = config.read(
        database_url=place.url, data_dir=str(place.folder), secret_key=place.secret, secure_cookies=False
    )
    engine.dispose()
    app = application.create_app(settings)
    with app.app_context():
        served = db.engine()
    found: dict[str, object] = {}
    for page in pages:
        client = app.test_client()
        client.set_cookie(application.COOKIE, page.cookie)
        client.set_cookie("lang", "en")
        found[page.name] = _measured(client, page, served, rounds)
    return {
        "database": place.url.split(":")[0],
        "rounds": rounds,
        "load_average": [round(one, 2) for one in os.getloadavg()],
        "pages": found,
    }


def _measured(client: FlaskClient, page: Page, engine: Engine, rounds: int) -> Mapping[str, object]:
    with bench_house.watched(engine) as seen:
        for _ in range(WARM):
            seen.clear()
            size = _cost_and_size(client, page)[1]
    # Whoever listens to statements costs time: they are counted before the clock runs.
    times = [_cost_and_size(client, page)[0] for _ in range(rounds)]
    median = statistics.median(times)
    return {
        "cpu_ms": round(median, 1),
        "lowest_cpu_ms": round(min(times), 1),
        "reach_cpu_ms": page.most_ms,
        "reached": median <= page.most_ms,
        "bytes": size,
        "queries": len(seen),
    }


def _cost_and_size(client: FlaskClient, page: Page) -> tuple[float, int]:
    """Milliseconds of processor time, and bytes."""
    begun = time.process_time()
    answer = client.get(page.path)
    taken = 1000 * (time.process_time() - begun)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path} answers {answer.status_code}")
    return taken, len(answer.data)


def _pages(engine: Engine) -> list[Page]:
    today = clock.now().date()
    small = bench_house.build(engine, sections=1, size=20, teachers=1, sessions=3, today=today)
    section_id = small.sections[0]
    sessions = _a_month(engine, small, section_id, today)
    large = bench_house.build(engine, sections=1, size=LARGE, teachers=1, sessions=1, today=today)
    teacher, crowded = small.teachers[0], large.teachers[0]
    learner = _learner(engine, small, section_id)
    office = bench_house.signed_in(engine, large, "Office", Role.ADMINISTRATOR)
    month = today.replace(day=1)
    return [
        Page("section", f"/sections/{section_id}", teacher, 17),
        Page("month_of_60_sessions", f"/month?from={month}", teacher, 20),
        Page("register_of_20", f"/register/{sessions[0]}", teacher, 35),
        Page("register_of_200", f"/register/{large.sessions[0][0]}", crowded, 35),
        Page("list_of_200_people", f"/sections/{large.sections[0]}/list", crowded, 50),
        Page("people", "/people", office, 50),
        Page("learners_week", "/today", learner, 15),
        Page("teachers_day", "/teach", teacher, 15),
    ]


def _a_month(engine: Engine, built: Built, section_id: str, today: date) -> list[str]:
    """So many more sessions of a section in this month, two or three on each of its days. Returns those of today."""
    rows: list[dict[str, Any]] = []
    days = monthrange(today.year, today.month)[1]
    for place in range(MONTH_SESSIONS):
        day, hour = today.replace(day=1 + place % days), 17 + place // days
        starts = datetime.combine(day, wall(hour), UTC)
        rows.append(
            {
                "id": db.new_id(), "section_id": section_id, "day": day, "starts": wall(hour),
                "ends": wall(hour + 1), "starts_at": starts, "ends_at": starts + timedelta(hours=1),
                "teacher_id": built.staff[0],
            }
        )  # fmt: skip
    with db.transaction(engine), db.scoped(built.provider_id):
        db.session().execute(insert(models.Session), rows)
    return [row["id"] for row in rows if row["day"] == today]


def _learner(engine: Engine, built: Built, section_id: str) -> str:
    learner_id = built.learners[section_id][0]
    with _reading(engine, built):
        person_id = db.session().scalar(select(learners.Learner.person_id).where(learners.Learner.id == learner_id))
    return bench_house.signed_in(engine, built, "Leyla", Role.LEARNER, learner_id=learner_id, person_id=str(person_id))


@contextmanager
def _reading(engine: Engine, built: Built) -> Iterator[None]:
    with bench_house.looking(engine, built):
        yield
