"""Radius statistics of the posts' cloud, 170,000 points of 256 components: their way and ours.

The posts count points per bin of 0.5 in Python loops. Ours gives these counts and more: smoothed
mode, quantiles that are decidable at that number, the shares of two bands. A third way is what
NumPy alone makes of the posts' counts.
"""

import statistics

import numpy as np
import pytest

from analysis import densities
from analysis.cloud import radius
from analysis.reported import MORE_THAN_HALF, NEARLY_ALL, reported_moments
from tests.bench.measures import outcome, peak_memory, seconds, show

POINTS = 170_000
BINS, WIDTH = 70, 0.5  # of the posts: 0 < R < 35
ROUNDS = 3
LEAST_SPEEDUP = 3.0


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A cloud with the moments that the posts report, as the build leaves its z-points."""
    told, rng = reported_moments(), np.random.default_rng(2022)
    shape = (POINTS, len(told.centre))
    z = told.centre + told.sd * rng.standard_normal(shape, dtype=np.float32)
    target = tmp_path_factory.mktemp("cloud") / "z.npy"
    np.save(target, z.astype(np.float32))
    return target


def posts_way(file):
    """A loop over points for the radius, and one over bins and points for the counts."""
    radii = [float(np.sqrt(np.sum(z**2))) for z in np.load(file)]
    counts = []
    for place in range(BINS):
        count = 0
        for length in radii:
            if place * WIDTH <= length < (place + 1) * WIDTH:
                count += 1
        counts.append(count)
    return counts


def plain_numpy(file):
    """The same counts from a norm and a histogram."""
    lengths = np.linalg.norm(np.load(file), axis=1)
    return np.histogram(lengths, bins=WIDTH * np.arange(BINS + 1))[0].tolist()


def our_way(file):
    """Counts with their Poisson band, smoothed mode, quantiles and shares."""
    lengths = radius(np.load(file, mmap_mode="r"))
    found = densities.radius_statistics(lengths)
    bins = densities.binned(lengths, width=WIDTH, bandwidth=densities.bandwidth_of(lengths))
    shares = [densities.share(lengths, between=band) for band in (NEARLY_ALL, MORE_THAN_HALF)]
    assert len(shares) == 2
    assert np.isfinite(list(found.values())).all()
    counts = np.zeros(BINS, int)
    counts[np.round(bins.centres / WIDTH - 0.5).astype(int)] = bins.counts
    return counts.tolist()


WAYS = {
    "the posts' loops: counts": posts_way,
    "NumPy: counts": plain_numpy,
    "ours: counts, band, mode, quantiles, shares": our_way,
}
POSTS, PLAIN, OURS = WAYS


def nothing(file):
    """A process that has imported the same modules and looked at no point."""


def timed(way, file):
    """Seconds of a way in a process that has done it once."""
    WAYS[way](file)
    return statistics.median(seconds(WAYS[way], file) for _ in range(ROUNDS))


def test_our_radius_statistics_are_faster_than_the_posts_loops_and_need_less_memory(file):
    counts = {way: job(file) for way, job in WAYS.items()}
    far = np.abs(np.array(counts[OURS]) - np.array(counts[POSTS])).max()
    assert far <= 2  # float32 sums put a point or two into the next bin
    times = {way: outcome(timed, way, file) for way in WAYS}
    idle = peak_memory(nothing, file)
    memory = {way: peak_memory(job, file) - idle for way, job in WAYS.items()}
    rows = [
        (way, f"{times[way]:.2f}", f"{times[POSTS] / times[way]:.1f}", f"{memory[way]:,.0f}")
        for way in WAYS
    ]
    title = f"Radii of {POINTS:,} points of 256 components: medians of {ROUNDS}"
    show(title, ("way", "seconds", "times faster", "memory beyond imports [MB]"), rows)
    assert times[POSTS] > LEAST_SPEEDUP * times[OURS]
    assert memory[OURS] < memory[POSTS]
