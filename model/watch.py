"""What a training is watched for, so that a run that fails says when and how."""

import math
from collections import deque
from collections.abc import Mapping
from statistics import median
from typing import Any

import keras
from keras import ops

LARGEST_JUMP = {"reconstruction": 1.5, "kl": 2.0}  # of the last FEW steps against the last MANY
WARM_UP = 300  # steps in which losses may do anything but become infinite
FEW, MANY = 9, 101


class TrainingError(FloatingPointError):
    """A loss that is no longer finite, or that has jumped; the message says where."""


class WatchedAdam(keras.optimizers.Adam):  # type: ignore[misc]
    """Adam that remembers the norm of the gradients it was last given."""

    def build(self, variables: list[keras.Variable]) -> None:
        """Make the optimizer's variables."""
        if not self.built:
            super().build(variables)
            self.gradient_norm = self.add_variable((), name="gradient_norm")

    def apply(self, grads: list[Any], trainable_variables: list[Any] | None = None) -> Any:
        """Update the variables."""
        iterations = super().apply(grads, trainable_variables)  # builds what is not built yet
        squares = [ops.sum(ops.square(ops.cast(grad, "float32"))) for grad in grads]
        self.gradient_norm.assign(ops.sqrt(sum(squares)))
        return iterations


class Watch:
    """Medians of the losses of the last few steps and of many, compared.

    Medians, because a single image can have a huge divergence without any harm: a posterior that
    is far too wide in one component, for one step.
    """

    def __init__(self) -> None:
        self._steps = 0
        self._last = {name: deque[float](maxlen=MANY) for name in LARGEST_JUMP}

    def fault(self, losses: Mapping[str, float]) -> str:
        """What is wrong with a step; empty if nothing is.

        Parameters
        ----------
        losses
            Mean losses of the step's images. [nat]
        """
        if not all(math.isfinite(loss) for loss in losses.values()):
            return "is not finite"
        self._steps += 1
        for name, factor in LARGEST_JUMP.items():
            last = self._last[name]
            last.append(losses[name])
            few, many = median(list(last)[-FEW:]), median(last)
            if self._steps > WARM_UP and few > factor * many > 0:
                return f"has jumped: {name} {few:.4g} nat against {many:.4g} in the steps before"
        return ""
