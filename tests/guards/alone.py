"""Run as a program: houses without some plug-ins, each from an empty database to every page that it offers.

Takes a folder and, for each house, the names of plug-ins that are off, with commas between. Writes as JSON what a guard asks:
plug-ins in force, differences between models and tables, and the status of each page. Every house is a fork of its own,
because what was imported once cannot be taken out again; what the host imports is the same for all.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from lms import app as application
from lms.kernel import clock, config, db, migrate
from lms.kernel.actor import Actor
from lms.kernel.web import PUBLIC
from tests import houses
from tests.cast import gather
from tests.guards import product


def main(folder: Path, *houses_without: str) -> None:
    """A file beside the others for each house. One that breaks ends with a trace, and leaves none."""
    present = {module.partition(".")[0] for module in sys.modules}
    assert not present & set(product.PACKAGES[1:]), "a plug-in was imported before anybody switched it off"
    for off in houses_without:
        if child := os.fork():
            os.waitpid(child, 0)
            continue
        status = 1
        try:
            os.environ["ONWARD_PLUGINS_OFF"] = off
            (folder / off).mkdir()
            found = look(folder / off)
            (folder / f"{off}.json").write_text(json.dumps(found))
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)


def look(folder: Path) -> dict[str, Any]:
    settings = config.read(database_url=f"sqlite:///{folder / 'alone.db'}", data_dir=str(folder))
    registry = application.registry_for(settings)
    engine = db.make_engine(settings.database_url)
    migrate.upgrade(engine, registry)
    differences = [repr(one) for one in migrate.differences(engine, registry)]
    engine.dispose()
    with (
        clock.shifted_to(houses.NOON),
        houses.open_house(settings.database_url, folder, registry, plugins_off=settings.plugins_off) as house,
    ):
        # A page that breaks is one line in the answer; its trace goes to the log.
        house.app.config["PROPAGATE_EXCEPTIONS"] = False
        cast = gather(house)
        people = [cast.leyla, cast.teacher, cast.administrator, cast.manager, cast.caseworker, cast.carer]
        return {
            "plugins": [plugin.name for plugin in registry.plugins],
            "differences": differences,
            "public": public(house),
            "signed_in": {person.name: places(house, person) for person in people},
        }


def public(house: houses.House) -> dict[str, int]:
    """Status of every page that asks for no permission and no argument."""
    views = house.app.view_functions
    rules = [rule.rule for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
             and getattr(views[rule.endpoint], "permission", None) == PUBLIC]  # fmt: skip
    return {rule: house.client().get(rule).status_code for rule in rules}


def places(house: houses.House, person: Actor) -> dict[str, int]:
    """Status of the first page, the own page and every place in a person's navigation."""
    items = [item for plugin in house.registry.plugins for item in plugin.navigation()]
    wanted = [
        item.endpoint for item in items if person.may(item.permission) and item.endpoint in house.app.view_functions
    ]
    client = house.client(person)
    with house.app.test_request_context():
        addresses = ["/", "/me", *(house.app.url_for(endpoint) for endpoint in wanted)]
    return {address: client.get(address, follow_redirects=True).status_code for address in addresses}


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
