"""Country, region, provider: who sets a rule, what it replaced, and what is refused whole."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from curricula import packs
from curricula.domain.layers import Layer, Layered, layered
from curricula.domain.programme import TABLES, Programme, group_limit

TODAY = date(2026, 11, 23)
SHIPPED = packs.shipped()
HEAD = '[overlay]\nprogramme = "it_cpia"\nset_by = "{}"\n'
SHARE = """
[[attendance_rules]]
key = "certificate"
share = {share}
purpose = "certificate"
source = "cpia2al"
confidence = "F"
"""


def laid(*texts: str, programme: str = "it_cpia") -> Layered:
    layers = [Layer.REGION, Layer.PROVIDER]
    read = [packs.read_texts("", {"rules.toml": one}, SHIPPED, layer=layers[at]) for at, one in enumerate(texts)]
    assert all(not one.problems for one in read), read
    return layered(SHIPPED[programme], [one.overlay for one in read if one.overlay])


def problems(text: str) -> list[tuple[str, str, str]]:
    read = packs.read_texts("", {"rules.toml": text}, SHIPPED)
    assert read.programme is None
    assert read.overlay is None
    return [(one.file, one.key, one.code) for one in read.problems]


def shares(programme: Programme, day: date = TODAY) -> list[float]:
    return [one.share for one in programme.on(day).attendance_rules]


def test_a_provider_stands_over_a_region_and_a_region_over_the_country() -> None:
    region, provider = (
        HEAD.format("Piemonte") + SHARE.format(share=0.75),
        HEAD.format("CPIA 2") + SHARE.format(share=0.8),
    )
    assert shares(SHIPPED["it_cpia"]) == [0.7]
    assert shares(laid(region).programme) == [0.75]
    both = laid(region, provider)
    assert shares(both.programme) == [0.8]
    assert [(one.set_by, one.layer) for one in both.overrides] == [
        ("Piemonte", Layer.REGION),
        ("CPIA 2", Layer.PROVIDER),
    ]


def test_what_was_replaced_stays_readable() -> None:
    (override,) = laid(HEAD.format("Piemonte") + SHARE.format(share=0.75)).overrides
    (before,), (now,) = override.before, override.now
    assert (getattr(before, "share", None), getattr(now, "share", None)) == (0.7, 0.75)
    assert before.evidence.source == "cpialecce.edu.it; cpiakr.edu.it"


def test_an_override_with_dates_leaves_the_rule_in_force_on_all_other_days() -> None:
    text = HEAD.format("Piemonte") + SHARE.format(share=0.75) + "valid_from = 2026-01-01\nvalid_to = 2026-12-31\n"
    found = laid(text).programme
    assert shares(found, date(2025, 12, 31)) == [0.7]
    assert shares(found, date(2026, 1, 1)) == [0.75]
    assert shares(found, date(2027, 1, 1)) == [0.7]


def test_a_new_rule_is_added_and_replaces_nothing() -> None:
    text = '[overlay]\nprogramme = "it_cpia"\nset_by = "CPIA 2"\n[[group_limits]]\nkey = "small"\ntrack = "*"\nmaximum = 12\n'
    found = laid(text + 'source = "house rule"\nconfidence = "F"\n')
    assert [one.maximum for one in group_limit(found.programme, "italian", TODAY)] == [12]
    assert found.overrides[0].before == ()


def test_a_module_that_is_replaced_keeps_its_place() -> None:
    module = """
