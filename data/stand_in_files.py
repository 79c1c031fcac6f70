"""Stand-ins as files in CelebA's own layout: ``python -m data.faces --count 1000 --out DIR``."""

import argparse
import csv
import functools
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from data.atomic import replacing
from data.attributes import ATTRIBUTES, attributes_of
from data.faces import FaceFactors, draw_face, draw_factors, stream
from data.workers import cores, in_order

SEEDS_PER_SET = 10**7
JPEG_QUALITY = 95
BLOCK = 16
REPORT_SECONDS = 5.0
PARTITION = (162_770, 19_867, 19_962)  # CelebA's images for training, validation, testing


@dataclass(frozen=True)
class StandInSet:
    """A set of stand-ins in a folder.

    Parameters
    ----------
    folder
        Receives the set.
    seed
        Image `number`, counted from 1, is drawn from seed · 10⁷ + number - 1.
    head
        False leaves the person out.
    """

    folder: Path
    seed: int
    head: bool

    def image(self, number: int) -> Path:
        """File of an image."""
        return self.folder / "img_align_celeba" / f"{number:06d}.jpg"

    def draw(self, numbers: Sequence[int]) -> int:
        """Draw those images that are not there yet; how many `numbers` there are."""
        for number in numbers:
            if not self.image(number).exists():
                face, _ = draw_face(self._face_seed(number), head=self.head)
                with replacing(self.image(number)) as partial:
                    Image.fromarray(face).save(partial, quality=JPEG_QUALITY)
        return len(numbers)

    def factors(self, number: int) -> FaceFactors:
        """True factors of an image, without drawing it."""
        return draw_factors(rng=stream(self._face_seed(number), "factors"))

    def _face_seed(self, number: int) -> int:
        return self.seed * SEEDS_PER_SET + number - 1


def write_stand_ins(
    folder: Path, *, count: int, seed: int = 0, head: bool = True, workers: int | None = None
) -> None:
    """Write stand-ins as CelebA is distributed, and their true factors beside them.

    Leaves ``img_align_celeba/``, ``list_attr_celeba.txt``, ``list_eval_partition.txt`` and
    ``factors.csv``. What an earlier call has drawn is kept.

    Parameters
    ----------
    folder
        Receives the files.
    count
        Number of images.
    seed
        Chooses the set; the images are those of the series for the same seed.
    head
        False draws the same scenes without a person, and says -1 for all attributes.
    workers
        Processes; None for one per core.

    Raises
    ------
    ValueError
        If `count` is not positive, or the folder holds another set.
    """
    if count < 1:
        msg = f"`--count` must be at least 1, got {count}."
        raise ValueError(msg)
    drawn = StandInSet(folder, seed, head)
    _claim(drawn)
    numbers = range(1, count + 1)
    _draw_all(drawn, numbers, workers or cores())
    _write_attributes(folder / "list_attr_celeba.txt", drawn, numbers)
    _write_lines(
        folder / "list_eval_partition.txt",
        (f"{drawn.image(number).name} {_part(number, count)}" for number in numbers),
    )
    _write_factors(folder / "factors.csv", drawn, numbers)


def _claim(drawn: StandInSet) -> None:
    """Note which set the folder holds, unless it holds another."""
    file = drawn.folder / "stand-ins.json"
    wanted = {"seed": drawn.seed, "head": drawn.head}
    if file.exists() and json.loads(file.read_text("utf-8")) != wanted:
        held = file.read_text("utf-8").strip()
        msg = f"`--out` must be empty or hold the same set, got {drawn.folder} with {held}."
        raise ValueError(msg)
    with replacing(file) as partial:
        partial.write_text(json.dumps(wanted) + "\n", encoding="utf-8")


def _draw_all(drawn: StandInSet, numbers: range, workers: int) -> None:
    blocks = [numbers[start : start + BLOCK] for start in range(0, len(numbers), BLOCK)]
    done, told = 0, time.monotonic()
    for some in in_order(drawn.draw, blocks, workers=workers, processes=True):
        done += some
        if time.monotonic() > told + REPORT_SECONDS or done == len(numbers):
            told = time.monotonic()
            print(f"{done:,} of {len(numbers):,} images", file=sys.stderr)  # noqa: T201 - progress


def _part(number: int, count: int) -> int:
    """Part of an image: the parts have CelebA's shares and its order."""
    place = (number - 0.5) / count * sum(PARTITION)
    return int(place > PARTITION[0]) + int(place > PARTITION[0] + PARTITION[1])


def _write_attributes(file: Path, drawn: StandInSet, numbers: range) -> None:
    def line(number: int) -> str:
        known = attributes_of(drawn.factors(number)) if drawn.head else {}
        values = (1 if known.get(name) else -1 for name in ATTRIBUTES)
        return " ".join([drawn.image(number).name, *(f"{value:2d}" for value in values)])

    _write_lines(file, [str(len(numbers)), " ".join(ATTRIBUTES), *map(line, numbers)])


def _write_factors(file: Path, drawn: StandInSet, numbers: range) -> None:
    rows = (
        {"image_id": drawn.image(number).name} | asdict(drawn.factors(number)) for number in numbers
    )
    first = next(rows)
    with replacing(file) as partial, partial.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, list(first))
        table.writeheader()
        table.writerow(first)
        table.writerows(rows)


def _write_lines(file: Path, lines: Iterable[str]) -> None:
    with replacing(file) as partial, partial.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def main(arguments: list[str] | None = None) -> int:
    """Write the set that the command line asks for; 0 if all went well."""
    command = argparse.ArgumentParser(
        prog="python -m data.faces", description="Draw stand-in faces in CelebA's layout."
    )
    add = functools.partial(command.add_argument, required=True)
    add("--count", type=int, help="number of images")
    add("--out", type=Path, metavar="DIR", help="folder that receives them")
    command.add_argument("--seed", type=int, default=0, help="another number, other faces")
    command.add_argument("--without-head", action="store_true", help="the scenes alone")
    given = command.parse_args(arguments)
    try:
        write_stand_ins(given.out, count=given.count, seed=given.seed, head=not given.without_head)
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - the command's message
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What is drawn is kept.", file=sys.stderr)  # noqa: T201
        return 130
    return 0
