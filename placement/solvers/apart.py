"""Calibrating in a process of its own: it harms nobody, gives its memory back, and ends at once when it is stopped."""

import io
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import IO, Any

import numpy as np

from placement.domain.calibration import Calibrated, Calibration, Curve, Model, Population
from placement.solvers import calibrating
from placement.solvers.calibrating import Backend, Estimator, Measured, Task

LOOK_EVERY = 0.5
"""Seconds between two looks whether somebody wants it to stop."""


class Broken(RuntimeError):
    """The process ended without an answer."""


def measured(
    tasks: Sequence[Task], backend: Backend, stop: Callable[[], bool], begun: Callable[[int], None]
) -> list[Measured] | None:
    """What the estimator finds for each task, in their order; `None` when it was stopped. Raises `Broken`."""
    if not tasks:
        return []
    command = [sys.executable, "-m", "placement.solvers.apart", backend.value]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - ourselves
        try:
            return _heard(process, tasks, stop, begun)
        finally:
            # Whatever happened here: nothing goes on there unseen.
            process.kill()


def _heard(
    process: subprocess.Popen[bytes], tasks: Sequence[Task], stop: Callable[[], bool], begun: Callable[[int], None]
) -> list[Measured] | None:
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_converse, args=(process, written(tasks), lines), daemon=True).start()
    found: list[Measured] = []
    begun(0)
    while len(found) < len(tasks):
        if stop():
            return None
        try:
            line = lines.get(timeout=LOOK_EVERY)
        except queue.Empty:
            continue
        if not line:
            raise Broken
        found.append(_read(json.loads(line)))
        if len(found) < len(tasks):
            begun(len(found))
    return found


def _converse(process: subprocess.Popen[bytes], question: bytes, lines: "queue.SimpleQueue[bytes]") -> None:
    """Send the question, pass the answers on as they come, and an empty one at the end."""
    try:
        if process.stdin is not None and process.stdout is not None:
            with process.stdin as there:
                there.write(question)
            for line in process.stdout:
                lines.put(line)
    except (OSError, ValueError):
        pass  # It was ended: the empty line says so.
    finally:
        lines.put(b"")


# --- what goes over --------------------------------------------------------------------------------------------------


def written(tasks: Sequence[Task]) -> bytes:
    """Tasks as bytes: tables of answers, and beside them names, model and anchors as JSON."""
    beside = [
        {
            "names": one.names,
            "model": one.model.value,
            "anchors": {name: [curve.a, curve.b, curve.c] for name, curve in one.anchors.items()},
        }
        for one in tasks
    ]
    out = io.BytesIO()
    tables: dict[str, Any] = {f"answers{at}": one.answers for at, one in enumerate(tasks)}
    np.savez(out, beside=np.frombuffer(json.dumps(beside).encode(), dtype=np.uint8), **tables)
    return out.getvalue()


def tasks_in(content: bytes) -> list[Task]:
    """The same read again."""
    with np.load(io.BytesIO(content), allow_pickle=False) as read:
        beside = json.loads(read["beside"].tobytes())
        return [
            Task(
                read[f"answers{at}"],
                tuple(one["names"]),
                Model(one["model"]),
                {name: Curve(*numbers) for name, numbers in one["anchors"].items()},
            )
            for at, one in enumerate(beside)
        ]


def _read(answer: dict[str, Any]) -> Measured:
    found = answer["calibration"]
    items = tuple(Calibrated(**(one | {"curve": Curve(**one["curve"])})) for one in found["items"])
    values = found | {"model": Model(found["model"]), "items": items, "population": Population(**found["population"])}
    return Measured(Calibration(**values), Estimator(**answer["estimator"]), answer["seconds"])


def _serve(question: IO[bytes], answer: IO[str], backend: Backend) -> None:
    for task in tasks_in(question.read()):
        print(json.dumps(asdict(calibrating.measured(task, backend))), file=answer, flush=True)


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout, Backend(sys.argv[1]))
