"""Claims: the language of rules, verdicts, and the ledger itself."""

import ast
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims import (
    DIFFERS,
    REFUTED,
    REPRODUCED,
    UNDECIDED,
    Claim,
    counted,
    depends_on_machine,
    evaluated,
    filled,
    names_used,
    numbers_of,
    read_claims,
    verdict,
)
from analysis.results import Result
from report.settings import ROOT

LEDGER = ROOT / "report" / "book" / "claims.toml"
numbers = st.floats(-1e3, 1e3)


def claim(**changes):
    words = {"id": "C1", "source": "s", "text": "t", "reported": "", "measured": "", "why": ""}
    rules = {"decidable": "edition.images > 10", "reproduced": "a.b < 1", "refuted": "a.b > 2"}
    return Claim(**(words | rules | changes))


@given(a=numbers, b=numbers)
def test_a_rule_means_what_python_means_by_it(a, b):
    values = {"a.x": a, "b.y.low": b}
    for rule in ("a.x < b.y.low", "a.x + 2 * b.y.low <= -1 or not a.x > 0", "abs(a.x) >= b.y.low"):
        python = rule.replace("a.x", "a").replace("b.y.low", "b")
        assert evaluated(rule, values) == eval(python, {"a": a, "b": b, "abs": abs})


@pytest.mark.parametrize(
    "rule",
    [
        "__import__('os')",
        "a.b.c",
        "'text'",
        "a.b if a.b else 0",
        "[1]",
        "a.b <",
        "open(1)",
        "a.b % 2",
    ],
)
def test_a_rule_outside_the_language_is_refused(rule):
    with pytest.raises(ValueError, match="`rule` must use known names and signs only"):
        evaluated(rule, {"a.b": 1.0})


@pytest.mark.parametrize(
    ("value", "images", "expected"),
    [(0.5, 100, REPRODUCED), (1.5, 100, DIFFERS), (3.0, 100, REFUTED), (0.5, 5, UNDECIDED)],
)
def test_a_verdict_follows_from_the_rules(value, images, expected):
    assert verdict(claim(), {"a.b": value, "edition.images": images}) == expected


def test_a_claim_that_rests_on_too_few_points_stays_undecided():
    rules = {"reproduced": "a.b.low < 1", "refuted": "a.b.low > 2"}
    numbers = {"a.b": float("nan"), "a.b.low": float("nan"), "edition.images": 100}
    assert verdict(claim(**rules), numbers) == UNDECIDED


def test_a_claim_without_a_way_to_decide_it_stays_undecided():
    assert verdict(claim(decidable="", reproduced="", refuted=""), {}) == UNDECIDED


def test_rules_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="`C1` must not be both"):
        verdict(claim(refuted="a.b < 1"), {"a.b": 0.0, "edition.images": 100})


def test_a_claim_that_could_be_judged_needs_rules():
    with pytest.raises(ValueError, match="`C1` must have rules"):
        claim(refuted="")


def test_texts_are_filled_with_what_was_published():
    results = {"a.b": Result(value=1.0, text="one", low=0.5, high=2.0, low_text="½", high_text="2")}
    assert filled("{a.b} ({a.b.low} to {a.b.high})", results) == "one (½ to 2)"
    assert numbers_of(results) == {"a.b": 1.0, "a.b.low": 0.5, "a.b.high": 2.0}
    with pytest.raises(ValueError, match=r"got \['a\.c'\]"):
        filled("{a.c}", results)


def test_verdicts_are_counted_by_source():
    assert counted(["p", "q", "p"], [DIFFERS, REFUTED, DIFFERS]) == {
        "p": {DIFFERS: 2},
        "q": {REFUTED: 1},
    }


def test_the_ledger_has_twenty_claims_or_more_each_with_rules_that_parse():
    claims = read_claims(LEDGER)
    assert len(claims) >= 20
    for entry in claims:
        for rule in (entry.decidable, entry.reproduced, entry.refuted):
            ast.parse(rule or "0", mode="eval")


def test_two_claims_of_one_number_are_refused(tmp_path):
    file = tmp_path / "claims.toml"
    entry = '[[claim]]\nid = "A"\nsource = ""\ntext = ""\nreported = ""\nmeasured = ""\nwhy = ""\n'
    file.write_text(2 * (entry + 'decidable = ""\n'), "utf-8")
    with pytest.raises(ValueError, match="got twice"):
        read_claims(file)
    file.write_text(entry + 'verdict = "true"\n', "utf-8")
    with pytest.raises(ValueError, match="wrong or missing key"):
        read_claims(file)


