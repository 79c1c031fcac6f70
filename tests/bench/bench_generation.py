"""512 points sampled, decoded and judged as chapter 10 does it: on one core, and on all.

The decoder is the laptop's, untrained, which does not change its arithmetic. How long the detector
looks depends on what it sees, so it is given drawn faces. A process that is confined to some cores
chooses its threads by itself.
"""

import os
import statistics
import tomllib
from pathlib import Path

import numpy as np
import pytest

from analysis.judging import judgement, reference_of
from analysis.sampling import full_gaussian
from data.faces import draw_face
from model.config import NetworkConfig
from tests.bench.measures import outcome, seconds, show

POINTS, CLOUD, FACES = 512, 8_000, 64
FEATURES = 24 * 24 * 3  # of a training image, as novelty looks at it
ROUNDS = 3
LEAST_GAIN = 0.95  # all cores against one: never slower
PROFILES = Path(__file__).parents[2] / "report" / "profiles.toml"
CONFIG = NetworkConfig(**tomllib.loads(PROFILES.read_text("utf-8"))["laptop"]["networks"]["ae"])


@pytest.fixture(scope="module")
def faces(tmp_path_factory):
    """Drawn faces, repeated."""
    drawn = np.stack([draw_face(seed)[0][60:156, 40:136] for seed in range(FACES)])
    file = tmp_path_factory.mktemp("faces") / "faces.npy"
    np.save(file, np.tile(drawn, (POINTS // FACES, 1, 1, 1)))
    return file


def spent(faces):
    """Median seconds of each part, and what was judged."""
    from model.latents import Network  # noqa: PLC0415 - only the confined process loads TensorFlow
    from model.networks import autoencoder  # noqa: PLC0415

    rng = np.random.default_rng(2022)
    cloud = rng.normal(size=(CLOUD, CONFIG.z_dim)) * np.geomspace(4.0, 0.2, CONFIG.z_dim)
    images, network = np.load(faces), Network(CONFIG, autoencoder(CONFIG, seed=1))
    known = rng.uniform(0, 255, (CLOUD, FEATURES)).astype(np.float32)
    reference = reference_of(cloud, known=known)
    z, found = full_gaussian(cloud, n=POINTS, rng=rng), []
    parts = {
        "sampled": lambda: full_gaussian(cloud, n=POINTS, rng=rng),
        "decoded": lambda: network.decode(z),
        "judged": lambda: found.append(judgement(images, reference=reference, z=z)),
    }
    for part in parts.values():
        part()  # compiles
    times = {
        name: statistics.median(seconds(part) for _ in range(ROUNDS))
        for name, part in parts.items()
    }
    return times, (found[0].rate, found[0].diversity, found[0].novelty(found[0]))


def confined(count, job, *arguments):
    """What a job returns in a process that sees so many cores."""
    everything = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(everything)[:count])
    try:
        return outcome(job, *arguments)
    finally:
        os.sched_setaffinity(0, everything)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cannot confine a process")
def test_sampling_decoding_and_judging_use_all_cores(faces):
    everything = len(os.sched_getaffinity(0))
    counts = sorted({1, (everything + 1) // 2, everything})
    times, judged = {}, {}
    for count in counts:
        times[count], judged[count] = confined(count, spent, faces)
        times[count]["together"] = sum(times[count].values())
    rows = [
        (part, *(f"{times[count][part]:.2f}" for count in counts),
         f"{times[1][part] / times[everything][part]:.2f}")
        for part in times[1]
    ]  # fmt: skip
    seen = [f"{count} core{'s' * (count > 1)} [s]" for count in counts]
    show(f"{POINTS} points", ("", *seen, "one core / all"), rows)
    rate = POINTS / times[everything]["together"]
    show("On all cores", ("", "points/s"), [("together", f"{rate:,.0f}")])
    for count in counts:
        assert judged[count][0] == judged[1][0]
        np.testing.assert_allclose(judged[count][1:], judged[1][1:], rtol=1e-6)
    assert times[1]["together"] > LEAST_GAIN * times[everything]["together"]
