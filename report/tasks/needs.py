"""What of an edition a chapter or an experiment opens, read off its code.

`analysis.edition.Edition` is the only way to the files of an edition, so the attributes of it that
code uses, and the names that it passes, tell which steps must come first.
"""

import ast
from collections.abc import Collection
from pathlib import Path
from typing import Any

from analysis.edition import family
from report.chapters import chapter_files, experiment_files
from report.settings import Settings
from report.tasks.nodes import trees_of

IMAGE_SET = ("images.npy", "index.csv", "manifest.json")
NETWORK = ("model.weights.h5", "config.json", "history.csv")
OF_IMAGES = {"images", "index", "rows", "manifest"}
OF_NETWORKS = {"network", "network_settings", "history"}
OF_POINTS = {"z", "drawn_z", "log_var"}


def files_needed(source: Path, *, settings: Settings, edition: Path) -> list[Path]:
    """Files of an edition that the code in `source` opens.

    Parameters
    ----------
    source
        A chapter or a module.
    settings
        What decides the edition.
    edition
        Its folder.
    """
    nodes = [node for tree in trees_of(source) for node in ast.walk(tree)]
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    networks = _networks_named(nodes, used, settings)
    folders = {"images"} if used & OF_IMAGES else set()
    folders |= set(settings.small_image_sets) if "image_set" in used else set()
    needed = [edition / name / part for name in sorted(folders) for part in IMAGE_SET]
    if used & OF_NETWORKS:
        needed += [edition / "models" / name / part for name in networks for part in NETWORK]
    if used & OF_POINTS:
        points = [point_files(name, settings=settings, edition=edition) for name in networks]
        needed += [file for files in points for file in files.values()]
    if "experiment" in used:
        named = [file.stem for file in experiment_files() if file.stem in _texts(nodes)]
        needed += [edition / "experiments" / f"{name}.npz" for name in named]
    if "results" in used:
        others = [other.stem for other in chapter_files() if other != source]
        needed += [edition / "results" / f"{other}.json" for other in others]
    return needed


def settings_needed(source: Path, settings: Settings) -> dict[str, Any]:
    """Settings that the code in `source` reads, of all sample sizes only those that it names."""
    texts = _texts([node for tree in trees_of(source) for node in ast.walk(tree)])
    sizes = {name: size for name, size in settings.chapters.items() if name in texts}
    return settings.of_chapters() | {"chapters": sizes}


def point_files(name: str, *, settings: Settings, edition: Path) -> dict[str, Path]:
    """Files of the z-points of a network, by array; none where its images are not the faces."""
    config = settings.trained[name].config
    if config.images != "faces" or config.corruption is not None:
        return {}
    arrays = ("z",) if config.kind == "ae" else ("z", "mu", "log_var")
    return {array: edition / "latents" / name / f"{array}.npy" for array in arrays}


def _networks_named(
    nodes: Collection[ast.AST], used: Collection[str], settings: Settings
) -> list[str]:
    """Networks that code lists, or names: whole, by family, or by the beginning of an f-string."""
    groups = {"networks": settings.networks, "side_networks": settings.side_networks}
    listed = {name for group in groups.keys() & set(used) for name in groups[group]}
    texts, beginnings = _texts(nodes), _beginnings(nodes)
    return [
        name
        for name in settings.trained
        if name in listed or {name, family(name)} & texts or name.startswith(beginnings)
    ]


def _beginnings(nodes: Collection[ast.AST]) -> tuple[str, ...]:
    """Texts with which the f-strings of the code begin."""
    formatted = [node.values for node in nodes if isinstance(node, ast.JoinedStr)]
    firsts = [parts[0].value for parts in formatted if isinstance(parts[0], ast.Constant)]
    return tuple(str(first) for first in firsts)


def _texts(nodes: Collection[ast.AST]) -> set[str]:
    """Texts that stand in the code."""
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