def test_braces_of_formulas_are_left_alone():
    assert filled(r"$b/\sqrt{15}$", {}) == r"$b/\sqrt{15}$"


def test_a_verdict_on_seconds_is_marked_as_measured_on_this_machine():
    results = {"a.time": {"value": 1.0, "measured_here": True}, "a.size": {"value": 2.0}}
    rules = {"reproduced": "a.size > 1", "decidable": "a.size > 0"}
    assert not depends_on_machine(claim(**rules, refuted="a.size < 1"), results)
    assert depends_on_machine(claim(**rules, refuted="a.size < 1 and a.time > 3"), results)


JUDGED = [claim for claim in read_claims(LEDGER) if claim.decidable]
EDITION = ("edition.images", "edition.celeba")
FACTORS = (0.0, 0.2, 0.6, 0.95, 1.05, 1.6, 5.0)


class MadeUpResults:
    """Values for the results that the rules of a claim use, with intervals about them."""

    def __init__(self, claim, seed):
        self.claim, self.rng = claim, np.random.default_rng(seed)
        self.names = {name.removesuffix(".low").removesuffix(".high") for name in names_used(claim)}
        rules = " ".join((claim.reproduced, claim.refuted, claim.decidable))
        limits = {abs(float(x)) for x in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?", rules)}
        self.places = sorted({f * limit for limit in limits | {1.0} for f in FACTORS})
        self.places += [-place for place in self.places]
        used = set(re.findall(r"[a-z][\w.]+", claim.reproduced + " " + claim.refuted))
        self.measured = sorted(
            name for name in self.names if used & {name, f"{name}.low", f"{name}.high"}
        )

    def drawn(self):
        """A value for each result."""
        found = dict(
            zip(sorted(self.names), self.rng.choice(self.places, len(self.names)), strict=True)
        )
        return found | {"edition.images": 200_000.0, "edition.celeba": 1.0}

    def verdict(self, values):
        """Verdict where each value has a narrow interval."""
        width = {name: 0.01 * abs(value) + 1e-9 for name, value in values.items()}
        ends = {f"{name}.low": value - width[name] for name, value in values.items()}
        ends |= {f"{name}.high": value + width[name] for name, value in values.items()}
        return verdict(self.claim, values | ends)

    def reached(self, wished, *, start=None, free=None, tries=6000):
        """Values with that verdict, from `start` by moving the `free` ones, or None."""
        for _ in range(tries):
            values = self.drawn()
            if start is not None:
                values = start | {name: values[name] for name in free}
            if self.verdict(values) == wished:
                return values
        return None


@pytest.mark.parametrize("claim", JUDGED, ids=lambda claim: claim.id)
def test_a_measured_value_past_its_rule_turns_the_verdict(claim):
    made = MadeUpResults(claim, seed=int(claim.id[1:]))
    holds = made.reached(REPRODUCED)
    assert holds is not None
    assert made.reached(REFUTED, start=holds, free=set(made.measured) - set(EDITION)) is not None


@pytest.mark.parametrize("claim", JUDGED, ids=lambda claim: claim.id)
def test_every_measured_value_of_a_rule_can_turn_the_verdict_alone(claim):
    made = MadeUpResults(claim, seed=int(claim.id[1:]))
    waiting = set(made.measured) - set(EDITION)
    for _ in range(4000):
        if not waiting:
            break
        values, name = made.drawn(), min(waiting, key=lambda _: made.rng.random())
        before = made.verdict(values)
        if before in (REPRODUCED, REFUTED):
            others = {made.verdict(values | {name: place}) for place in made.places}
            waiting -= {name} if others - {before, UNDECIDED} else set()
    assert not waiting


@pytest.mark.parametrize(
    "claim", [c for c in JUDGED if "edition.images >=" in c.decidable], ids=lambda claim: claim.id
)
def test_a_claim_about_many_images_is_not_judged_by_few(claim):
    made = MadeUpResults(claim, seed=int(claim.id[1:]))
    holds = made.reached(REPRODUCED)
    assert made.verdict(holds | {"edition.images": 100.0}) == UNDECIDED


def test_the_ledger_of_the_tiny_kl_is_complete_but_for_what_other_chapters_judge():
    known = {entry.id for entry in read_claims(LEDGER)}
    elsewhere = {"X6", "X8", "X10", "X24", "X25", "X30"}
    assert {f"X{number}" for number in range(1, 32)} - elsewhere <= known
