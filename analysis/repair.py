"""Repairs of damaged images, how good they are, and repairs that know nothing of deep networks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab
from skimage.filters import rank
from skimage.metrics import structural_similarity
from sklearn.decomposition import PCA
from sklearn.metrics import pairwise_distances_argmin

from analysis.intervals import Interval, Sampled, normal_interval, sampled_mean
from analysis.losses import unit_range
from data.corruption import Corruption, corrupted, luminance

if TYPE_CHECKING:
    from model.latents import Network

FloatArray = NDArray[np.float64]
Images = NDArray[np.uint8]
Repair = Callable[[Images], Images]

HALF_LEVEL = 0.5 / 255
PIXELS_PER_MEDIAN = 9
LEVELS = 256
BLOCK = 64


def reconstructed(network: "Network", images: Images) -> NDArray[np.float32]:
    """Reconstructions by an autoencoder, between 0 and 1, of the same shape as `images`.

    Calls the network itself: Keras compiles `predict` anew for each network and size of a block,
    and TensorFlow warns of that where there are many.
    """
    blocks = [images[start : start + BLOCK] for start in range(0, len(images), BLOCK)]
    outputs = [np.asarray(network.parts(block)["reconstruction"]) for block in blocks]
    return np.concatenate(outputs)


def repaired_by(network: "Network", images: Images) -> Images:
    """What a network makes of damaged images, of the same shape. [grey level]"""
    return grey_levels(reconstructed(network, images))


def grey_levels(predictions: NDArray[np.floating]) -> Images:
    """Predictions between 0 and 1 as grey levels 0 … 255, of the same shape."""
    return np.rint(255 * predictions).astype(np.uint8)


class Quality(NamedTuple):
    """How near repaired images are to their originals.

    Parameters
    ----------
    psnr : array of shape (n,)
        Peak signal-to-noise ratio, 20 log10(255 / rms error); infinite for equal images. [dB]
    ssim : array of shape (n,)
        Structural similarity (Wang 2004) by scikit-image, windows of 7x7 pixels; at most 1.
    """

    psnr: FloatArray
    ssim: FloatArray


def quality(originals: Images, repaired: Images) -> Quality:
    """Quality of each repaired image.

    Parameters
    ----------
    originals, repaired : array of shape (n, height, width, 3)
        Undamaged images, and what a repair made of damaged ones. [grey level]

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    _same_shape(originals, repaired)
    psnr, ssim = np.empty(len(originals)), np.empty(len(originals))
    for row, pair in enumerate(zip(originals, repaired, strict=True)):
        rms = np.sqrt(np.mean((pair[0].astype(float) - pair[1]) ** 2))
        psnr[row] = 20 * np.log10(255 / rms) if rms else np.inf
        ssim[row] = structural_similarity(*pair, data_range=255, channel_axis=2)  # type: ignore[no-untyped-call]
    return Quality(psnr, ssim)


def quality_curves(
    qualities: Mapping[float, Mapping[str, Quality]], measure: str
) -> dict[str, dict[float, Sampled]]:
    """Mean quality against what was done to the images, one curve for each kind of repair.

    Parameters
    ----------
    qualities
        Quality by kind of repair, under each place on the curve.
    measure
        ``"psnr"`` or ``"ssim"``.
    """
    kinds = next(iter(qualities.values()))
    return {
        kind: {x: sampled_mean(getattr(of[kind], measure)) for x, of in qualities.items()}
        for kind in kinds
    }


def median_side(kept: float) -> int:
    """Side of the smallest odd window that holds nine pixels on average if a share is `kept`.

    Examples
    --------
    >>> median_side(1.0), median_side(0.2), median_side(0.05)
    (3, 7, 15)
    """
    side = int(np.ceil(np.sqrt(PIXELS_PER_MEDIAN / kept) - 1e-9))
    return side + 1 - side % 2


def median_of_kept(images: Images, *, side: int) -> Images:
    """Each value replaced by the median over a window, black pixels left out.

    Lost pixels are black, so that the filter need not be told which are lost. A window without
    any pixel gives black.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Damaged images. [grey level]
    side
        Side of the square window. [pixels]

    Returns
    -------
    array of shape (n, height, width, 3)
        [grey level]
    """
    window = np.ones((side, side), np.uint8)
    filtered = np.empty_like(images)
    for image, target in zip(images, filtered, strict=True):
        kept = image.any(axis=2).astype(np.uint8)
        for channel in range(image.shape[2]):
            values = np.ascontiguousarray(image[..., channel])
            target[..., channel] = rank.median(values, window, mask=kept)  # type: ignore[no-untyped-call]
    return filtered


