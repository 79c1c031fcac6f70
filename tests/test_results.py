"""Results: names, numbers, printed texts, and files that are whole."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.results import Results, prefix_clash, printed, read_results
from analysis.tables import markdown_table
from data.atomic import replacing

words = st.from_regex(r"[a-z][a-z0-9_]{0,3}", fullmatch=True)
names = st.lists(st.lists(words, min_size=2, max_size=3).map(".".join), max_size=8)


def test_a_result_is_written_and_read_by_its_name(tmp_path):
    results = Results("06_cloud")
    results.publish("cloud.radius.mean", 16.4, low=16.2, high=16.6, unit="latent units", form=".1f")
    results.publish("cloud.seconds", 3.0, unit="s", measured_here=True)
    results.write(tmp_path)
    read = read_results([tmp_path / "results" / "06_cloud.json"])
    assert read["cloud.radius.mean"] == {
        "value": 16.4,
        "low": 16.2,
        "high": 16.6,
        "unit": "latent units",
        "text": "16.4",
        "low_text": "16.2",
        "high_text": "16.6",
    }
    assert read["cloud.seconds"]["measured_here"] is True


@pytest.mark.parametrize(
    ("name", "value", "interval", "message"),
    [
        ("Cloud", 1.0, {}, "dotted lower-case words, got 'Cloud'"),
        ("cloud.mean", float("nan"), {}, "must be finite"),
        ("cloud.mean", 1.0, {"low": 2.0, "high": 1.0}, "low <= high"),
        ("cloud.mean", 1.0, {"low": 2.0}, "given together"),
        ("taken.name", 1.0, {}, "taken or is a prefix"),
        ("taken.name.more", 1.0, {}, "taken or is a prefix"),
    ],
)
def test_a_result_that_cannot_be_is_refused(name, value, interval, message):
    results = Results("a")
    results.publish("taken.name", 1.0)
    with pytest.raises(ValueError, match=message):
        results.publish(name, value, **interval)


def test_a_statistic_without_enough_points_prints_as_not_decidable():
    results = Results("a")
    nan = float("nan")
    results.publish("cloud.q99_99", nan, low=nan, high=nan, or_undecided=True)
    found = results.published["cloud.q99_99"]
    assert (found["text"], found["low_text"], found["high_text"]) == ("not decidable",) * 3
    with pytest.raises(ValueError, match="must be finite"):
        results.publish("cloud.q0", float("inf"), or_undecided=True)


@given(names)
def test_a_clash_is_found_wherever_one_name_begins_another(candidates):
    clash = any(
        first == second or second.startswith(f"{first}.")
        for place, first in enumerate(candidates)
        for other, second in enumerate(candidates)
        if place != other
    )
    assert bool(prefix_clash(candidates)) is clash


def test_a_name_published_by_two_chapters_is_refused(tmp_path):
    for chapter in ("a", "b"):
        results = Results(chapter)
        results.publish("same.name", 1.0)
        results.write(tmp_path)
    with pytest.raises(ValueError, match=r"same\.name"):
        read_results(sorted((tmp_path / "results").glob("*.json")))


@given(st.floats(-1e6, 1e6))
def test_a_printed_number_reads_back(value):
    text = printed(value, ".3f").replace("−", "-")
    assert float(text) == pytest.approx(value, abs=5e-4)


def test_a_file_is_whole_or_absent(tmp_path):
    target = tmp_path / "deep" / "results.json"

    def fail_halfway():
        with replacing(target) as partial:
            partial.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert list(target.parent.iterdir()) == []
    with replacing(target) as partial:
        partial.write_text(json.dumps({}))
    assert list(target.parent.iterdir()) == [target]


def test_a_table_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="must have 2 cells"):
        markdown_table(["a", "b"], [["1"]])
