"""Who writes to an SQLite file next: threads and processes in turn, and nobody waits for the dead."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from lms.kernel.db.turns import Turns

HOLDS = """
import sys, time
from lms.kernel.db.turns import Turns
turns = Turns(sys.argv[1])
assert turns.take(5)
print("mine", flush=True)
sys.stdin.readline()
turns.pass_on()
"""


def holder(database: Path) -> subprocess.Popen[str]:
    """Another process that has the turn."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "mine\n"
    return other


def test_a_turn_is_waited_for_and_comes_when_the_other_process_is_done(tmp_path: Path) -> None:
    with holder(tmp_path / "a.db") as other:
        turns = Turns(str(tmp_path / "a.db"))
        # Not in time: SQLite has the last word, and nobody hangs.
        began = time.monotonic()
        assert turns.take(0.05)
        assert time.monotonic() - began >= 0.05
        turns.pass_on()
        other.communicate("\n")
    assert turns.take(5)
    turns.pass_on()


def test_the_turn_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with holder(tmp_path / "a.db") as other:
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        turns, began = Turns(str(tmp_path / "a.db")), time.monotonic()
        assert turns.take(30)
        assert time.monotonic() - began < 20
        turns.pass_on()


def test_a_database_in_memory_and_a_closed_folder_need_no_files(tmp_path: Path) -> None:
    for place in (":memory:", str(tmp_path / "absent" / "a.db")):
        turns = Turns(place)
        assert turns.take(1)
        turns.pass_on()
    assert list(tmp_path.iterdir()) == []
