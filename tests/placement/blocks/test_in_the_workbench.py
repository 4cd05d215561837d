"""Our blocks in xblock-sdk's own runtime: parsed, drawn, answered, graded, and kept for one learner at a time."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.placement.blocks import bench

SCORED = sorted(bench.RIGHT)
WORK = ("onward-writing-task", "onward-speaking-task", "onward-rated-task")
ALL = sorted(bench.our_entry_points())
WORDS_OF_KEYS = ("ob-is-right", "ob-solution", "ob-script")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one run of the workbench says of all blocks."""
    folder = tmp_path_factory.mktemp("bench")
    command = [sys.executable, str(Path(bench.__file__)), "look", str(folder)]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    run = subprocess.run(command, capture_output=True, text=True, env=plain)
    assert run.returncode == 0, run.stderr[-2000:]
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_blocks_load_neither_flask_nor_a_database(seen: dict[str, Any]) -> None:
    assert seen["loaded"] == ["lms", "placement"]


def test_there_are_as_many_blocks_as_the_issue_names() -> None:
    assert len(ALL) == 22


@pytest.mark.parametrize("name", ALL)
def test_an_element_becomes_a_block_and_the_same_element_again(seen: dict[str, Any], name: str) -> None:
    assert seen["blocks"][name]["problems"] == []
    assert seen["blocks"][name]["same"]


@pytest.mark.parametrize("name", ALL)
def test_every_view_is_drawn_and_brings_only_its_own_style_and_script(seen: dict[str, Any], name: str) -> None:
    found = seen["blocks"][name]
    assert all('class="ob' in found[view] for view in ("learner", "author", "form"))
    assert all(needed in " ".join(found["resources"]) for needed in ("public/onward.css", "public/onward.js"))
    assert not any(sign in found[view] for view in ("learner", "author", "form") for sign in (" style=", " onclick="))


@pytest.mark.parametrize("name", SCORED)
def test_what_is_right_is_not_in_the_page_before_an_answer(seen: dict[str, Any], name: str) -> None:
    shown = seen["blocks"][name]["learner"]
    assert not [sign for sign in WORDS_OF_KEYS if sign in shown]
    written = {"onward-dictation": "Ich trinke Tee", "onward-c-test": "eitet", "onward-cloze-typed": "heißen"}
    assert written.get(name, "<nothing>") not in shown


def test_numbers_in_the_page_say_nothing_about_order_or_pairs(seen: dict[str, Any]) -> None:
    order, pairs = (seen["blocks"][name]["learner"] for name in ("onward-order", "onward-match"))
    assert re.findall(r'data-ob-word="(\d)" data-text="([^"]+)"', order)[0] != ("0", "Ich")
    numbers = re.findall(r'part-0" value="(\d)".*?pictures/(\w+)\.svg', pairs)
    assert [number for number, _ in numbers] == ["0", "1", "2"], "as shown, whatever belongs to what"
    assert [picture for _, picture in numbers] != ["bread", "milk", "apple"]


@pytest.mark.parametrize("name", SCORED)
def test_an_answer_is_scored_graded_and_kept_for_one_learner(seen: dict[str, Any], name: str) -> None:
    _, _, worth, highest = bench.RIGHT[name]
    said = seen["answers"][name]
    assert (said["other"]["said"]["score"], said["right"]["said"]["score"]) == (worth, highest)
    assert said["right"]["events"] == [
        ["grade", {"value": highest, "max_value": highest, "only_if_higher": True}],
        ["completion", {"completion": 1.0}],
    ]
    assert (said["kept"]["said"]["best"], said["kept"]["said"]["right"]) == (highest, True)
    assert (said["somebody"]["said"]["answered"], said["somebody"]["said"]["best"]) == (False, None)


@pytest.mark.parametrize("name", bench.NO_ANSWERS)
def test_knowing_nothing_counts_and_sending_nothing_does_not(seen: dict[str, Any], name: str) -> None:
    said = seen["no_answers"][name]
    assert (said["unknown"]["status"], said["unknown"]["said"]["score"]) == (200, 0)
    assert [said[how]["status"] for how in ("empty", "strange")] == [422, 422]
    assert said["empty"]["events"] == said["strange"]["events"] == []
    assert said["empty"]["said"]["error"].endswith(".")


def test_the_best_score_stays_when_somebody_begins_anew(seen: dict[str, Any]) -> None:
    again = seen["answers"]["onward-match"]["reset"]["said"]
    assert (again["answered"], again["best"]) == (False, 3)


