"""What is said of a set of decoded points, where the answer is known."""

import numpy as np
import pytest

from analysis import cloud
from analysis.faceness import coarse, diversity, face_rate
from analysis.fidelity import gradient_reference, within
from analysis.intervals import Interval, Sampled, ratio
from analysis.judging import (
    FIRST,
    judged_sets,
    judgement,
    read_judgements,
    reference_of,
    stored,
)
from analysis.sampling import total_sd

Z_DIM = 3


class Stripes:
    """Decodes points to striped images of their components; encodes to four fifths of them."""

    def decode(self, z):
        images = np.repeat(np.rint(128 + 20 * np.asarray(z)), 32, axis=1)  # (n, 96)
        return np.broadcast_to(
            np.clip(images, 0, 255).astype(np.uint8)[:, :, None, None], (len(z), 96, 96, 3)
        )

    def encode(self, images):
        return {"mu": 0.8 * (images[:, ::32, 0, 0].astype(np.float32) - 128) / 20}


def points(n, *, seed=0, at=0.0):
    """Points that the network decodes and encodes without rounding."""
    drawn = np.random.default_rng(seed).normal(at, 1.5, (n, Z_DIM))
    return np.where(np.abs(drawn) < 0.1, 0.1, np.rint(20 * drawn) / 20)


@pytest.fixture(scope="module")
def reference():
    network, train = Stripes(), points(200, at=1.0)
    gradients = gradient_reference(
        network.decode(points(40, seed=1, at=1.0)),
        basis=network.decode(points(40, seed=9, at=1.0)),
        rng=np.random.default_rng(9),
    )
    return reference_of(train, known=coarse(network.decode(train)), gradients=gradients)


@pytest.fixture(scope="module")
def sets():
    return {
        "data": points(40, seed=1, at=1.0),
        "far.b3": points(50, seed=2, at=-1.0),
        "many": points(FIRST + 20, seed=3),
        "mean_face": np.ones((1, Z_DIM)),
    }


@pytest.fixture(scope="module")
def found(reference, sets):
    return judged_sets(sets, network=Stripes(), reference=reference, thorough={"data", "far.b3"})


def flat(*levels):
    images = np.zeros((len(levels), 96, 96, 3), np.uint8)
    images += np.array(levels, np.uint8)[:, None, None, None]
    return images


def test_every_set_keeps_its_own_numbers_in_its_order(found, sets):
    assert list(found) == list(sets)
    for label, z in sets.items():
        images = Stripes().decode(z)
        assert found[label].rate == face_rate(images)
        assert found[label].diversity == diversity(images)
        np.testing.assert_allclose(found[label].radius, cloud.radius(z))
        np.testing.assert_array_equal(found[label].shown, images[:5])
        assert len(found[label].nearest) == min(FIRST, len(z))


def test_the_rate_is_the_share_of_images_with_a_face(reference, photograph):
    images = np.stack([photograph, photograph[::-1], photograph])
    one = judgement(images, reference=reference)
    assert one.face.tolist() == [True, False, True]
    assert (one.rate.found, one.rate.n) == (2, 3)
    assert (one.judged.rate, one.judged.diversity) == (one.rate, one.diversity)


def test_half_the_contrast_is_half_the_diversity(reference):
    data = judgement(flat(*range(100, 160, 2)), reference=reference)
    half = judgement(flat(*range(100, 130, 1)), reference=reference)
    assert half.relative_diversity(data).value == pytest.approx(0.5)
    assert half.relative_diversity(data).low < 0.5 < half.relative_diversity(data).high


def test_novelty_compares_distances_to_the_nearest_training_image():
    known, train = coarse(flat(0, 100)), points(40)
    reference = reference_of(train, known=known)
    data = judgement(flat(10, 110, 90), reference=reference)
    near = judgement(flat(3, 5, 107), reference=reference)
    copies = judgement(flat(0, 100, 100), reference=reference)
    assert near.nearest_row.tolist() == [0, 0, 1]
    np.testing.assert_allclose(near.nearest, [3, 5, 7])
    assert near.novelty(data).value == pytest.approx(0.5)
    assert copies.novelty(data) == (0.0, 0.0, 0.0)


def test_novelty_of_a_single_image_has_no_interval_and_is_not_decided(found):
    assert found["mean_face"].novelty(found["data"]).text() == "not decidable"
    assert found["mean_face"].recognised(found["data"]).text() == "not decidable"


def test_recognition_is_relative_to_the_points_and_to_the_data(found):
    for label in ("data", "far.b3"):
        np.testing.assert_allclose(found[label].recognition, 0.2, rtol=1e-5)
    assert found["far.b3"].recognised(found["data"]).value == pytest.approx(1.0)


def test_places_are_those_of_the_training_cloud(found, sets):
    train = points(200, at=1.0)
    for label, z in sets.items():
        np.testing.assert_allclose(found[label].mahalanobis, cloud.mahalanobis(z, cloud=train))
    assert found["data"].cosine.mean() > 0.3 > -0.3 > found["far.b3"].cosine.mean()


