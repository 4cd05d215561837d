"""Run as a program: what somebody sees who visits a house with the stranger's plug-in in it. Prints it as JSON."""

import json
from typing import Any

from lms import app as application
from lms.courses import services as courses
from lms.kernel import clock, config, db, errors, language, migrate
from tests import houses
from tests.cast import Cast, gather
from tests.houses import House


def main() -> dict[str, Any]:
    settings = config.read()
    registry = application.registry_for(settings)
    with (
        clock.shifted_to(houses.NOON),
        houses.open_house(settings.database_url, settings.data_path, registry) as house,
    ):
        cast = gather(house)
        teacher, outsider = house.client(cast.teacher), house.client(cast.administrator)
        before = booking(house, cast, cast.leyla.learner_id or "")
        put_up = teacher.post("/notices", data={"text": "The ceiling leaks", "section_id": cast.section_id})
        page = teacher.get("/notices").text
        return {
            "plugins": [plugin.name for plugin in registry.plugins],
            "differences": [repr(one) for one in migrate.differences(house.engine, registry)],
            "put_up": put_up.status_code,
            "shown": "The ceiling leaks" in page,
            "in_navigation": 'href="/notices"' in teacher.get("/me").text,
            "german": "Aushänge" in house.client(cast.teacher, language="de").get("/notices").text,
            "without_the_right": outsider.get("/notices").status_code,
            "booked_before": before,
            "booked_after": booking(house, cast, cast.amina.learner_id or ""),
        }


def booking(house: House, cast: Cast, learner_id: str) -> str:
    """What the booking door says: nothing, or the sentence it refuses with."""
    try:
        with house.acting(cast.administrator):
            courses.book(
                cast.section_id, learner_id, from_date=houses.NOON.date(), actor=cast.administrator, now=clock.now()
            )
    except errors.Conflict as refusal:
        return language.say(refusal.code, refusal.facts)
    return ""


if __name__ == "__main__":
    print(json.dumps(main()))
    db.engine().dispose()
