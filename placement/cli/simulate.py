"""`onward placement simulate`: how long a test must be for one accuracy, beside other programs, on simulated learners."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from placement.cli import constraints, files, peers
from placement.domain import estimation, sitting, study
from placement.domain.cohort import Design, Scores
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import Prior
from placement.domain.exposure import Exposure, Tally
from placement.domain.irt import Array
from placement.domain.item_bank import PoolItem
from placement.domain.selection import Rows, SelectionRules
from placement.domain.stopping import StopRules
from placement.domain.study import Method, Outcome

LOOSEST = 0.3
"""A price of an item so high that nobody is asked more than the shortest test."""
METHODS = ("onward", "catsim", "eap-se", "eap-ci")
TIMED = 20
"""Learners whose sittings are timed one by one."""


@dataclass(frozen=True, eq=False)
class Setting:
    """Everything the methods share: what the tests believe of the items, learners, their answers and their bands."""

    items: tuple[PoolItem, ...]
    cuts: CutScores
    theta: Array
    scores: Scores
    truth: Rows
    accuracy: float
    seed: int
    min_items: int
    max_items: int
    rules: SelectionRules
    prior: Prior

    def design(self, *, constrained: bool, items: tuple[PoolItem, ...] | None = None) -> Design:
        """The test of these items, with or without content shares and exposure cap."""
        table = estimation.tabulate(items or self.items, self.cuts)
        rules = self.rules if constrained else SelectionRules(randomesque=1)
        return Design(table, self.cuts, rules, self.max_items, prior=self.prior)


@click.command()
@click.option("--bank", required=True, metavar="FILE", help="CSV with a,b,c,d[,content], or generated:3pl:300.")
@click.option("--cuts", required=True, metavar="C1,C2,...", help="Cut scores, lowest first.")
@click.option("--accuracy", type=click.FloatRange(0, 1, True, True), default=0.70, show_default=True)
@click.option("--learners", type=click.IntRange(10), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--methods", default=",".join(METHODS), show_default=True)
@click.option("--content", type=click.Path(path_type=Path), help="CSV with content,share: for onward only.")
@click.option("--exposure", type=click.FloatRange(0, 1, True), default=1.0, help="Exposure cap: for onward only.")
@click.option("--randomesque", type=click.IntRange(1), default=1, show_default=True, help="For onward only.")
@click.option("--prior", nargs=2, type=float, default=(0.0, 1.0), metavar="MEAN SD", help="What the tests believe.")
@click.option("--population", nargs=2, type=float, default=(0.0, 1.0), metavar="MEAN SD", help="What learners are.")
@click.option("--min-items", type=click.IntRange(1), default=3, show_default=True)
@click.option("--max-items", type=click.IntRange(2), default=50, show_default=True)
@click.option("--calibrated", type=click.IntRange(30), help="Item parameters from the answers of so many people.")
@click.option("--misreport", type=float, help="Bias of people who report their level so many SD off.")
@click.option("--borrow", type=click.FloatRange(0, 1), help="A second skill that goes together with the first so far.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(
    bank: str,
    cuts: str,
    accuracy: float,
    learners: int,
    seed: int,
    methods: str,
    content: Path | None,
    exposure: float,
    randomesque: int,
    prior: tuple[float, float],
    population: tuple[float, float],
    min_items: int,
    max_items: int,
    calibrated: int | None,
    misreport: float | None,
    borrow: float | None,
    as_json: bool,
) -> None:
    """Compare methods of testing on the same simulated learners and answers."""
    wanted = chosen_methods(methods)
    if prior[1] <= 0 or population[1] <= 0 or min_items > max_items:
        raise click.UsageError("An SD must be above 0, and --min-items not above --max-items.")
    if not np.isfinite([*prior, *population, misreport or 0.0, borrow or 0.0, accuracy, exposure]).all():
        raise click.UsageError("Numbers must be numbers that end, not nan or inf.")
    quotas, cut_scores = files.quotas(content), files.cut_scores(cuts)
    true_items = files.bank(bank, tuple(quotas), seed)
    rules = SelectionRules(quotas, randomesque, exposure)
    constraints.check(rules, true_items)
    generator = np.random.default_rng([seed, 1])
    theta = population[0] + population[1] * generator.normal(size=learners)
    answering = _as_they_are(true_items, generator)
    pilots = None if calibrated is None else _piloted(true_items, answering, calibrated, population, generator)
    setting = Setting(
        items=true_items if pilots is None else pilots.honest,
        cuts=cut_scores,
        theta=theta,
        scores=study.drawn_scores(answering, theta, generator),
        truth=np.searchsorted(np.array(cut_scores.cuts), theta, side="right"),
        accuracy=accuracy,
        seed=seed,
        min_items=min(min_items, len(true_items)),
        max_items=max_items,
        rules=rules,
        prior=Prior(*prior),
    )
    plain = setting if pilots is None else replace(setting, items=pilots.plug_in)
    report: dict[str, Any] = {
        "bank": bank,
        "items_in_bank": len(true_items),
        "cuts": list(cut_scores.cuts),
        "asked_accuracy": accuracy,
        "learners": learners,
        "seed": seed,
        "methods": {name: run(name, setting if name == "onward" else plain) for name in wanted},
    }
    if pilots is not None and "onward" in wanted:
        report["calibrated"] = _plugged_in(setting, pilots.plug_in, report["methods"]["onward"], calibrated or 0)
    if misreport is not None:
        report["misreport"] = _misreported(setting, misreport, generator)
    if borrow is not None:
        report["borrow"] = _borrowed(setting, answering, borrow, generator)
    report["notes"] = constraints.notes(rules, true_items, report["methods"].get("onward"))
    show(report, as_json)


def chosen_methods(text: str) -> list[str]:
    """The methods named, each once. Refuses one that there is not."""
    wanted = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in wanted if name not in METHODS]
    if unknown or not wanted:
        raise click.UsageError(f"--methods: {', '.join(unknown) or 'none'}? There are {', '.join(METHODS)}.")
    return wanted


def run(name: str, setting: Setting) -> dict[str, Any]:
    """One method at the stop parameter for which it has the asked accuracy."""
    method, loosest, strictest, milliseconds = _method(name, setting)
    parameter, ended = study.at_accuracy(method, setting.truth, setting.accuracy, loosest, strictest)
    found = {**_summary(setting, parameter, ended), "ms_per_item": milliseconds(parameter)}
    return found | constraints.kept(setting.rules, setting.items, ended) if name == "onward" else found


def show(report: dict[str, Any], as_json: bool) -> None:
    """JSON, or a table with a line per method."""
    if as_json:
        click.echo(json.dumps(report, indent=1))
        return
    columns = ("items", "accuracy", "claimed", "rmse", "max_exposure", "overlap", "ms_per_item")
    click.echo(f"{'':8}" + "".join(f"{column:>14}" for column in columns))
    for name, found in report["methods"].items():
        click.echo(f"{name:8}" + "".join(f"{found[column]:14.3f}" for column in columns))
        if not found["reached"]:
            click.echo(f"{'':8}  did not reach the accuracy in the longest test")
    for note in report.get("notes", ()):
        click.echo(note)
    for extra in ("calibrated", "misreport", "borrow"):
        if extra in report:
            click.echo(f"{extra}: {json.dumps(report[extra])}")


def _method(name: str, setting: Setting) -> tuple[Method, float, float, Callable[[float], float]]:
    """A method, where its parameter begins and ends, and what one item takes."""
    design = setting.design(constrained=name == "onward")
    if name == "catsim":
        peer = peers.Catsim(setting.items, setting.scores, setting.cuts, setting.min_items, setting.max_items)
        return peer, 1.2, 0.05, lambda _: 1000 * peer.seconds / max(peer.steps, 1)
    if name == "onward":
        usual, loosest = None, LOOSEST
        if setting.rules.exposure_cap < 1.0:
            # Each try is a whole new test of everybody: begin near where a test without the cap would end.
            free = replace(design, rules=replace(design.rules, exposure_cap=1.0))
            easy = study.onward(free, setting.scores, setting.seed, min_items=setting.min_items)
            found = study.at_accuracy(easy, setting.truth, setting.accuracy, loosest, 1e-4)[0]
            usual, loosest = StopRules(found, setting.min_items, max(design.length, setting.min_items)), 1.5 * found
        method = study.onward(design, setting.scores, setting.seed, min_items=setting.min_items, usual=usual)
        return method, loosest, 1e-4, lambda price: _milliseconds(setting, price)
    peer_of = {"eap-se": (study.eap_until_sure, 1.2, 0.05), "eap-ci": (study.eap_off_the_cuts, 20.0, 0.1)}
    build, loosest, strictest = peer_of[name]
    begun = time.perf_counter()
    method = build(design, setting.scores, setting.seed, min_items=setting.min_items)
    spent = 1000 * (time.perf_counter() - begun) / (len(setting.theta) * design.length)
    return method, loosest, strictest, lambda _: spent


def _summary(setting: Setting, parameter: float, ended: Outcome) -> dict[str, Any]:
    theta, truth = setting.theta, setting.truth
    found = study.summary(parameter, ended, truth, theta, len(setting.items), setting.accuracy, setting.seed)
    numbers = asdict(found)
    interval = {"items": numbers.pop("items_interval"), "accuracy": numbers.pop("accuracy_interval")}
    return {**numbers, "interval": interval}


def _milliseconds(setting: Setting, price: float) -> float:
    """What one answer takes in the real sitting, one learner at a time, with all rules on."""
    engine = sitting.engine(
        "simulated",
        setting.items,
        setting.cuts,
        stop_rules=StopRules(price, setting.min_items, setting.max_items),
        selection_rules=setting.rules,
    )
    rows, asked, answered = engine.table.index, Tally(engine.table.index), 0
    begun = time.perf_counter()
    for learner in range(min(TIMED, len(setting.theta))):
        seen = Exposure(learner, asked)
        now = sitting.start(engine, seed=learner, exposure=seen, prior=setting.prior)
        while now.pending is not None:
            key = now.pending
            now = sitting.answer(engine, now, key, int(setting.scores[learner, rows[key]]), exposure=seen)
            asked.add(key)
            answered += 1
    return 1000 * (time.perf_counter() - begun) / max(answered, 1)


def _as_they_are(items: tuple[PoolItem, ...], generator: np.random.Generator) -> tuple[PoolItem, ...]:
    """The items as they really are where the bank is unsure of them: drawn once from what it believes."""
    return tuple(
        replace(
            item,
            parameters=replace(
                item.parameters,
                a=float(item.parameters.a * np.exp(item.parameters.sd_log_a * generator.normal())),
                b=float(item.parameters.b + item.parameters.sd_b * generator.normal()),
                sd_b=0.0,
                sd_log_a=0.0,
            ),
        )
        if item.parameters.sd_b or item.parameters.sd_log_a
        else item
        for item in items
    )


def _piloted(
    items: tuple[PoolItem, ...],
    answering: tuple[PoolItem, ...],
    people: int,
    population: tuple[float, float],
    generator: np.random.Generator,
) -> peers.Calibration:
    if any(item.parameters.steps for item in items):
        raise click.UsageError("--calibrated works for right-or-wrong items only.")
    theta = population[0] + population[1] * generator.normal(size=people)
    pilot = study.drawn_scores(answering, theta, generator)
    return peers.calibrated(items, pilot, any(item.parameters.c > 0 for item in items))


def _plugged_in(setting: Setting, plug_in: tuple[PoolItem, ...], onward: dict[str, Any], people: int) -> dict[str, Any]:
    """The same engine at the same price, trusting the estimated parameters as if they were true."""
    design = setting.design(constrained=True, items=plug_in)
    method = study.onward(design, setting.scores, setting.seed, min_items=setting.min_items)
    found = _summary(setting, onward["parameter"], method(onward["parameter"]))
    plugin_gap, gap = found["claimed"] - found["accuracy"], onward["claimed"] - onward["accuracy"]
    return {
        "people": people,
        "plugin_items": found["items"],
        "plugin_accuracy": found["accuracy"],
        "plugin_claimed": found["claimed"],
        "plugin_gap": plugin_gap,
        "gap": gap,
        "share_of_plugin_gap": abs(gap) / max(abs(plugin_gap), 1e-9),
    }


def _misreported(setting: Setting, shift: float, generator: np.random.Generator) -> dict[str, Any]:
    """Bands that people win or lose who report themselves better or worse than they are.

    They report ability with an error of 0.7. The engine lets that choose the first item; a full intake prior also
    begins from it. All tests stop at one price.
    """
    doubt, prior = 0.7, setting.prior
    design, rows = setting.design(constrained=False), {}
    honest_report = setting.theta + doubt * generator.normal(size=len(setting.theta))
    reports = {"honest": honest_report, "under": honest_report - shift, "over": honest_report + shift}
    easy = study.onward(design, setting.scores, setting.seed, min_items=setting.min_items)
    price = study.at_accuracy(easy, setting.truth, setting.accuracy, 0.05, 1e-4)[0]
    weight = prior.sd**2 / (prior.sd**2 + doubt**2)
    for name in ("onward", "intake_prior"):
        ended = {}
        for said, values in reports.items():
            believed = [Prior(float(prior.mean + weight * (v - prior.mean)), doubt * weight**0.5) for v in values]
            beliefs = np.stack([estimation.prior_mass(setting.cuts, one) for one in believed])
            ended[said] = study.onward(
                design,
                setting.scores,
                setting.seed,
                min_items=setting.min_items,
                beliefs=beliefs if name == "intake_prior" else None,
                aims=values if name == "onward" else None,
            )(price)
        rows[name] = {said: study.bias(ended[said], ended["honest"]) for said in ("under", "over")}
    sizes = {name: float(np.mean([abs(value) for value in found.values()])) for name, found in rows.items()}
    return {"shift": shift, **rows, "share_of_intake_bias": sizes["onward"] / max(sizes["intake_prior"], 1e-9)}


def _borrowed(
    setting: Setting, answering: tuple[PoolItem, ...], correlation: float, generator: np.random.Generator
) -> dict[str, Any]:
    """A second skill tested after the first, from nothing and from what the first has shown."""
    own = (1 - correlation**2) ** 0.5 * generator.normal(size=len(setting.theta))
    theta = correlation * setting.theta + own
    second = replace(
        setting,
        theta=theta,
        truth=np.searchsorted(np.array(setting.cuts.cuts), theta, side="right"),
        scores=study.drawn_scores(answering, theta, generator),
    )
    design = setting.design(constrained=False)
    first = study.onward(design, setting.scores, setting.seed, min_items=setting.min_items)
    price, ended = study.at_accuracy(first, setting.truth, setting.accuracy, 0.05, 1e-4)
    found: dict[str, Any] = {"correlation": correlation, "first_price": price}
    for name, beliefs in (("alone", None), ("borrowing", study.borrowed_beliefs(design, ended, correlation))):
        method = study.onward(design, second.scores, second.seed, min_items=second.min_items, beliefs=beliefs)
        parameter, outcome = study.at_accuracy(method, second.truth, second.accuracy, 0.05, 1e-4)
        found[name] = _summary(second, parameter, outcome)
    found["share_of_items"] = found["borrowing"]["items"] / found["alone"]["items"]
    return found