def test_distances_from_the_centre_follow_from_radius_and_angle(found, sets):
    train = points(200, at=1.0)  # those of the reference
    centre, size = train.mean(axis=0), total_sd(train)
    for label, z in sets.items():
        expected = cloud.radius(z - centre) / size
        np.testing.assert_allclose(found[label].from_centre(train), expected, rtol=1e-9)


def test_gradients_are_asked_of_a_reference_that_has_them_only():
    reference = reference_of(points(40), known=coarse(flat(0)))
    with pytest.raises(ValueError, match="`reference` must have `gradients` for precision"):
        judgement(flat(1, 2, 3, 4), reference=reference, thorough=True)


def test_cosines_of_known_angles():
    train = np.array([[3.0, 4.0, 0.0]]) + np.concatenate([np.eye(3), -np.eye(3)] * 6)
    reference = reference_of(train, known=coarse(flat(0)))
    z = np.array([[6.0, 8.0, 0.0], [-4.0, 3.0, 0.0], [-3.0, -4.0, 0.0], [1.0, 0.0, 0.0]])
    np.testing.assert_allclose(reference.cosine(z), [1.0, 0.0, -1.0, 0.6], atol=1e-12)


def test_precision_and_recall_are_those_of_the_gradients(found, sets, reference):
    assert found["data"].precision.value == found["data"].recall.value == 1.0
    theirs = reference.gradients.space.coordinates(Stripes().decode(sets["far.b3"]))
    ours = reference.gradients.space.coordinates(Stripes().decode(sets["data"]))
    np.testing.assert_array_equal(found["far.b3"].precise, within(theirs, others=ours))
    np.testing.assert_array_equal(found["far.b3"].recalled, within(ours, others=theirs))


def test_slow_measures_are_made_where_they_are_asked(found):
    assert [label for label, one in found.items() if one.thorough] == ["data", "far.b3"]
    assert found["many"].recognition.size == 0
    assert found["many"].radius.size == FIRST + 20


def test_images_that_were_not_decoded_have_no_place(reference):
    one = judgement(flat(1, 2, 3, 4), reference=reference, thorough=True)
    assert one.radius.size == one.mahalanobis.size == one.cosine.size == one.recognition.size == 0
    assert one.precision.n == 4


def test_judgements_survive_a_file(found, tmp_path):
    np.savez(tmp_path / "sets.npz", points=np.array(3), **stored(found))
    with np.load(tmp_path / "sets.npz") as arrays:
        again = read_judgements(dict(arrays))
    assert list(again) == list(found)
    for label, one in found.items():
        assert again[label].rate == one.rate
        np.testing.assert_allclose(again[label].diversity, one.diversity, rtol=1e-5)
        np.testing.assert_allclose(again[label].nearest, one.nearest, rtol=1e-6)
        np.testing.assert_array_equal(again[label].shown, one.shown)
        assert again[label].thorough == one.thorough
    expected, known = (those["far.b3"].novelty(those["data"]) for those in (found, again))
    np.testing.assert_allclose(known, expected, rtol=1e-5)


def test_judgements_are_read_by_the_beginning_of_their_names(found):
    arrays = stored({f"ae.{label}": one for label, one in found.items()})
    arrays |= stored({f"ae_small.{label}": one for label, one in found.items()})
    again = read_judgements(arrays, of="ae.")
    assert list(again) == list(found)
    assert again["far.b3"].rate == found["far.b3"].rate


def test_sets_that_do_not_fit_are_refused(reference):
    with pytest.raises(ValueError, match="`z` must be the 2 points of the images, got 3"):
        judgement(flat(1, 2), reference=reference, z=np.ones((3, Z_DIM)))
    with pytest.raises(ValueError, match="more than 3 for precision and recall, got 3"):
        judgement(flat(1, 2, 3), reference=reference, thorough=True)


def test_a_ratio_of_symmetric_intervals_is_fiellers():
    a, b, error_a, error_b, q = 3.0, 2.0, 0.3, 0.2, 1.959964
    roots = np.roots(
        [b**2 - (q * error_b) ** 2, -2 * a * b, a**2 - (q * error_a) ** 2]
    )  # (a - t b)² = q² (error_a² + t² error_b²)
    found = ratio(Sampled(a, error_a).interval, Sampled(b, error_b).interval)
    np.testing.assert_allclose(found, [1.5, roots.min(), roots.max()], rtol=1e-6)


def test_a_ratio_covers_as_often_as_it_says():
    rng = np.random.default_rng(7)
    errors = np.array([0.4, 0.3])
    drawn = np.array([3.0, 2.0]) + errors * rng.standard_normal((1000, 2))
    ends = [
        ratio(*(Sampled(*pair).interval for pair in zip(row, errors, strict=True))) for row in drawn
    ]
    covered = np.mean([low <= 1.5 <= high for _, low, high in ends])
    assert abs(covered - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 1000)


@pytest.mark.parametrize("second", [(0.0, 0.0, 0.0), (1.0, -0.5, 2.5), (1.0, 0.5, 2.5)])
def test_a_ratio_to_what_may_be_zero_is_not_decided(second):
    assert np.isnan(ratio(Interval(1.0, 0.9, 1.1), Interval(*second))).all()
