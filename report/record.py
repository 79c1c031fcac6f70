"""The record of a build, ``build.json``."""

import importlib.metadata
import json
import platform
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from data.atomic import replacing
from report.settings import ROOT


def read_record(edition: Path) -> dict[str, Any]:
    """``build.json`` of the last build; empty if there is none."""
    file = edition / "build.json"
    record: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return record


def write_record(
    edition: Path, *, outcomes: dict[str, str], seconds: dict[str, float], total: float
) -> None:
    """Write ``build.json``: what ran, seconds, versions, hardware, hashes and commit.

    Parameters
    ----------
    edition
        The edition's folder.
    outcomes
        What became of each step.
    seconds
        Of the steps that ran; those of the others are kept from earlier builds. [s]
    total
        Of the whole build. [s]
    """
    record = {
        "edition": edition.name,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "total_seconds": round(total, 1),
        "seconds": read_record(edition).get("seconds", {}) | seconds,
        "steps": outcomes,
        "hashes": _hashes(edition),
        "commit": _commit(),
        "python": platform.python_version(),
        "versions": _versions(),
        "hardware": _hardware(),
    }
    with replacing(edition / "build.json") as partial:
        partial.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _commit() -> str:
    """Commit of the working tree, with a mark if it has changes; empty outside git."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _hashes(edition: Path) -> dict[str, str]:
    """Digest of each product, as pytask keeps them; empty before its first step."""
    file = edition / "pytask.lock"
    tasks = tomllib.loads(file.read_text("utf-8")).get("task", []) if file.exists() else []
    return {name: state for task in tasks for name, state in sorted(task["produces"].items())}


def _versions() -> dict[str, str]:
    return {
        found.metadata["Name"]: found.version
        for found in sorted(
            importlib.metadata.distributions(), key=lambda found: found.metadata["Name"].lower()
        )
    }


def _hardware() -> dict[str, Any]:
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "cores": psutil.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
    }
