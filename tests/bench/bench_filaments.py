"""The search for filaments at the posts' size: pair statistics of many points, and openTSNE.

Pairs are counted to distances in proportion to the spacing of the points, so that their number
grows like the number of points. Maps are made of the same points with the same perplexity,
exaggeration, number of iterations, start and threads, by our function and by scikit-learn's.
"""

import os
import statistics

import numpy as np
from sklearn.manifold import TSNE

from analysis import maps, patterns
from analysis.intervals import sampled_mean
from analysis.overlap import shared_neighbours
from tests.bench.measures import outcome, seconds, show

SIZES = (10_000, 40_000, 165_000)
ROUNDS = 5
LARGEST_EXPONENT = 1.25  # n log n over this range is n to the power 1.1
MAP_POINTS, Z_DIM, NEAR = 20_000, 256, 10
LEAST_SPEEDUP = 2.0
LARGEST_LOSS = 0.05  # of the neighbours that scikit-learn's map keeps


def cloud():
    """Normal points whose spectrum falls like that of z-points."""
    rng = np.random.default_rng(2022)
    return rng.normal(size=(MAP_POINTS, Z_DIM)) * np.geomspace(8.0, 0.2, Z_DIM)


def our_map():
    """Seconds and places of a map by openTSNE."""
    points, places = cloud(), []
    start = np.random.default_rng(1)
    threads = os.cpu_count() or 1
    spent = seconds(
        lambda: places.append(maps.tsne_map(points, maps.STANDARD, rng=start, threads=threads))
    )
    return spent, places[0]


def scikit_map():
    """Seconds and places of a map by scikit-learn."""
    points, places = cloud(), []
    method = TSNE(
        perplexity=maps.STANDARD.perplexity,
        early_exaggeration=maps.STANDARD.exaggeration,
        max_iter=maps.EARLY + maps.LATE,
        init="random",
        random_state=1,
        n_jobs=os.cpu_count(),
    )
    return seconds(lambda: places.append(method.fit_transform(points))), places[0]


def test_pair_statistics_grow_almost_like_the_number_of_points():
    rng, times = np.random.default_rng(2022), {}
    for n in SIZES:
        points, distances = rng.random((n, 2)), patterns.distances_for(n)
        times[n] = statistics.median(
            seconds(lambda p=points, d=distances: patterns.ripley(p, distances=d))
            for _ in range(ROUNDS)
        )
    exponent = np.log(times[SIZES[-1]] / times[SIZES[0]]) / np.log(SIZES[-1] / SIZES[0])
    rows = [
        (f"{n:,}", f"{1e3 * spent:,.0f}", f"{1e6 * spent / n:.2f}") for n, spent in times.items()
    ]
    show("Ripley's K and pair correlation to four spacings", ("points", "ms", "µs a point"), rows)
    show("Growth", ("", "exponent"), [("from the first to the last", f"{exponent:.2f}")])
    assert exponent < LARGEST_EXPONENT


def test_maps_are_faster_than_scikit_learns_and_keep_as_many_neighbours():
    points = cloud()
    found = {"openTSNE (ours)": outcome(our_map), "scikit-learn": outcome(scikit_map)}
    kept = {name: shared_neighbours(points, places, k=NEAR) for name, (_, places) in found.items()}
    ours, theirs = found
    speedup = found[theirs][0] / found[ours][0]
    more = sampled_mean(kept[ours] - kept[theirs]).interval  # the same points, one by one
    show(
        f"t-SNE of {MAP_POINTS:,} x {Z_DIM} points",
        ("way", "seconds", "neighbours kept"),
        [
            (name, f"{spent:.0f}", sampled_mean(kept[name]).interval.text(".4f"))
            for name, (spent, _) in found.items()
        ],
    )
    rows = [("scikit-learn / ours, times", f"{speedup:.2f}")]
    rows += [("kept, ours - scikit-learn", more.text(".4f"))]
    show("Ratio and difference", ("", "value [95 %]"), rows)
    assert speedup >= LEAST_SPEEDUP
    assert more.high >= 0  # no worse beyond chance,
    assert more.low > -LARGEST_LOSS * kept[theirs].mean()  # and by so many points as can tell