def test_the_right_answer_is_shown_when_no_try_is_left(seen: dict[str, Any]) -> None:
    said = seen["attempts"]
    assert said["unknown"]["status"] == 422, "this question offers no: I don't know"
    assert "heißen" not in said["first"]["said"]["html"]
    assert "<b>heißen</b>" in said["second"]["said"]["html"]
    assert [said[how]["status"] for how in ("third", "again")] == [409, 409]


def test_work_waits_for_a_teacher_and_only_staff_gives_points(seen: dict[str, Any]) -> None:
    said = seen["work"]
    assert said["nothing"]["status"] == 422
    # The first says that now somebody has to give points; runtimes that do not know it take no notice.
    assert said["text"]["events"] == [["onward.handed_in", {}], ["completion", {"completion": 1.0}]]
    assert [said[f"rated_by_{who}"]["status"] for who in ("learner", "unknown")] == [403, 403]
    assert (said["by_herself"]["status"], said["rated_in_part"]["status"]) == (422, 422)
    assert said["rated"]["events"][0] == ["grade", {"value": 8, "max_value": 12, "only_if_higher": False}]
    assert not {"rate", "studio_submit"} & {one for found in seen["blocks"].values() for one in found["handlers"]}


def test_a_recording_is_kept_for_its_speaker_alone(seen: dict[str, Any]) -> None:
    said = seen["work"]
    assert [said[how]["status"] for how in ("no_sound", "too_large", "sound")] == [422, 413, 200]
    assert (said["played"]["status"], said["played"]["said"]) == (200, 56)
    assert said["played_by_somebody"]["status"] == 404
    assert (said["kept"]["said"]["kept"], said["thrown_away"]["said"]["kept"]) == (True, False)


def test_a_text_is_complete_when_its_reader_says_so(seen: dict[str, Any]) -> None:
    assert seen["work"]["read"]["events"] == [["completion", {"completion": 1.0}]]


def test_an_author_changes_a_block_and_a_learner_does_not(seen: dict[str, Any]) -> None:
    said = seen["author"]
    assert (said["learner"]["status"], said["form"]["said"]["ok"]) == (403, True)
    assert said["kept"].replace("\n", "").replace("  ", "") == (
        '<onward-order attempts="3"><option>a</option><option>b</option><option>c</option></onward-order>'
    )


@pytest.mark.parametrize(("how", "problems"), [("too_few", 1), ("broken", 1), ("other", 4), ("number", 1)])
def test_nothing_is_kept_of_what_is_wrong(seen: dict[str, Any], how: str, problems: int) -> None:
    said = seen["author"][how]["said"]
    assert (said["ok"], len(said["problems"])) == (False, problems)


def test_a_block_hands_out_its_own_files_only(seen: dict[str, Any]) -> None:
    assert [path for path, opened in seen["files"].items() if opened] == [
        "public/onward.css",
        "public/onward.js",
        "public/pictures/bread.svg",
        "public/banks/german_core/l_bread.mp3",
    ]


def test_instructions_follow_the_reader_and_questions_their_language(seen: dict[str, Any]) -> None:
    english, arabic, turkish = (seen["languages"][code] for code in ("en", "ar", "tr"))
    assert '<section class="ob" dir="ltr" lang="en"' in english
    assert '<section class="ob" dir="rtl" lang="ar"' in arabic
    assert 'dir="ltr" lang="de"' in arabic
    assert 'lang="en"' in turkish, "there is no Turkish catalogue"


def test_the_test_is_adaptive_goes_on_and_ends_with_a_level(seen: dict[str, Any]) -> None:
    said = seen["test"]
    assert said["before"]["said"]["item"] is None
    right, unknown = said["right"], said["unknown"]
    assert right["keys"] != unknown["keys"]
    assert len(set(right["keys"])) == len(right["keys"])
    levels = [one["events"][0][1]["skills"][0] for one in (right, unknown)]
    assert levels[0]["theta"] > 1 > -1 > levels[1]["theta"]
    assert [one[0] for one in right["events"]] == ["onward.placement.result", "grade", "completion"]
    assert "Your level: Pre-A1." in unknown["html"]
    assert said["again"]["said"]["over"]
    assert said["nobody"]["said"] | {"html": ""} == {"over": False, "item": None, "html": ""}


def test_a_test_that_cannot_be_is_named(seen: dict[str, Any]) -> None:
    assert seen["test"]["problems"] == ["no_such_skill", "no_such_level", "not_a_number"]


@pytest.mark.parametrize("name", WORK)
def test_tasks_for_a_person_have_nothing_to_check(seen: dict[str, Any], name: str) -> None:
    assert "data-ob-form" in seen["blocks"][name]["learner"]
    assert 'data-ob-form="rate"' not in seen["blocks"][name]["learner"]
