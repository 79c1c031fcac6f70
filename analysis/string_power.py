"""In which clouds of strings each instrument of the search for filaments finds strings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray
from analysis.envelopes import Envelope
from analysis.intervals import Interval, wilson_interval
from analysis.power import Limit, limit, seen_by_dimension, seen_in_planes


class StringPower(NamedTuple):
    """What each instrument finds in clouds of strings, and planes in clouds without.

    Parameters
    ----------
    thickness : array of shape (t,)
        Thicknesses of strings. [sd of the cloud]
    on_each : array of shape (c,)
        Numbers of points on a string.
    seen
        Whether each cloud was found, (t, c, clouds), under ``planes``; ``dimension``, lower than in
        normal clouds; ``excluded``, lower than that of the z-points, which speaks against such a
        cloud as often as it is found.
    quiet : array of shape (clouds,)
        Whether planes take a cloud without strings for one of strings.
    """

    thickness: FloatArray
    on_each: NDArray[np.int64]
    seen: dict[str, NDArray[np.bool_]]
    quiet: NDArray[np.bool_]

    @property
    def clouds(self) -> int:
        """Number of clouds for each thickness and number of points."""
        return self.seen["planes"].shape[2]

    def rates(self) -> Iterator[tuple[str, int, list[Interval]]]:
        """Instrument, points on a string, and share of clouds found at each thickness."""
        for instrument, seen in self.seen.items():
            for number, found in zip(self.on_each, seen.sum(axis=2).T, strict=True):
                yield instrument, int(number), [wilson_interval(int(k), self.clouds) for k in found]

    def limits(self) -> dict[tuple[int, str], Limit]:
        """Where each instrument stops, by points on a string and instrument."""
        return {
            (int(number), instrument): limit(self.thickness.tolist(), seen[:, place])
            for place, number in enumerate(self.on_each)
            for instrument, seen in self.seen.items()
        }

    @property
    def false_alarms(self) -> Interval:
        """Share of clouds without strings that planes take for strings."""
        return wilson_interval(int(self.quiet.sum()), len(self.quiet))


def string_power(
    experiment: Mapping[str, NDArray[Any]],
    *,
    envelopes: Mapping[str, Envelope],
    rings: int,
    lows: Sequence[float],
) -> StringPower:
    """Instruments put to all clouds of the experiment ``filaments_squares``.

    Parameters
    ----------
    experiment
        Its arrays.
    envelopes
        Envelope of each statistic of a square.
    rings
        Number of distances in a pattern.
    lows
        Lower ends of the intervals of the z-points' dimension, by TwoNN and by Levina and Bickel.
    """
    dimensions = experiment["dimensions"]  # (t, c, clouds, 2)
    seen = {
        "planes": seen_in_planes(envelopes, experiment["patterns"], rings=rings),
        "dimension": seen_by_dimension(
            dimensions[..., 0], null=experiment["null_dimensions"][:, 0]
        ),
        "excluded": np.any(dimensions < np.asarray(lows), axis=-1),
    }
    quiet = seen_in_planes(envelopes, experiment["null_patterns"], rings=rings)
    return StringPower(experiment["thickness"], experiment["on_each"], seen, quiet)


def limit_cells(found: Limit) -> list[str]:
    """Last thickness that is seen and the next one, with the shares of clouds found there.

    Examples
    --------
    >>> limit_cells(limit([0.0, 0.1], np.array([[True] * 10, [False] * 10])))
    ['0: 100 % [72 %, 100 %]', '0.1: 0 % [0 %, 28 %]']
    """
    ends = (found.until, found.found), (found.beyond, found.missed)
    return [f"{place:g}: {rate.text('.0%')}" if rate else "none" for place, rate in ends]
