"""Response processing: the standard templates and the rules that people write out, on right, wrong, part and no answers."""

import pytest

from placement.formats import processing
from placement.formats.refusals import Unsupported
from placement.formats.safe_xml import parse
from tests.placement.formats.made import MAP, MATCH, POINT, choice, declared, item

MAPPED = (
    '<mapping lowerBound="0" upperBound="2" defaultValue="-1"><mapEntry mapKey="A" mappedValue="1"/>'
    '<mapEntry mapKey="B" mappedValue="1.5"/><mapEntry mapKey="c" mappedValue="0.5" caseSensitive="false"/></mapping>'
)
AREAS = (
    '<areaMapping defaultValue="-0.5"><areaMapEntry shape="circle" coords="50,50,10" mappedValue="1"/>'
    '<areaMapEntry shape="rect" coords="0,0,20,20" mappedValue="0.5"/>'
    '<areaMapEntry shape="poly" coords="80,80,100,80,100,100" mappedValue="2"/>'
    '<areaMapEntry shape="ellipse" coords="50,150,20,10" mappedValue="3"/></areaMapping>'
)


def score(declarations: str, rules: str, version: str = "2.1", **responses: list[str]) -> float:
    """The score of one person's responses."""
    found = processing.processing(parse(item("x", declarations, "<p/>", rules, version).encode(), "x"))
    assert found is not None
    return found.score(responses)


@pytest.mark.parametrize("version", ["2.1", "2.2", "3.0"])
@pytest.mark.parametrize(
    ("template", "given", "points"),
    [
        (MATCH, ["B"], 1),
        (MATCH, ["A"], 0),
        (MATCH, [], 0),
        (MAP, ["B"], 1.5),
        (MAP, ["C"], 0.5),
        (MAP, ["other"], 0),
        (MAP, [], 0),
    ],
)
def test_match_correct_and_map_response(version: str, template: str, given: list[str], points: float) -> None:
    assert score(declared("B", base="string", more=MAPPED), template, version, RESPONSE=given) == points


def test_the_templates_of_version_3_are_known_by_their_own_address() -> None:
    address = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
    assert score(declared("B"), address, "3.0", RESPONSE=["B"]) == 1


def test_a_mapping_counts_each_value_once_and_keeps_its_bounds() -> None:
    many = declared("A|B", "multiple", "string", MAPPED)
    assert score(many, MAP, RESPONSE=["A", "A"]) == 1
    assert score(many, MAP, RESPONSE=["A", "B"]) == 2
    assert score(many, MAP, RESPONSE=["x", "y"]) == 0


@pytest.mark.parametrize(
    ("given", "points"),
    [
        (["50 50"], 1),
        (["55 55", "50 50"], 1),
        (["10 10"], 0.5),
        (["97 85"], 2),
        (["82 99"], -0.5),
        (["65 152"], 3),
        ([], 0),
    ],
)
def test_map_response_point(given: list[str], points: float) -> None:
    assert score(declared("", "multiple", "point", AREAS), POINT, RESPONSE=given) == points


def test_several_values_match_in_any_order_unless_order_counts() -> None:
    assert score(declared("A|B", "multiple"), MATCH, RESPONSE=["B", "A"]) == 1
    assert score(declared("A|B", "ordered"), MATCH, RESPONSE=["B", "A"]) == 0
    assert score(declared("A B|C D", "multiple", "pair"), MATCH, RESPONSE=["D C", "B A"]) == 1
    assert score(declared("A B|C D", "multiple", "directedPair"), MATCH, RESPONSE=["B A", "C D"]) == 0
    assert score(declared("2", base="integer"), MATCH, RESPONSE=["2.0"]) == 1


def written(test: str) -> str:
    return (
        f"<responseProcessing><responseCondition><responseIf>{test}<setOutcomeValue identifier='SCORE'>"
        "<baseValue baseType='float'>1</baseValue></setOutcomeValue></responseIf><responseElseIf><isNull>"
        "<variable identifier='RESPONSE'/></isNull><setOutcomeValue identifier='SCORE'><baseValue baseType='float'>-1"
        "</baseValue></setOutcomeValue></responseElseIf><responseElse><setOutcomeValue identifier='SCORE'>"
        "<product><mapResponse identifier='RESPONSE'/><baseValue baseType='float'>2</baseValue></product>"
        "</setOutcomeValue></responseElse></responseCondition></responseProcessing>"
    )


VARIABLE, CORRECT = '<variable identifier="RESPONSE"/>', '<correct identifier="RESPONSE"/>'


@pytest.mark.parametrize(
    "test",
    [
        f"<match>{VARIABLE}{CORRECT}</match>",
        f"<not><not><match>{VARIABLE}{CORRECT}</match></not></not>",
        f'<stringMatch caseSensitive="false">{VARIABLE}<baseValue baseType="string">b</baseValue></stringMatch>',
        f"<and><not><isNull>{VARIABLE}</isNull></not><member>{VARIABLE}{CORRECT}</member></and>",
        f"<or><match>{VARIABLE}{CORRECT}</match><match>{VARIABLE}<null/></match></or>",
        '<gte><mapResponse identifier="RESPONSE"/><baseValue baseType="float">1.5</baseValue></gte>',
        '<equal><sum><mapResponse identifier="RESPONSE"/><baseValue baseType="float">1</baseValue></sum>'
        '<baseValue baseType="float">2.5</baseValue></equal>',
    ],
)
@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_rules_that_are_written_out_are_carried_out(test: str, version: str) -> None:
    given = declared("B", base="string", more=MAPPED)
    rules = written(test)
    assert [score(given, rules, version, RESPONSE=each) for each in (["B"], [], ["A"])] == [1, -1, 2]


def test_a_rule_that_is_not_known_is_named_wherever_it_stands() -> None:
    for inside in ("<patternMatch/>", "<customOperator/>"):
        with pytest.raises(Unsupported, match="responseProcessing: "):
            score(declared("B"), written(f"<and><match>{VARIABLE}{CORRECT}</match>{inside}</and>"), RESPONSE=["B"])
    unreached = written(f"<match>{VARIABLE}{CORRECT}</match>").replace("<product>", "<product><random/>")
    with pytest.raises(Unsupported, match="random"):
        score(declared("B", base="string", more=MAPPED), unreached, RESPONSE=["B"])


def test_an_item_without_processing_has_none() -> None:
    assert processing.processing(parse(choice(processing="").encode(), "x")) is None
