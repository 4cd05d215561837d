"""Run as a program: xblock-sdk's workbench with our blocks. `look` prints as JSON what they do, `serve` shows them.

Both take a folder to work in. A process of its own, because Django's settings stay once they are read. Blocks of other
packages are left out: the workbench shows nothing at all when one of them cannot be loaded.
"""

import importlib
import json
import os
import socketserver
import sys
import tomllib
import warnings
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

ROOT = Path(__file__).parents[3]
SETTINGS = """
from workbench.settings import *
MIDDLEWARE.insert(2, "django.middleware.locale.LocaleMiddleware")
"""
RIGHT = {
    "onward-picture-choice": (1, 0, 0, 1),
    "onward-sound-to-word": (1, 2, 0, 1),
    "onward-listen-and-choose": (0, 2, 0, 1),
    "onward-read-and-choose": (1, 0, 0, 1),
    "onward-cloze-choice": (1, 2, 0, 1),
    "onward-sign-choice": (1, 0, 0, 1),
    "onward-pattern-choice": (0, 1, 0, 1),
    "onward-tap-picture": (1, 3, 0, 1),
    "onward-trace": (["10,50 30,50 50,50 70,50 90,50"], ["10,10 90,10"], 0, 2),
    "onward-match": (["0", "1", "2"], ["0", "2", "1"], 1, 3),
    "onward-order": (["2", "1", "0", "3"], ["0", "1", "3", "2"], 1, 3),
    "onward-cloze-typed": (["heissen", "heiße"], ["heiß", "bin"], 1, 2),
    "onward-c-test": (["hnt", "eitet", "haus", "ende", "ch"], ["hnt", "eitet", "", "", ""], 2, 5),
    "onward-dictation": (["ich trinke tee"], ["Ich trinke"], 2, 3),
    "onward-listening": (["0", "0"], ["1", "0"], 1, 2),
    "onward-cloze": (["möchte", "kostet"], ["möchte", "heißt"], 1, 2),
}
"""A right answer, another one, what that one scores, and the highest score."""

NO_ANSWERS = ("onward-picture-choice", "onward-match", "onward-c-test", "onward-listening", "onward-trace")
"""Where knowing nothing and sending nonsense are tried: one block for each way of answering."""


def our_entry_points() -> dict[str, str]:
    """Names and places of our blocks, as the documents say them."""
    text = (ROOT / "docs" / "blocks-ours.md").read_text(encoding="utf-8").split("```toml")[1].split("```")[0]
    found: dict[str, str] = tomllib.loads(text)["project"]["entry-points"]["xblock.v1"]
    return found


def set_up(database: str) -> None:
    """Django as the workbench sets it, in the current folder, with our blocks."""
    Path("var").mkdir(exist_ok=True)
    Path("bench_settings.py").write_text(SETTINGS, encoding="utf-8")
    sys.path[:0] = [str(Path.cwd()), str(ROOT)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench_settings"
    os.environ["WORKBENCH_DATABASES"] = json.dumps(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}}
    )
    from xblock.core import XBlock

    installed = {point.name for point in entry_points(group="xblock.v1")}
    ours = our_entry_points()
    for name, place in ours.items():
        importlib.import_module(place.partition(":")[0])
        if name not in installed:
            XBlock.extra_entry_points.append((name, EntryPoint(name, place, "xblock.v1")))
    XBlock.load_classes = classmethod(lambda cls, fail_silently=True: ((name, cls.load_class(name)) for name in ours))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def look() -> dict[str, Any]:
    """Everything that the tests ask."""
    set_up(":memory:")
    from tests.placement.blocks.looking import Bench

    bench = Bench()
    return {
        "blocks": {name: bench.block(name) for name in our_entry_points()},
        "answers": {name: bench.answers(name, *case[:2]) for name, case in RIGHT.items()},
        "no_answers": {name: bench.no_answers(name) for name in NO_ANSWERS},
        "work": bench.work(),
        "attempts": bench.attempts(),
        "author": bench.author(),
        "files": bench.files(),
        "languages": bench.languages(),
        "test": bench.test(),
        "loaded": sorted(
            {name.partition(".")[0] for name in sys.modules} & {"flask", "sqlalchemy", "lms", "placement"}
        ),
    }


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        """Nothing."""


class _Threads(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


def serve() -> None:
    """Show the scenarios until the process is ended; the first line printed is the port."""
    set_up("var/workbench.db")
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.chdir(sys.argv[2])
    if sys.argv[1] == "look":
        print(json.dumps(look()))
    else:
        serve()
