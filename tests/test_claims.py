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


def test_a_claim_that_could_be_judged_needs_a_rule():
    with pytest.raises(ValueError, match="`C1` must have a rule"):
        claim(reproduced="", refuted="")


@pytest.mark.parametrize(
    ("rule", "right"), [("reproduced", (0.5, REPRODUCED)), ("refuted", (3.0, REFUTED))]
)
def test_a_claim_of_one_rule_differs_where_it_does_not_hold(rule, right):
    other = {"reproduced": "refuted", "refuted": "reproduced"}[rule]
    of_one_rule = claim(**{other: ""})
    for value, expected in (right, (1.5, DIFFERS), (3.5 - right[0], DIFFERS)):
        assert verdict(of_one_rule, {"a.b": value, "edition.images": 100}) == expected


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
FACTORS = (0.0, 0.2, 0.6, 0.99, 1.0, 1.01, 1.6, 5.0)


class MadeUpResults:
    """Values for the results that the rules of a claim use, with narrow intervals about them."""

    def __init__(self, claim):
        self.claim, self.rng = claim, np.random.default_rng(int(claim.id[1:]))
        rules_of = {REPRODUCED: claim.reproduced, REFUTED: claim.refuted}
        self.wished = [verdict for verdict, rule in rules_of.items() if rule]
        rules = f"{claim.reproduced} {claim.refuted}"
        self.measured = sorted(_bases(rules))
        self.names = sorted(
            _bases(f"{rules} {claim.decidable}") | {f"{x}.shift" for x in _ranges(rules)}
        )
        numbers = re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?", f"{rules} {claim.decidable}")
        limits = {float(number) for number in numbers} | {1.0}
        places = {factor * limit for limit in limits for factor in FACTORS}
        self.places = sorted(places | {-place for place in places})

    def drawn(self):
        """A value for each result, in a large edition of CelebA."""
        drawn = self.rng.choice(self.places, len(self.names)).tolist()
        values = dict(zip(self.names, drawn, strict=True))
        return values | {"edition.images": 200_000.0, "edition.celeba": 1.0}

    def verdict(self, values):
        """Verdict, or None where no measurement could give such values."""
        try:
            return verdict(self.claim, _with_ends(values))
        except (ValueError, ZeroDivisionError):  # such as a low quantile above a high one
            return None

    def reached(self, wished, *, start=None):
        """Values with that verdict, from `start` by moving the measured ones alone."""
        goals = _goals(self.claim.decidable) + _goals(
            self.claim.reproduced if wished == REPRODUCED else self.claim.refuted
        )
        moved = [x for x in self.names if start is None or _base(x) in self.measured]
        for _ in range(30):
            values = (start or {}) | {
                name: value
                for name, value in self.drawn().items()
                if start is None or name in moved
            }
            for name in self.rng.choice(moved, 4 * len(moved)):
                if self.verdict(values) == wished:
                    return values
                tried = [
                    values | {name: place} for place in self.rng.permutation(self.places).tolist()
                ]
                values = max(tried, key=lambda new: _met(goals, new))
        return None


def _base(name):
    return re.sub(r"\.(low|high|shift)$", "", name)


def _bases(rules):
    """Results that rules name, but for the edition."""
    names = re.findall(r"[a-z]\w*(?:\.\w+)+", rules)
    return {_base(name) for name in names if not name.startswith("edition.")}


def _ranges(rules):
    """Results whose ends are no interval about them but a range that they are compared with."""
    return re.findall(r"([a-z]\w*(?:\.\w+)+) <=? \1\.", rules)


def _goals(rule):
    body = ast.parse(rule, mode="eval").body
    both = isinstance(body, ast.BoolOp) and isinstance(body.op, ast.And)
    return [ast.unparse(part) for part in (body.values if both else [body])]


def _met(goals, values):
    numbers = _with_ends(values)
    try:
        return sum(bool(evaluated(goal, numbers)) for goal in goals)
    except ZeroDivisionError:
        return 0


def _with_ends(values):
    return values | {
        f"{name}.{end}": value + values.get(f"{name}.shift", 0) + side * (1e-3 * abs(value) + 1e-12)
        for name, value in values.items()
        for end, side in (("low", -1), ("high", 1))
    }