@dataclass(frozen=True)
class LinearFaces:
    """Images as mean + components · z + rest, with Gaussian z and rest (Tipping and Bishop 1999).

    Parameters
    ----------
    shape
        Height, width and channels of the images. [pixels]
    mean : array of shape (values,)
        Mean image, between 0 and 1.
    components : array of shape (k, values)
        Principal components, orthonormal, the most important first.
    variances : array of shape (k,)
        Variance along each component.
    rest
        Variance of a single value that the components leave over.
    """

    shape: tuple[int, ...]
    mean: NDArray[np.float32]
    components: NDArray[np.float32]
    variances: NDArray[np.float32]
    rest: float

    def projected(self, images: Images, *, n_components: int) -> NDArray[np.float32]:
        """Images as the first components give them, of the same shape.

        Values are kept half a grey level away from 0 and 1, where the cross-entropy is infinite.
        """
        components = self._first(n_components)
        centred = unit_range(images).reshape(len(images), -1) - self.mean
        flat = self.mean + centred @ components.T @ components
        near = np.clip(flat, HALF_LEVEL, 1 - HALF_LEVEL)
        return near.reshape(images.shape).astype(np.float32)

    def fitted(self, images: Images, *, n_components: int, noise: float) -> Images:
        """Most probable undamaged images: a ridge regression on the pixels that are not black.

        Parameters
        ----------
        images : array of shape (n, height, width, 3)
            Damaged images. [grey level]
        n_components
            Numbers fitted to each image.
        noise
            Standard deviation of the noise, which this repair has to be told. [grey levels]

        Returns
        -------
        array of shape (n, height, width, 3)
            [grey level]
        """
        rows = np.ascontiguousarray(self._first(n_components).T)  # (values, n_components)
        ridge = np.diag(((noise / 255) ** 2 + self.rest) / self.variances[:n_components])
        repaired = np.empty_like(images)
        for image, target in zip(images, repaired, strict=True):
            kept = np.flatnonzero(np.repeat(image.any(axis=2).ravel(), image.shape[2]))
            seen = rows[kept]  # (kept values, n_components)
            offset = unit_range(image).ravel()[kept] - self.mean[kept]
            z = np.linalg.solve(seen.T @ seen + ridge, offset @ seen)
            values = np.clip(self.mean + rows @ z, 0, 1)
            target[:] = grey_levels(values).reshape(image.shape)
        return repaired

    def _first(self, n_components: int) -> NDArray[np.float32]:
        if not 1 <= n_components <= len(self.components):
            msg = (
                f"`n_components` must lie between 1 and {len(self.components)}, got {n_components}."
            )
            raise ValueError(msg)
        return self.components[:n_components]


def linear_faces(images: Images, *, n_components: int, rng: np.random.Generator) -> LinearFaces:
    """The linear model that fits training images best.

    Parameters
    ----------
    images : array of shape (m, height, width, 3)
        At least `n_components` of them. [grey level]
    n_components
        Number of components.
    rng
        For the randomised decomposition.

    Raises
    ------
    ValueError
        If there are fewer images than components.
    """
    if len(images) < n_components:
        msg = f"`images` must be at least {n_components}, got {len(images)}. Take more."
        raise ValueError(msg)
    seed = int(rng.integers(2**31))
    pca = PCA(n_components, svd_solver="randomized", iterated_power=2, random_state=seed)
    flat = unit_range(images).reshape(len(images), -1)
    pca.fit(flat)
    total = float(flat.var(axis=0, ddof=1, dtype=float).sum())
    rest = max(total - float(pca.explained_variance_.sum()), 0.0) / flat.shape[1]
    return LinearFaces(images.shape[1:], pca.mean_, pca.components_, pca.explained_variance_, rest)


