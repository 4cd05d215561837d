"""A bank that goes out as QTI 3 and comes in again is the same, and its package scores as we do. The commands beside it."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from placement import formats, packs
from placement.cli.qti import export_command, import_command, site
from placement.domain import scoring
from placement.domain.item_bank import Item
from placement.formats import importing, qti_write, qti_write_item, safe_xml
from placement.formats.agreement import samples
from tests.placement.formats.made import choice, item, package, zipped

BANK = packs.BANKS / "german_core"
SITE = site()


@pytest.fixture(scope="module")
def written() -> formats.Written:
    return formats.export(BANK, SITE)


@pytest.fixture(scope="module")
def bank() -> dict[str, Item]:
    return {item.key: item for item in packs.load_bank(BANK).items}


def test_the_bank_that_ships_comes_back_as_it_went(
    written: formats.Written, bank: dict[str, Item], tmp_path: Path
) -> None:
    found = formats.take(written.content, "bank.zip", SITE)
    formats.write_bank(tmp_path / "b", formats.About("b", found.language, "x"), found.rows, found.media)
    back, problems = packs.read_bank(tmp_path / "b")
    assert (found.refused, found.unsupported, problems) == (None, [], [])
    assert back is not None
    assert back.items == tuple(bank[key] for key in written.exported)
    assert back.language == "de"
    missing = {item.key for item in bank.values() if item.type in qti_write_item.EXPORTED} - set(written.exported)
    assert all(bank[key].sound.startswith("own:") or bank[key].text.startswith("own:") for key in missing)
    assert {key for key, _ in written.unsupported} == set(bank) - set(written.exported)


def test_every_sound_comes_back_byte_by_byte(written: formats.Written) -> None:
    found = formats.take(written.content, "bank.zip", SITE)
    assert found.media == {name: (BANK / "media" / name).read_bytes() for name in found.media}
    assert len(found.media) > 100


def test_the_same_responses_score_the_same_in_the_package_and_here(
    written: formats.Written, bank: dict[str, Item]
) -> None:
    """Where we give points for parts that a template does not, everything right and nothing right still agree."""
    compared = 0
    for question in importing.read(written.content, "bank.zip").questions:
        ours = bank[question.id]
        if question.points is None:
            continue
        one_point = ours.parameters.highest_score == 1
        best = max(question.points(responses) for responses, _ in samples(question, [ours]))
        for responses, (given,) in samples(question, [ours]):
            points, share = (
                question.points(responses) / best,
                scoring.score(ours, given) / ours.parameters.highest_score,
            )
            assert points == share if one_point else (points == 1) == (share == 1), (question.id, responses)
            compared += 1
    assert compared > 400


def test_the_same_bank_makes_the_same_package(written: formats.Written) -> None:
    assert formats.export(BANK, SITE).content == written.content


def test_every_file_of_the_package_is_named_and_nothing_in_it_is_elsewhere(written: formats.Written) -> None:
    with zipfile.ZipFile(io.BytesIO(written.content)) as archive:
        root = safe_xml.parse(archive.read("imsmanifest.xml"), "manifest")
        named = {node.get("href") for node in root.all("file")}
        assert named | {"imsmanifest.xml"} == set(archive.namelist())
        assert root.namespace == qti_write.MANIFEST
        assert all(b"http" not in archive.read(name).split(b"?>", 1)[1].replace(b"http://www.imsglobal.org", b"")
                   .replace(b"https://purl.imsglobal.org", b"") for name in named if name.startswith("items/"))  # fmt: skip


# --- the commands ----------------------------------------------------------------------------------------------------


def run(*words: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(import_command, [*words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_a_dry_run_writes_nothing_and_tells_everything(tmp_path: Path) -> None:
    place = tmp_path / "p.zip"
    slider = item("bad", "", '<sliderInteraction responseIdentifier="RESPONSE"/>')
    place.write_bytes(package({"a.xml": choice("a"), "b.xml": slider}))
    code, told = run(str(place), "--dry-run", "--bank", str(tmp_path / "bank"))
    assert (code, told["imported"], told["items"], told["media"]) == (0, ["a"], 2, 0)
    assert told["unsupported"] == [{"item": "bad", "what": "sliderInteraction"}]
    assert told["refused"] is None
    assert [one.name for one in tmp_path.iterdir()] == ["p.zip"]


def test_a_bank_is_written_whole_into_a_new_folder_only(tmp_path: Path) -> None:
    place, bank = tmp_path / "p.zip", tmp_path / "my_bank"
    place.write_bytes(package({"a.xml": choice("a")}))
    code, told = run(str(place), "--bank", str(bank), "--language", "de")
    assert (code, told["bank"]) == (0, str(bank))
    found, problems = packs.read_bank(bank)
    assert found is not None
    assert ([one.key for one in found.items], found.key, found.language) == (["a"], "my_bank", "de")
    assert {problem.code for problem in problems} == {"too_few_items"}
    again = CliRunner().invoke(import_command, [str(place), "--bank", str(bank)])
    assert (again.exit_code, "not empty" in again.output) == (2, True)


def test_a_refused_package_leaves_no_folder(tmp_path: Path) -> None:
    place = tmp_path / "p.zip"
    place.write_bytes(zipped({"item.xml": choice()}))
    code, told = run(str(place), "--bank", str(tmp_path / "bank"))
    assert (code, told["refused"], told["imported"]) == (1, "manifest_missing: imsmanifest.xml", [])
    assert not (tmp_path / "bank").exists()


def test_the_content_decides_what_a_file_is(tmp_path: Path) -> None:
    for name, content, kind in (
        ("a.txt", "Was? {=a ~b}", "GIFT"),
        (
            "b.dat",
            '<quiz><question type="essay"><questiontext><text>Was?</text></questiontext></question></quiz>',
            "Moodle XML",
        ),
        ("c.gift", choice(version="3.0"), "QTI 3.0"),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        code, told = run(str(tmp_path / name))
        assert (code, told["format"], len(told["imported"])) == (0, kind, 1)  # type: ignore[arg-type]


def test_export_and_import_by_command(tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    done = CliRunner().invoke(export_command, [str(BANK), str(out), "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, len(told["exported"]) + len(told["unsupported"])) == (0, len(packs.load_bank(BANK).items))
    assert run(str(out), "--dry-run")[1]["items"] == len(told["exported"])
    plain = CliRunner().invoke(import_command, [str(out)])
    assert plain.stdout.startswith(f"QTI 3.0: {len(told['exported'])} of {len(told['exported'])} items taken in")