[[modules]]
key = "it_a1"
name = "Italiano A1 lungo"
kind = "language"
tracks = ["italian"]
hours = { amount = 130, unit = "clock_hour" }
level = "a1"
source = "house rule"
confidence = "F"
"""
    order = [one.key for one in laid(HEAD.format("CPIA 2") + module).programme.modules_of("italian")]
    assert order == [one.key for one in SHIPPED["it_cpia"].modules_of("italian")]


@pytest.mark.parametrize(
    ("rule", "key", "code"),
    [
        (SHARE.format(share=1.4), "certificate", "not_a_share"),
        (SHARE.format(share=0.7).replace("F", "maybe"), "certificate", "unknown_confidence"),
        ('[[hour_budgets]]\nkey = "x"\nkind = "main"\nhours = 50\nsource = "s"\nconfidence = "F"\n', "x", "hours_without_unit"),
        ('[[group_limits]]\nkey = "x"\ntrack = "ghost"\nsource = "s"\nconfidence = "F"\n', "x", "unknown_track"),
        ('[[next_steps]]\nfrom = "it_a2"\nto = "it_a1"\nsource = "s"\nconfidence = "F"\n', "it_a1>it_a2", "circle"),
        (SHARE.format(share=0.7) + SHARE.format(share=0.8), "certificate", "dates_overlap"),
        ("", "overlay", "no_rule"),
    ],
)  # fmt: skip
def test_an_overlay_with_a_mistake_is_refused_with_file_and_key(rule: str, key: str, code: str) -> None:
    assert ("rules.toml", key, code) in problems(HEAD.format("CPIA 2") + rule)


def test_an_overlay_for_a_programme_that_nobody_knows_is_refused() -> None:
    assert problems('[overlay]\nprogramme = "ghost"\nset_by = "x"\n') == [
        ("rules.toml", "overlay", "unknown_programme")
    ]


def test_a_pack_of_ones_own_may_not_take_the_name_of_a_shipped_one_nor_of_its_modules() -> None:
    head = '[programme]\nkey = "{}"\nname = "Ours"\ncountry = "IT"\nlanguage = "it"\nunit = "clock_hour"\n'
    track = '[[tracks]]\nkey = "t"\nname = "T"\ntrack = "regular"\nsource = "s"\nconfidence = "F"\n'
    module = (
        '[[modules]]\nkey = "it_a1"\nname = "A1"\nkind = "language"\ntracks = ["t"]\nsource = "s"\nconfidence = "F"\n'
    )
    assert ("rules.toml", "it_cpia", "programme_taken") in problems(head.format("it_cpia") + track)
    assert ("rules.toml", "it_a1", "module_taken") in problems(head.format("ours") + track + module)
    read = packs.read_texts("", {"pack.toml": head.format("ours") + track}, SHIPPED)
    assert read.programme is not None
    assert read.programme.key == "ours"


def test_shipped_regions_lay_over_shipped_programmes() -> None:
    overlays, found = packs.read_regions()
    assert found == []
    assert {(one.region, one.programme) for one in overlays} == {
        ("de_hb", "de_berufssprachkurse"),
        ("se_ab", "se_sfi"),
        ("se_c", "se_sfi"),
    }
    assert [one.programme for one in packs.regions_of("SE_AB")] == ["se_sfi"]


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_what_is_written_is_read_back_the_same(key: str) -> None:
    programme = SHIPPED[key]
    head = {name: getattr(programme, name) for name in ("key", "name", "country", "language", "unit")}
    texts = {"pack.toml": "[programme]\n" + "\n".join(f'{name} = "{value}"' for name, value in head.items())}
    texts |= {f"{table}.toml": packs.written(table, getattr(programme, table)) for table in TABLES}
    others = {other: one for other, one in SHIPPED.items() if other != key}
    read = packs.read_texts("", dict(texts), others)
    assert read.problems == ()
    assert read.programme == programme


# --- what is handed in -----------------------------------------------------------------------------------------------


def zipped(**files: str | bytes) -> bytes:
    found = BytesIO()
    with ZipFile(found, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_toml", ".toml"), content)
    return found.getvalue()


def test_a_zip_is_unpacked_in_memory_and_only_its_toml_files_count() -> None:
    found = packs.unpack("ours.zip", zipped(ours__pack_toml="a = 1", ours__notes="x", __up__rules_toml="b = 2"))
    assert found == {"pack.toml": "a = 1", "rules.toml": "b = 2"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.zip", b"not a zip", "not_a_zip"),
        ("x.zip", zipped(notes="x"), "no_toml_inside"),
        ("x.zip", zipped(pack_toml="#" * 300_000), "file_too_large"),
        ("x.zip", zipped(**{f"f{n}_toml": "" for n in range(21)}), "too_many_files"),
        ("x.zip", zipped(a__pack_toml="", b__pack_toml=""), "file_twice"),
        ("x.toml", b"\xff\xfe", "not_text"),
    ],
)
def test_what_is_no_pack_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(packs.Refused) as refused:
        packs.unpack(name, content)
    assert refused.value.code == code