@pytest.mark.parametrize("claim", JUDGED, ids=lambda claim: claim.id)
def test_measured_values_past_their_rules_turn_the_verdict(claim):
    made = MadeUpResults(claim)
    first, *others = made.wished
    holds = made.reached(first)
    assert holds is not None
    assert all(made.reached(other, start=holds) is not None for other in others)
    if "edition.images >=" in claim.decidable:
        assert made.verdict(holds | {"edition.images": 100.0}) == UNDECIDED


@pytest.mark.parametrize(
    "claim",
    [claim for claim in JUDGED if claim.reproduced and claim.refuted],
    ids=lambda claim: claim.id,
)
def test_no_values_both_reproduce_and_refute(claim):
    made = MadeUpResults(claim)
    made.places = [place for place in made.places if place > 0]
    rules = f"({claim.decidable}) and ({claim.reproduced}) and ({claim.refuted})"
    goals = [
        goal for rule in (claim.decidable, claim.reproduced, claim.refuted) for goal in _goals(rule)
    ]
    for _ in range(6):
        values = made.drawn()
        for name in made.rng.choice(made.names, 3 * len(made.names)):
            tried = [values | {name: place} for place in made.rng.permutation(made.places)]
            values = max(tried, key=lambda new: _met(goals, new))
            assert not evaluated(rules, _with_ends(values)), values


@pytest.mark.parametrize("claim", JUDGED, ids=lambda claim: claim.id)
def test_every_measured_value_of_a_rule_can_turn_the_verdict_alone(claim):
    made = MadeUpResults(claim)
    waiting = set(made.measured)
    for attempt in range(40):
        wished = made.wished[attempt % len(made.wished)]
        values = made.reached(wished) if waiting else None
        for name in sorted(waiting) if values else ():
            found = {made.verdict(values | {name: place}) for place in made.places}
            waiting -= {name} if found - {wished, UNDECIDED, None} else set()
    assert not waiting


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


def judged(name, values):
    entry = next(claim for claim in JUDGED if claim.id == name)
    return verdict(entry, values | {"edition.images": 200_000})


def test_skewness_is_put_down_to_centres_only_if_they_add_to_it():
    skew = "cloud.radius.{}ae.skew".format
    values = {skew(""): 0.0, skew("null_independent."): 0.0, skew("null_centred."): 0.0}
    values |= {skew("") + ".low": 0.1, skew("") + ".high": 0.3}
    assert judged("F8", values) == REFUTED  # both near 0: widths explain as much
    assert judged("F8", values | {skew("null_independent."): 0.05}) == DIFFERS
    assert judged("F8", values | {skew("null_independent."): 0.2}) == REPRODUCED


def test_another_minimum_has_a_larger_radius_at_the_same_loss():
    gain = "cloud.gain.{}.{}".format
    values = {gain(run, "radius_outside"): 1 for run in ("half", "double")}
    values |= {gain(run, "ratio"): 0.5 for run in ("half", "double")}
    values |= {gain(run, "loss_share"): 0.0 for run in ("half", "double")}
    values |= {"cloud.seeds.ae.runs": 3}
    assert judged("X10", values) == DIFFERS
    assert judged("X10", values | {gain("half", "ratio"): 1.5}) == REPRODUCED
    worse = {gain("half", "ratio"): 1.5, gain("half", "loss_share"): 0.2}
    assert judged("X10", values | worse) == DIFFERS


@pytest.mark.parametrize("name", ["F10", "F11", "F13"])
def test_maps_decide_nothing_where_strings_are_not_seen(name):
    entry = next(claim for claim in JUDGED if claim.id == name)
    rules = f"{entry.reproduced} {entry.refuted} {entry.decidable}"
    values = dict.fromkeys(_bases(rules), 1.0)
    assert judged(name, _with_ends(values)) == UNDECIDED
    seen = {base: 9.0 for base in values if "strings" in base}
    assert judged(name, _with_ends(values | seen)) == REFUTED


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
        "informed_points.told.ae.curved.low": 0.7,
        "informed_points.told.ae.normal.low": 0.5,
        "informed_points.told.ae.normal.high": 0.9,
    }
    assert verdict(entry, common | right) == REPRODUCED
    assert verdict(entry, common | right | wrong | _raised(wrong)) == REFUTED
    assert verdict(entry, common | right | {"edition.images": 100}) == UNDECIDED


@pytest.mark.parametrize(("name", "null"), [("I3", "elliptical"), ("I5", "normal")])
def test_a_cloud_that_is_not_told_counts_only_where_a_bent_one_is(name, null):
    told = f"informed_points.told.ae.{null}"
    blind = {"informed_points.told.ae.curved.low": 0.55}
    assert judged(name, blind | {f"{told}.low": 0.5, f"{told}.high": 0.55}) == UNDECIDED
    assert judged(name, blind | {f"{told}.low": 0.8, f"{told}.high": 0.9}) == REFUTED


