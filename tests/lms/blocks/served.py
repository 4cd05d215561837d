"""A program of its own: a house with units of other people's blocks, served until its standard input ends.

Django is set up once in a process and for good. What needs it runs here, so that no other test meets it.
"""

import json
import os
import sys
from base64 import b64decode
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread

from werkzeug.serving import WSGIRequestHandler, make_server

from lms import app as application
from lms.blocks import services
from lms.blocks.domain import trials
from lms.blocks.domain.viewers import Viewer
from lms.courses import services as courses
from lms.kernel import clock, config, db, language
from tests import cast, houses
from tests.lms.blocks import signing

UNITS = {
    "acid": "<vertical_demo><acid name='test'/></vertical_demo>",
    "poll": "<poll question='Brot? ![](/static/brot.png)'/>",
}
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""A picture of one point."""
OFF = "placement,curricula,scheduling,childcare"


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, *_given: object) -> None:
        pass


def furnished(house: houses.House, people: cast.Cast) -> dict[str, str]:
    """Units by name, open to Leyla."""
    author, day = people.administrator, houses.NOON.date()
    door = services.Door(house.settings.secret_key, language.say, Path(house.settings.data_dir).resolve())
    units = {}
    with house.acting(author):
        courses.book(people.section_id, people.leyla.learner_id or "", from_date=day, actor=author, now=clock.now())
        for kind in ("vertical_demo", "acid", "poll", "scorm"):
            services.allow(kind, actor=author)
        services.allow("acid_aside", "xblock_asides.v1", actor=author)
        services.take_file(people.section_id, "brot.png", BytesIO(DOT), door=door, actor=author, now=clock.now())
        for name, xml in UNITS.items():
            units[name] = services.add_unit(people.section_id, name, opens_on=day - timedelta(days=1), actor=author)
            services.import_olx(units[name], xml.encode(), door=door, actor=author, now=clock.now())
        packages = {}
        for name in ("scorm", "window"):
            units[name] = services.add_unit(people.section_id, name, opens_on=day, actor=author)
            packages[name] = services.add_block(units[name], "scorm", door=door, actor=author, now=clock.now())
    step = trials.KNOWN["scorm"].steps[0]
    seen = Viewer(people.provider_id, author.user_id, author=True, sign_in_id=signing.signed_in(house, author))
    for name, usage in packages.items():
        token = door.seal(seen, usage, clock.now())
        form = {**step.form, "popup_on_launch": "1" if name == "window" else "0"}
        sent = {**form, "file": (BytesIO(step.file[1]), step.file[0])}
        answered = house.app.test_client().post(f"/blocks/answer/{token}/studio_submit", data=sent)
        assert answered.get_json() == {"result": "success", "errors": []}
    return units


def main(folder: Path) -> None:
    registry, url = application.registry_for(config.Settings(plugins_off=OFF)), f"sqlite:///{folder / 'onward.db'}"
    engine = db.make_engine(url)
    db.Base.metadata.create_all(engine)
    engine.dispose()
    with clock.shifted_to(houses.NOON), houses.open_house(url, folder, registry) as house:
        # As people have it: forms need a token, the doors of frames none.
        house.app.config.update(WTF_CSRF_ENABLED=True)
        people = cast.gather(house)
        units, shift = furnished(house, people), clock.shift()
        server = make_server("127.0.0.1", 0, house.app, threaded=True, request_handler=Quiet)

        def serve() -> None:
            clock.use_shift(shift)
            server.serve_forever()

        Thread(target=serve, daemon=True).start()
        cookie = house.client(people.leyla).get_cookie(application.COOKIE)
        assert cookie is not None
        told = {"address": f"http://127.0.0.1:{server.port}", "cookie": cookie.value, "units": units}
        print(json.dumps(told), flush=True)
        sys.stdin.read()
        # The folder is the test's, and nobody waits for what a browser left open.
        os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
