"""All that is said of a set of decoded points, against the data of the network that decoded them.

An experiment judges sets and stores numbers of single images (`judged_sets`, `stored`); a chapter
reads them back (`read_judgements`) and asks for rates and intervals.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky

from analysis.checks import refuse
from analysis.cloud import Points, covariance, radius, whitened_length
from analysis.faceness import Judged, KnownImages, diversity_of, has_face, spread
from analysis.fidelity import Compared, GradientReference
from analysis.intervals import Interval, Rate, ratio, sampled_mean
from analysis.recognition import Coder, encoded, recognition_error, relative_to_data
from analysis.sampling import total_sd
from data.workers import cores, in_order

Images = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

FIRST = 300  # images of a set at which the slow measures look
SHOWN = 5  # images of a set that are kept for figures
AT_ONCE = 4  # sets judged at a time, each with threads of its own: their images are in memory
NOTHING = np.zeros(0)


@dataclass(frozen=True)
class Reference:
    """What the sets of one network are held against.

    Parameters
    ----------
    known
        The training images.
    centre : array of shape (z_dim,)
        Mean of the training points. [latent units]
    factor : array of shape (z_dim, z_dim)
        Lower Cholesky factor of their covariance. [latent units]
    gradients
        Those of reconstructed test images; None where no set is judged thoroughly.
    """

    known: KnownImages
    centre: FloatArray
    factor: FloatArray
    gradients: GradientReference | None = None

    def mahalanobis(self, z: Points) -> FloatArray:
        """Distance of points from the centre in units of the covariance, (n,). [unitless]."""
        return whitened_length(z, centre=self.centre, factor=self.factor)

    def cosine(self, z: Points) -> FloatArray:
        """Cosine of the angle at the origin between points and the centre, (n,). [unitless]."""
        return z @ self.centre / (radius(z) * np.linalg.norm(self.centre))


def reference_of(
    cloud: Points,
    *,
    known: NDArray[np.float32],
    gradients: GradientReference | None = None,
) -> Reference:
    """The reference of a network.

    Parameters
    ----------
    cloud : array of shape (m, z_dim)
        Its training points. [latent units]
    known : array of shape (m, features)
        What `faceness.coarse` makes of the training images. [grey level]
    gradients
        Those of its reconstructions of test images, if precision and recall are asked.
    """
    return Reference(
        KnownImages(known),
        cloud.mean(axis=0, dtype=np.float64),
        cholesky(covariance(cloud), lower=True),
        gradients,
    )


@dataclass(frozen=True)
class Judgement:
    """What was measured of each image of a set; empty arrays for what was not asked.

    Parameters
    ----------
    face : array of shape (n,)
        Whether the detector finds a face.
    spread : array of shape (n,)
        Squared difference from the set's mean image. [grey level²]
    nearest, nearest_row : arrays of shape (first,)
        Distance to the nearest training image, and which it is. [grey level]
    radius, mahalanobis, cosine : arrays of shape (n,)
        Of the points: norm, Mahalanobis distance, cosine to the cloud's centre. Empty for images
        that were not decoded. [latent units, unitless, unitless]
    recognition : array of shape (first,)
        Relative distance between points and what their images are encoded to. [unitless]
    precise : array of shape (first,)
        Whether images lie among the reference's gradients.
    recalled : array of shape (m,)
        Whether images of the reference lie among the gradients of the set.
    shown : array of shape (shown, 96, 96, 3)
        The first images. [grey level]
    """

    face: NDArray[np.bool_]
    spread: FloatArray
    nearest: FloatArray
    nearest_row: NDArray[np.intp]
    radius: FloatArray
    mahalanobis: FloatArray
    cosine: FloatArray
    recognition: FloatArray
    precise: NDArray[np.bool_]
    recalled: NDArray[np.bool_]
    shown: Images

    @property
    def rate(self) -> Rate:
        """Share of images with a face."""
        return _rate(self.face)

    @property
    def diversity(self) -> Interval:
        """Root mean square difference of two images of the set. [grey level]."""
        return diversity_of(self.spread)

    @property
    def judged(self) -> Judged:
        """Rate and diversity together."""
        return Judged(self.rate, self.diversity)

    @property
    def thorough(self) -> bool:
        """Whether recognition, precision and recall were asked."""
        return self.precise.size > 0

    @property
    def precision(self) -> Rate:
        """Share of images like those of the reference.

        Its interval holds for the spheres about the reference as drawn: given them, images of a
        sampler answer independently. What the choice of the reference images adds is not in it.
        """
        return _rate(self.precise)

    @property
    def recall(self) -> Rate:
        """Share of the reference that has images like it in the set.

        Its interval holds for the spheres about the set's images as drawn, and leaves out what
        the choice of these images adds.
        """
        return _rate(self.recalled)

    def relative_diversity(self, data: "Judgement") -> Interval:
        """Diversity over that of reconstructed test images."""
        return ratio(self.diversity, data.diversity)

    def novelty(self, data: "Judgement") -> Interval:
        """Mean distance to the nearest training image, over that of reconstructed test images.

        Below 1 the set keeps closer to the training images than reconstructions of images that
        the network has not seen; above 1 it is farther from them.
        """
        return ratio(_mean(self.nearest), _mean(data.nearest))

    def from_centre(self, cloud: Points) -> FloatArray:
        """Distance of the points from the centre of `cloud` in its sizes, (n,). [unitless].

        Parameters
        ----------
        cloud : array of shape (m, z_dim)
            The training points to whose centre the cosines are. [latent units]
        """
        offset = float(np.linalg.norm(cloud.mean(axis=0, dtype=np.float64)))
        squares = self.radius**2 + offset**2 - 2 * offset * self.radius * self.cosine
        return np.asarray(np.sqrt(np.maximum(squares, 0.0)) / total_sd(cloud))

    def recognised(self, data: "Judgement") -> Interval:
        """Recognition error over that of encoded test images: 1 where points come back as well."""
        if min(len(self.recognition), len(data.recognition)) < 2:
            return _undecided()
        return relative_to_data(self.recognition, data.recognition)


def judgement(
    images: Images,
    *,
    reference: Reference,
    z: Points | None = None,
    again: Points | None = None,
    thorough: bool = False,
    shown: int = SHOWN,
) -> Judgement:
    """What is measured of each image of a set.

    Parameters
    ----------
    images : array of shape (n, 96, 96, 3)
        Images. [grey level]
    reference
        What they are held against.
    z : array of shape (n, z_dim)
        Points that the images were decoded from, if they were. [latent units]
    again : array of shape (first, z_dim)
        Points that the first images are encoded to, for the recognition error. [latent units]
    thorough
        Whether to ask for precision and recall as well, which needs more than 3 images.
    shown
        Number of images to keep.

    Raises
    ------
    ValueError
        If there is another number of points than of images.
    """
    if z is not None and len(z) != len(images):
        refuse("z", f"be the {len(images)} points of the images", len(z), "Give all of them.")
    rows, nearest = reference.known.nearest(images[:FIRST])
    precise, recalled = _compared(images[:FIRST], reference) if thorough else (NOTHING,) * 2
    return Judgement(
        face=has_face(images),
        spread=spread(images),
        nearest=nearest,
        nearest_row=rows,
        radius=NOTHING if z is None else radius(z),
        mahalanobis=NOTHING if z is None else reference.mahalanobis(z),
        cosine=NOTHING if z is None else reference.cosine(z),
        recognition=NOTHING if z is None or again is None else _recognition(z, again),
        precise=precise.astype(np.bool_),
        recalled=recalled.astype(np.bool_),
        shown=images[:shown],
    )


def judged_sets(
    sets: Mapping[str, Points],
    *,
    network: Coder,
    reference: Reference,
    thorough: Collection[str] = (),
    shown: int = SHOWN,
) -> dict[str, Judgement]:
    """What is measured of each image that sets of points decode to, on all cores.

    Parameters
    ----------
    sets : dict of array of shape (n, z_dim)
        Points of each set under its name. [latent units]
    network
        Decodes them, one set after the other while others are judged.
    reference
        What their images are held against.
    thorough
        Names of the sets whose recognition error, precision and recall are asked: these are slow.
    shown
        Number of images to keep of each set.
    """

    def decoded() -> Iterator[tuple[str, Points, Images, Points | None]]:
        for label, z in sets.items():
            images = network.decode(z)
            yield (
                label,
                z,
                images,
                encoded(images[:FIRST], network=network) if label in thorough else None,
            )

    def judge(job: tuple[str, Points, Images, Points | None]) -> Judgement:
        label, z, images, again = job
        return judgement(
            images, reference=reference, z=z, again=again, thorough=label in thorough, shown=shown
        )

    judgements = in_order(judge, decoded(), workers=min(cores(), AT_ONCE), processes=False)
    return dict(zip(sets, judgements, strict=True))


def stored(judgements: Mapping[str, Judgement]) -> dict[str, NDArray[Any]]:
    """Arrays of several judgements, named ``<set>.<field>``, small enough to keep."""
    return {
        f"{label}.{field.name}": _small(getattr(one, field.name))
        for label, one in judgements.items()
        for field in fields(one)
    }


def read_judgements(arrays: Mapping[str, NDArray[Any]], *, of: str = "") -> dict[str, Judgement]:
    """Judgements whose arrays `stored` named, and no other arrays.

    Parameters
    ----------
    arrays
        Arrays by name; others than those of judgements may be among them.
    of
        Beginning of the sets' names, such as ``"ae."``; the rest of the names is returned.
    """
    names = [field.name for field in fields(Judgement)]
    labels = [
        name.removesuffix(".face").removeprefix(of)
        for name in arrays
        if name.startswith(of) and name.endswith(".face")
    ]
    return {
        label: Judgement(**{name: _large(arrays[f"{of}{label}.{name}"]) for name in names})
        for label in labels
    }


def _compared(images: Images, reference: Reference) -> Compared:
    if reference.gradients is None:
        rule = "have `gradients` for precision and recall"
        refuse("reference", rule, None, "Give them, or leave `thorough` out.")
    return reference.gradients.compared(images)


def _recognition(z: Points, again: Points) -> FloatArray:
    return recognition_error(z[: len(again)], again)


def _rate(answers: NDArray[np.bool_]) -> Rate:
    return Rate(int(answers.sum()), len(answers))


def _mean(values: FloatArray) -> Interval:
    return sampled_mean(values).interval if len(values) > 1 else _undecided()


def _undecided() -> Interval:
    return Interval(np.nan, np.nan, np.nan)


def _small(array: NDArray[Any]) -> NDArray[Any]:
    """Single precision for numbers, which is more than they are known to."""
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _large(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float64) if array.dtype == np.float32 else array
