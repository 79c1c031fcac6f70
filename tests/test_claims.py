"""Claims: the language of rules, verdicts, and the ledger itself."""

import ast

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


@pytest.mark.parametrize(
    ("name", "values", "turned"),
    [
        (
            "X2",
            {"tiny_kl.loss.relative": 0.008, "tiny_kl.loss.relative.low": 0.004},
            ({"tiny_kl.loss.relative.low": -0.03, "tiny_kl.loss.relative.high": -0.01}),
        ),
        (
            "X7",
            {"tiny_kl.runs.form.ratio": 1.1, "tiny_kl.runs.mean_ratio": 0.96},
            ({"tiny_kl.runs.form.ratio": 3.5, "tiny_kl.runs.form.p": 0.012}),
        ),
        ("X12", {"tiny_kl.large.one.radius": 3.0}, {"tiny_kl.large.one.radius": 0.01}),
        ("X18", {"tiny_kl.maps.kinds": 0.45}, {"tiny_kl.maps.kinds": 0.2}),
        (
            "X26",
            {"tiny_kl.start.excess": 0.9, "tiny_kl.start.radius": 1.0},
            ({"tiny_kl.start.radius": 1.6}),
        ),
        ("X15", {"tiny_kl.attributes.ae.mean": 0.7}, {"tiny_kl.attributes.ae.mean": 0.05}),
    ],
)
def test_a_value_past_its_rule_turns_the_verdict(name, values, turned):
    entry = next(claim for claim in read_claims(LEDGER) if claim.id == name)
    common = {
        "edition.images": 8000,
        "tiny_kl.runs.ae": 3,
        "tiny_kl.runs.smallest_p": 0.012,
        "tiny_kl.runs.form.p": 0.5,
        "tiny_kl.loss.relative.high": 0.012,
        "tiny_kl.maps.seeds": 0.5,
        "tiny_kl.attributes.number": 37,
    }
    assert verdict(entry, common | values) == REPRODUCED
    assert verdict(entry, common | values | turned) == REFUTED
    assert verdict(entry, common | values | {"edition.images": 100}) == UNDECIDED


def test_the_ledger_of_the_tiny_kl_is_complete_but_for_what_other_chapters_judge():
    known = {entry.id for entry in read_claims(LEDGER)}
    elsewhere = {"X6", "X8", "X10", "X24", "X25", "X30"}
    assert {f"X{number}" for number in range(1, 32)} - elsewhere <= known


def test_the_ledgers_of_random_and_informed_points_and_of_later_posts_are_complete():
    known = {entry.id for entry in read_claims(LEDGER)}
    for letter, first, last in (("C", 8, 23), ("G", 1, 17), ("I", 1, 5)):
        assert {f"{letter}{number}" for number in range(first, last + 1)} <= known


def test_every_post_that_is_judged_has_a_table():
    chapter = (ROOT / "analysis" / "11_claims.py").read_text("utf-8")
    for source in {entry.source for entry in read_claims(LEDGER)}:
        assert f'"{source}"' in chapter


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("I1", {"normality.within.ae.p80": 0.81}, {"normality.within.ae.p80": 0.6}),
        (
            "I2",
            {"normality.henze_zirkler.ae.d10.trimmed": 0.4},
            {"normality.henze_zirkler.ae.d10.trimmed": 0.01},
        ),
        (
            "I3",
            {"informed_points.told.ae.elliptical.high": 0.55},
            {"informed_points.told.ae.elliptical.low": 0.8},
        ),
        ("I4", {"face_rate.ae.ellipse_gaussian": 0.7}, {"face_rate.ae.ellipse_gaussian": 0.1}),
        (
            "I5",
            {"informed_points.told.ae.normal.high": 0.55},
            {"informed_points.told.ae.normal.low": 0.8},
        ),
    ],
)
def test_a_value_past_its_rule_turns_the_verdict_on_a_later_post(name, right, wrong):
    entry = next(claim for claim in read_claims(LEDGER) if claim.id == name)
    common = {
        "edition.images": 8000,
        "normality.within.ae.p50": 0.5,
        "normality.power.d10.trimmed": 0.9,
        "face_rate.ae.reconstruction_test": 0.9,
        "informed_points.told.ae.elliptical.low": 0.5,
        "informed_points.told.ae.elliptical.high": 0.9,
        "informed_points.told.ae.normal.low": 0.5,
        "informed_points.told.ae.normal.high": 0.9,
    }
    assert verdict(entry, common | right) == REPRODUCED
    assert verdict(entry, common | right | wrong | _raised(wrong)) == REFUTED
    assert verdict(entry, common | right | {"edition.images": 100}) == UNDECIDED


def _raised(ends):
    """Upper ends that belong to lower ones."""
    return {name.replace(".low", ".high"): 0.9 for name in ends if name.endswith(".low")}
