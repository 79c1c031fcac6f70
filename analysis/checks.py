"""What numbers and arrays must be before a statistic is made of them."""

from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def refuse(name: str, rule: str, value: object, remedy: str) -> NoReturn:
    """Raise an error that says which argument must obey which rule, what it was, what to do.

    Raises
    ------
    ValueError
        Always.
    """
    msg = f"`{name}` must {rule}, got {value}. {remedy}"
    raise ValueError(msg)


def check_positive(**numbers: float) -> None:
    """Refuse numbers, given by their names, that are not positive and finite.

    Raises
    ------
    ValueError
        With the first name whose number is not.
    """
    for name, number in numbers.items():
        if not 0 < number < np.inf:
            refuse(name, "be positive and finite", number, "Give a number above 0.")


def check_count(*, least: int = 1, **numbers: int) -> None:
    """Refuse numbers, given by their names, that are no whole numbers from `least` on.

    Raises
    ------
    ValueError
        With the first name whose number is not.
    """
    for name, number in numbers.items():
        if not least <= number < np.inf or number != round(number):
            refuse(name, f"be a whole number from {least} on", number, "Give a count.")


def checked(values: Array, *, name: str, axes: int, least: int = 1, varying: bool = False) -> Array:
    """`values` as they are, after a look at them.

    Parameters
    ----------
    values : array
        Numbers, one point per row.
    name
        The argument's name in messages.
    axes
        How many axes the array must have.
    least
        How many rows it must have.
    varying
        Refuse a component that is the same in all rows.

    Raises
    ------
    ValueError
        If the array has another shape, a number that is not finite, or a constant component.

    Examples
    --------
    >>> checked(np.array([1.0, np.nan]), name="x", axes=1)
    Traceback (most recent call last):
    ValueError: `x` must be finite, got 1 of 2 numbers that are not. Remove these points.
    """
    if values.ndim != axes or len(values) < least or values.size == 0:
        rule = f"have {axes} axes and {least} or more rows"
        refuse(name, rule, f"shape {values.shape}", "Give one row per point.")
    if wrong := int(values.size - np.count_nonzero(np.isfinite(values))):
        value = f"{wrong} of {values.size} numbers that are not"
        refuse(name, "be finite", value, "Remove these points.")
    if varying and (still := np.flatnonzero(np.ptp(np.atleast_2d(values.T), axis=1) == 0)).size:
        value = f"constant ones: {still[:5].tolist()}"
        refuse(name, "have components that vary", value, "Leave these components out.")
    return values
