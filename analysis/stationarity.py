"""The law of small posterior variances, judged on a network: has its training arrived there?"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray, Points
from analysis.intervals import Interval, bootstrap
from analysis.posteriors import noise_balance, stationary_log_var
from analysis.trends import fitted_slope


class Stationarity(NamedTuple):
    """Log variances beside those at which the cost of noise and the KL term balance.

    Parameters
    ----------
    measured, stationary : arrays of shape (images, axes)
        Of single images. [log latent units²]
    alike : array of shape (axes,)
        Stationary if all images shared one variance. [log latent units²]
    balance : array of shape (axes,)
        0 at rest, positive where the variances still have to fall. [log]
    """

    measured: FloatArray
    stationary: FloatArray
    alike: FloatArray
    balance: FloatArray

    def intervals(self, *, rng: np.random.Generator, resamples: int = 1000) -> dict[str, Interval]:
        """Means over the axes, with 95 % bootstrap intervals over them.

        Returns
        -------
        dict
            ``excess`` and ``excess_alike`` of the measured over the stationary values, and
            ``balance``.
        """
        level = self.measured.mean(axis=0)
        columns = {
            "excess": level - self.stationary.mean(axis=0),
            "excess_alike": level - self.alike,
            "balance": self.balance,
        }
        return bootstrap(
            np.column_stack(list(columns.values())),
            lambda rows: dict(zip(columns, rows.mean(axis=0).tolist(), strict=True)),
            resamples=resamples,
            rng=rng,
        )

    @property
    def scatter(self) -> float:
        """Root mean square scatter of single images about their own stationary values."""
        return float(np.sqrt(np.mean((self.measured - self.stationary).var(axis=0))))

    @property
    def follow(self) -> float:
        """Mean correlation, within a component, of the images' measured and stationary values."""
        pairs = zip(self.stationary.T, self.measured.T, strict=True)
        return float(np.mean([np.corrcoef(one, other)[0, 1] for one, other in pairs]))


def stationarity(log_var: Points, curvature: Points, *, fact: float) -> Stationarity:
    """Measured log variances beside the law exp(log_var) = fact / (fact + H).

    Parameters
    ----------
    log_var, curvature : arrays of shape (images, axes)
        Log variances [log latent units²], and curvatures H of the loss. [nat / latent unit²]
    fact
        Weight of the KL term, positive.

    Examples
    --------
    >>> bend = np.array([[99.0, 999.0], [9.0, 99.0]])
    >>> at_rest = stationarity(np.log(1 / (1 + bend)), bend, fact=1.0)
    >>> bool(np.abs(at_rest.balance).max() < 1e-12), round(at_rest.follow, 6)
    (True, 1.0)
    """
    bend = np.asarray(curvature, np.float64)
    return Stationarity(
        np.asarray(log_var, np.float64),
        stationary_log_var(bend, fact=fact),
        stationary_log_var(bend.mean(axis=0), fact=fact),
        noise_balance(log_var, bend, fact=fact),
    )


class Sweep(NamedTuple):
    """Means over images and components of several networks that differ in their KL weight.

    Parameters
    ----------
    facts : array of shape (networks,)
        Weight of the KL term.
    longer : array of shape (networks,)
        Whether a network was trained longer than the others.
    measured, stationary, balance : arrays of shape (networks,)
        As in `Stationarity`.
    """

    facts: FloatArray
    longer: NDArray[np.bool_]
    measured: FloatArray
    stationary: FloatArray
    balance: FloatArray

    def slope(self, what: str) -> Interval:
        """Slope of a mean on ln fact, over the networks of usual length."""
        usual = ~self.longer
        return fitted_slope(np.log(self.facts[usual]), getattr(self, what)[usual])

    def by_length(self, what: str) -> tuple[float, float]:
        """A mean of the networks of usual length, and of the longer ones, at the fact of these."""
        values = getattr(self, what)
        same = np.isclose(self.facts, self.facts[self.longer][0]) & ~self.longer
        return float(values[same].mean()), float(values[self.longer].mean())


def sweep(
    measured_at: Mapping[str, NDArray[Any]], *, facts: Mapping[str, float], longer: str
) -> Sweep:
    """The law on several networks, each with the curvature of its own decoder.

    Parameters
    ----------
    measured_at
        Arrays of the experiment ``curvature``.
    facts
        Weight of the KL term under each network's name.
    longer
        Name of the network that was trained longer.
    """
    laws = [
        stationarity(measured_at[f"{name}.log_var"], measured_at[f"{name}.gauss_newton"], fact=fact)
        for name, fact in facts.items()
    ]
    means = (
        np.array([getattr(law, what).mean() for law in laws])
        for what in ("measured", "stationary", "balance")
    )
    at_length = np.array([name == longer for name in facts])
    return Sweep(np.array(list(facts.values())), at_length, *means)