def repairs(
    damaged: Images,
    damage: Corruption,
    *,
    network: Repair,
    learnt: Corruption,
    faces: LinearFaces,
    n_components: int,
    rng: np.random.Generator,
) -> dict[str, Images]:
    """What each kind of repair makes of damaged images.

    Parameters
    ----------
    damaged : array of shape (n, height, width, 3)
        Images with noise and lost pixels. [grey level]
    damage
        What was done to them.
    network
        Repairs by a network.
    learnt
        The damage that this network was trained to repair. Where more pixels are left, *thinned*
        drops the surplus before the network sees the image.
    faces, n_components
        Linear model of undamaged images, and the number of its components that are fitted.
    rng
        Draws the pixels to drop.

    Returns
    -------
    dict of array of shape (n, height, width, 3)
        Under ``untouched``, ``median``, ``pca``, ``network`` and ``thinned``. [grey level]
    """
    repaired = {
        "untouched": damaged,
        "median": median_of_kept(damaged, side=median_side(damage.kept)),
        "pca": faces.fitted(damaged, n_components=n_components, noise=damage.noise),
        "network": network(damaged),
    }
    if damage.kept <= learnt.kept:
        return repaired | {"thinned": repaired["network"]}
    surplus = Corruption(kept=learnt.kept / damage.kept)
    return repaired | {"thinned": network(corrupted(damaged, surplus, rng=rng))}


def nearest_original(images: Images, originals: Images) -> NDArray[np.int64]:
    """Place of the original at the least root mean square distance from each image, of shape (n,).

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Repaired images. [grey level]
    originals : array of shape (m, height, width, 3)
        Candidates. [grey level]
    """
    flat = (unit_range(part).reshape(len(part), -1) for part in (images, originals))
    return np.asarray(pairwise_distances_argmin(*flat), np.int64)


def colourfulness(images: Images) -> FloatArray:
    """Mean distance from grey of each image's pixels in CIELAB, of shape (n,). [CIELAB unit]"""
    return np.array([np.hypot(*_chroma(image)).mean() for image in images])


def chroma_error(originals: Images, coloured: Images) -> FloatArray:
    """Mean distance between the colours of two images in CIELAB's plane (a*, b*), lightness aside.

    Parameters
    ----------
    originals, coloured : array of shape (n, height, width, 3)
        Images in true colours, and in those that a repair gave them. [grey level]

    Returns
    -------
    array of shape (n,)
        Mean over the pixels of each image. [CIELAB unit]

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    _same_shape(originals, coloured)
    pairs = zip(originals, coloured, strict=True)
    return np.array([np.hypot(*(_chroma(one) - _chroma(other))).mean() for one, other in pairs])


def _chroma(image: Images) -> FloatArray:
    """a* and b* of an image, of shape (2, height, width). [CIELAB unit]"""
    return np.moveaxis(np.asarray(rgb2lab(image), float)[..., 1:], -1, 0)


def mean_colours(images: Images) -> Images:
    """Mean colour of the pixels of each luminance; grey for a luminance that does not occur.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Training images. [grey level]

    Returns
    -------
    array of shape (256, 3)
        A colour for each luminance from 0 to 255. [grey level]
    """
    level = luminance(images).ravel()
    counts = np.bincount(level, minlength=LEVELS)[:, None]
    channels = np.moveaxis(images, -1, 0).reshape(3, -1)
    sums = np.stack([np.bincount(level, values, LEVELS) for values in channels], axis=1)
    greys = np.broadcast_to(np.arange(LEVELS)[:, None], sums.shape)
    return np.rint(np.where(counts > 0, sums / np.maximum(counts, 1), greys)).astype(np.uint8)


def relative_fall(before: FloatArray, after: FloatArray) -> Interval:
    """By what share of its mean an error falls, over the same images.

    Parameters
    ----------
    before, after : array of shape (n,)
        Error of each image.

    Returns
    -------
    Interval
        1 - mean(after) / mean(before), with its 95 % interval over images (delta method).
    """
    fall = float(1 - after.mean() / before.mean())
    error = sampled_mean(before - after - fall * before).error / float(before.mean())
    return normal_interval(fall, error)


def gains(errors: Mapping[int, FloatArray], *, per: int = 1) -> dict[tuple[int, int], Sampled]:
    """What added dimensions take from an error, between neighbouring numbers of dimensions.

    Parameters
    ----------
    errors
        Error of each image, of shape (n,), under the number of dimensions.
    per
        Number of added dimensions that the gain is given for.

    Returns
    -------
    dict of Sampled
        Mean fall of the error for `per` more dimensions, under both numbers.
    """
    return {
        (few, many): sampled_mean(per * (errors[few] - errors[many]) / (many - few))
        for few, many in pairwise(sorted(errors))
    }


def _same_shape(first: NDArray[np.generic], second: NDArray[np.generic]) -> None:
    if first.shape != second.shape:
        msg = f"Both arrays must have the same shape, got {first.shape} and {second.shape}."
        raise ValueError(msg)