def test_a_gain_beyond_the_sets_of_a_sampler_decides_nothing():
    gain = "informed_points.correlation_gain_equal.ae"
    for low, high, expected in ((2.0, 9.0, REPRODUCED), (np.nan, np.nan, UNDECIDED)):
        numbers = {f"{gain}.low": low, f"{gain}.high": high}
        assert judged("G13", numbers | {gain: low}) == expected


@pytest.mark.parametrize(
    ("bridges", "expected"),
    [((0.9, 0.9, 0.05), REPRODUCED), ((0.9, 0.9, 0.9), UNDECIDED), ((0.1, 0.9, 0.05), REFUTED)],
)
def test_one_region_counts_only_where_a_planted_gap_is_found(bridges, expected):
    names = (f"informed_points.{what}.ae" for what in ("bridge", "null_bridge", "cut_bridge"))
    numbers = dict(zip(names, bridges, strict=True))
    assert judged("G16", numbers) == expected


def _raised(ends):
    """Upper ends that belong to lower ones."""
    return {name.replace(".low", ".high"): 0.9 for name in ends if name.endswith(".low")}


RECONSTRUCTED = {
    "edition.images": 8000.0,
    "edition.celeba": 0.0,
    "face_rate.ae.reconstruction_test": 0.9,
    "face_rate.vae_tiny.reconstruction_test": 0.9,
    "diversity.ae.reconstruction_test": 50.0,
}


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ({"face_rate": 0.6, "novelty": 1.2, "diversity": 30.0}, REPRODUCED),
        ({"face_rate": 0.6, "novelty": 1.2, "diversity": 2.0}, DIFFERS),  # one new face
        ({"face_rate": 0.1, "novelty": 1.5, "diversity": 50.0}, REFUTED),  # rubbish
    ],
)
def test_new_faces_are_asked_of_one_set_of_boxes(measured, expected):
    small = {f"{what}.ae.component_box.f0_4": 0.9 for what in measured}  # copies of a mean face
    large = {f"{what}.ae.component_box.f1_0": value for what, value in measured.items()}
    assert verdict(_entry("G10"), RECONSTRUCTED | small | large) == expected


@pytest.mark.parametrize(
    ("vae", "ae", "expected"),
    [(0.1, 0.1, REPRODUCED), (0.1, 0.6, REFUTED), (0.6, 0.1, REFUTED), (0.1, 0.3, DIFFERS)],
)
def test_a_vae_fails_as_an_ae_does_only_where_both_fail(vae, ae, expected):
    rates = {"face_rate.vae_tiny.cube.b1_5": vae, "face_rate.ae.cube.b1_5": ae}
    assert verdict(_entry("C19"), RECONSTRUCTED | rates) == expected


@pytest.mark.parametrize(("rate", "expected"), [(0.05, REPRODUCED), (0.7, DIFFERS)])
def test_now_and_then_is_not_often(rate, expected):
    rates = {"face_rate.ae.cube.b10": rate, "face_rate.ae.cube.b10.high": rate + 0.02}
    numbers = RECONSTRUCTED | rates | {"random_points.from_scrambled.ae.low": 0.01}
    assert verdict(_entry("C10"), numbers) == expected


def test_half_widths_in_latent_units_are_judged_on_the_posts_images_alone():
    names = ("ae", "vae_tiny")
    numbers = {f"random_points.wasserstein_half_width.{name}": 1.5 for name in names}
    paper = numbers | {"edition.images": 200_000.0}
    assert verdict(_entry("G1"), paper | {"edition.celeba": 0.0}) == UNDECIDED
    assert verdict(_entry("G1"), paper | {"edition.celeba": 1.0}) == REPRODUCED


def test_the_best_half_width_is_asked_of_the_cube_that_matches_this_cloud():
    of_another_cloud = {"random_points.ratio_b1_5.ae": 0.9, "face_rate.ae.cube.b1_5": 0.8}
    numbers = RECONSTRUCTED | of_another_cloud | {"face_rate.ae.cube_matched": 0.1}
    assert verdict(_entry("G3"), numbers) == REPRODUCED


def _entry(name):
    return next(claim for claim in read_claims(LEDGER) if claim.id == name)
