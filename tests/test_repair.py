"""Repairs: against closed forms, brute force, and images whose best repair is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage.metrics import peak_signal_noise_ratio

from analysis import repair
from data.corruption import Corruption, corrupted, luminance

SHAPE = (12, 12, 3)
images_of = arrays.arrays(np.uint8, (2, *SHAPE))


def faces_of_rank(n, *, rank, seed):
    """Images around middle grey that `rank` components span, up to rounding."""
    rng = np.random.default_rng(seed)
    basis = np.random.default_rng(0).normal(size=(rank, np.prod(SHAPE)))
    flat = 128 + 12 * rng.normal(size=(n, rank)) @ basis
    return np.clip(np.rint(flat), 1, 255).astype(np.uint8).reshape(n, *SHAPE)


def linear_faces(images, *, n_components):
    return repair.linear_faces(images, n_components=n_components, rng=np.random.default_rng(3))


def rms(images, others):
    return np.sqrt(np.mean((images.astype(float) - others) ** 2))


@given(images_of, images_of)
def test_the_peak_signal_to_noise_ratio_is_scikit_image_s(originals, repaired):
    repaired[:, 0, 0, 0] = originals[:, 0, 0, 0] ^ 1  # never equal
    theirs = [peak_signal_noise_ratio(*pair) for pair in zip(originals, repaired, strict=True)]
    np.testing.assert_allclose(repair.quality(originals, repaired).psnr, theirs)


@given(images_of, images_of)
def test_quality_does_not_depend_on_which_image_is_the_original(first, second):
    there, back = repair.quality(first, second), repair.quality(second, first)
    np.testing.assert_allclose(there.psnr, back.psnr)
    np.testing.assert_allclose(there.ssim, back.ssim, atol=1e-9)


def test_equal_images_have_the_best_quality():
    images = faces_of_rank(2, rank=3, seed=1)
    psnr, ssim = repair.quality(images, images)
    assert np.isinf(psnr).all()
    np.testing.assert_allclose(ssim, 1)


def test_images_of_different_shapes_are_refused():
    images = faces_of_rank(2, rank=3, seed=1)
    for measure in (repair.quality, repair.chroma_error):
        with pytest.raises(ValueError, match=r"\(2, 12, 12, 3\) and \(1, 12, 12, 3\)"):
            measure(images, images[:1])


@given(st.floats(0.01, 1))
def test_a_median_window_holds_nine_pixels_and_is_the_smallest_that_does(kept):
    side = repair.median_side(kept)
    assert side % 2 == 1
    assert kept * side**2 >= 9 - 1e-6
    assert kept * (side - 2) ** 2 < 9


def test_the_median_is_taken_over_the_pixels_that_are_left():
    rng = np.random.default_rng(4)
    images = corrupted(faces_of_rank(2, rank=3, seed=2), Corruption(kept=0.5), rng=rng)
    filtered = repair.median_of_kept(images, side=5)
    for place, row, column, channel in rng.integers([0, 2, 2, 0], [2, 10, 10, 3], size=(40, 4)):
        window = images[place, row - 2 : row + 3, column - 2 : column + 3]
        left = np.sort(window[window.any(axis=2)][:, channel])
        middle = left[(len(left) - 1) // 2], left[len(left) // 2]
        assert middle[0] <= filtered[place, row, column, channel] <= middle[1]


def test_lost_pixels_of_a_flat_image_are_filled_by_the_median():
    flat = np.full((1, *SHAPE), 77, np.uint8)
    damaged = corrupted(flat, Corruption(kept=0.3), rng=np.random.default_rng(5))
    assert (repair.median_of_kept(damaged, side=9) == 77).all()


def test_an_image_in_the_span_of_the_components_is_projected_onto_itself():
    train, test = faces_of_rank(60, rank=4, seed=6), faces_of_rank(5, rank=4, seed=7)
    near = linear_faces(train, n_components=4).projected(test, n_components=4)
    assert rms(test, 255 * near) < 1  # rounding of the images


def test_more_components_never_make_training_images_worse():
    train = faces_of_rank(40, rank=10, seed=8)
    faces = linear_faces(train, n_components=10)
    errors = [rms(train, 255 * faces.projected(train, n_components=k)) for k in (1, 3, 6, 10)]
    assert errors == sorted(errors, reverse=True)


def test_variances_of_components_and_rest_add_up_to_those_of_the_images():
    train = faces_of_rank(50, rank=12, seed=9)
    faces = linear_faces(train, n_components=5)
    total = (train / 255).reshape(50, -1).var(axis=0, ddof=1).sum()
    assert faces.variances.sum() + faces.rest * train[0].size == pytest.approx(total, rel=1e-4)


def test_lost_pixels_are_found_again_from_the_others_where_faces_are_linear():
    train, test = faces_of_rank(80, rank=4, seed=10), faces_of_rank(6, rank=4, seed=11)
    damaged = corrupted(test, Corruption(kept=0.3), rng=np.random.default_rng(12))
    fitted = linear_faces(train, n_components=4).fitted(damaged, n_components=4, noise=0.0)
    assert rms(test, damaged) > 80
    assert rms(test, fitted) < 1.5  # rounding of the images


def test_the_linear_fit_is_the_mean_of_the_posterior_in_its_other_form():
    faces = linear_faces(faces_of_rank(60, rank=8, seed=13), n_components=5)
    image = corrupted(
        faces_of_rank(1, rank=8, seed=14), Corruption(kept=0.2), rng=np.random.default_rng(1)
    )
    kept = np.repeat(image.any(axis=3).ravel(), 3)
    components, precision = faces.components.astype(float), (20 / 255) ** 2 + faces.rest
    prior = components.T * faces.variances @ components
    seen = prior[np.ix_(kept, kept)] + precision * np.eye(kept.sum())
    offset = image.ravel()[kept] / 255 - faces.mean[kept]
    expected = faces.mean + prior[:, kept] @ np.linalg.solve(seen, offset)
    fitted = faces.fitted(image, n_components=5, noise=20.0)
    np.testing.assert_allclose(fitted.ravel(), np.clip(255 * expected, 0, 255), atol=0.51)


def test_without_a_pixel_the_linear_fit_is_the_mean_face():
    train = faces_of_rank(30, rank=3, seed=15)
    black = np.zeros((1, *SHAPE), np.uint8)
    fitted = linear_faces(train, n_components=3).fitted(black, n_components=3, noise=25.0)
    np.testing.assert_allclose(fitted[0], train.mean(axis=0), atol=0.51)


def test_more_components_than_there_are_is_refused():
    train = faces_of_rank(9, rank=3, seed=16)
    faces = linear_faces(train, n_components=3)
    with pytest.raises(ValueError, match="between 1 and 3, got 4"):
        faces.projected(train, n_components=4)
    with pytest.raises(ValueError, match="at least 10, got 9"):
        linear_faces(train, n_components=10)


@pytest.mark.parametrize(("kept", "seen"), [(0.1, 0.1), (0.25, 0.25), (0.5, 0.25), (1.0, 0.25)])
def test_thinned_inputs_have_no_more_pixels_than_the_network_learnt_from(kept, seen):
    images = np.full((4, 48, 48, 3), 200, np.uint8)
    rng = np.random.default_rng(17)
    damage = Corruption(kept=kept)
    asked = []

    def network(damaged):
        asked.append(damaged.any(axis=3).mean())
        return damaged

    repaired = repair.repairs(
        corrupted(images, damage, rng=rng),
        damage,
        network=network,
        learnt=Corruption(kept=0.25, noise=10.0),
        faces=linear_faces(
            images + rng.integers(9, size=images.shape, dtype=np.uint8), n_components=1
        ),
        n_components=1,
        rng=rng,
    )
    error = 5 * np.sqrt(seen * (1 - seen) / images[..., 0].size)
    assert asked[-1] == pytest.approx(seen, abs=error + 1e-9)
    assert set(repaired) == {"untouched", "median", "pca", "network", "thinned"}


def test_a_network_repairs_as_it_reconstructs():
    config = pytest.importorskip("model.config")
    latents, networks = pytest.importorskip("model.latents"), pytest.importorskip("model.networks")
    small = config.NetworkConfig("ae", z_dim=3, images="cifar10", filters=(4, 4))
    network = latents.Network(small, networks.autoencoder(small, seed=4))
    images = np.random.default_rng(25).integers(0, 256, (70, 32, 32, 3), dtype=np.uint8)
    difference = repair.repaired_by(network, images).astype(int) - network.reconstruct(images)
    assert np.abs(difference).max() <= 1  # rounding


def test_quality_curves_hold_the_mean_of_each_kind_at_each_place():
    one, other = (repair.Quality(np.array([p, p + 2]), np.array([0.5, 0.5])) for p in (10.0, 20.0))
    curves = repair.quality_curves(
        {0.2: {"a": one, "b": other}, 0.4: {"a": other, "b": one}}, "psnr"
    )
    means = {kind: {x: mean.value for x, mean in curve.items()} for kind, curve in curves.items()}
    assert means == {"a": {0.2: 11, 0.4: 21}, "b": {0.2: 21, 0.4: 11}}


def test_the_nearest_original_is_the_one_of_least_error():
    faces = faces_of_rank(10, rank=6, seed=18)
    originals = np.concatenate([faces // 2, faces])  # brightness counts
    images = corrupted(originals[:8], Corruption(noise=60.0), rng=np.random.default_rng(19))
    expected = [np.argmin([rms(image, original) for original in originals]) for image in images]
    assert repair.nearest_original(images, originals).tolist() == expected


def test_grey_levels_have_no_colour_and_lightness_does_not_count():
    greys = np.repeat(np.random.default_rng(20).integers(0, 256, (2, 8, 8, 1), np.uint8), 3, axis=3)
    assert repair.colourfulness(greys) == pytest.approx(0, abs=0.01)
    assert repair.chroma_error(greys, 255 - greys) == pytest.approx(0, abs=0.01)


@given(images_of)
def test_leaving_an_image_grey_costs_its_colourfulness(images):
    greys = corrupted(images, Corruption(grey=True), rng=np.random.default_rng(0))
    error = repair.chroma_error(images, greys)
    np.testing.assert_allclose(error, repair.colourfulness(images), atol=0.02)


def test_mean_colours_give_back_images_of_one_colour_per_luminance():
    levels = np.random.default_rng(21).integers(0, 200, (3, 8, 8), np.uint8)
    palette = np.stack([np.arange(256), np.arange(256) // 2, np.arange(256) // 3], axis=1)
    images = palette.astype(np.uint8)[levels]
    colours = repair.mean_colours(images)
    error = np.abs(colours[luminance(images)[..., 0]].astype(int) - images)
    assert error.max() <= 2  # neighbouring levels of the palette can share a luminance
    assert colours[255].tolist() == [255, 255, 255]  # does not occur


def test_mean_colours_are_means_over_the_pixels_of_a_luminance():
    images = np.random.default_rng(22).integers(0, 256, (4, 16, 16, 3), np.uint8)
    level = luminance(images)[..., 0]
    colours = repair.mean_colours(images)
    for one in np.unique(level)[::20]:
        expected = images[level == one].mean(axis=0)
        np.testing.assert_allclose(colours[one], expected, atol=0.5 + 1e-9)


def test_the_relative_fall_holds_the_true_one_as_often_as_it_says():
    rng = np.random.default_rng(23)
    before = rng.gamma(9, 1, size=(1500, 80))
    after = 0.8 * before + rng.normal(0, 0.5, size=before.shape)
    intervals = [repair.relative_fall(*pair) for pair in zip(before, after, strict=True)]
    held = np.mean([one.low < 0.2 < one.high for one in intervals])
    assert held == pytest.approx(0.95, abs=5 * np.sqrt(0.95 * 0.05 / 1500))


def test_gains_add_up_to_the_whole_fall():
    rng = np.random.default_rng(24)
    errors = {k: rng.random(30) for k in (64, 4, 16)}
    gains = repair.gains(errors, per=10)
    assert list(gains) == [(4, 16), (16, 64)]
    fall = sum(gain.value * (many - few) / 10 for (few, many), gain in gains.items())
    assert fall == pytest.approx(np.mean(errors[4] - errors[64]))
