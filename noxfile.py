# /// script
# dependencies = ["nox"]
# ///
"""The commands of the project: `nox -s report`, `tests`, `checks`, `bench`, `jax`, `lab`, `lint`.

All sessions but `jax` share the environment of `report`, so that TensorFlow is installed once. It
is installed from the hashed lock file, and again only when that or pyproject.toml changes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import nox

ROOT = Path(__file__).parent
ENVIRONMENT = ROOT / ".nox" / "report"
DECISIVE = ("requirements.lock", "pyproject.toml")
QUARTO_HOST = "https://github.com"
QUARTO_SECONDS = 600

nox.options.sessions = ["report"]
nox.needs_version = ">=2024.4.15"


@nox.session(reuse_venv=True)
def report(session: nox.Session) -> None:
    """Build an edition of the series: `nox -s report -- --profile smoke`, `-- --help`."""
    install(session)
    session.run("python", "-m", "report", *session.posargs, env={"REPORT_ENDS_WITH_PARENT": "1"})


@nox.session(venv_backend="none")
def tests(session: nox.Session) -> None:
    """Unit tests, doctests, laws, and a smoke edition from images to PDF."""
    in_environment(session, "pytest", "-m", "not long", *session.posargs)


@nox.session(venv_backend="none")
def checks(session: nox.Session) -> None:
    """What takes longer: many kills, calibrations."""
    in_environment(session, "pytest", "-m", "long", *session.posargs)


@nox.session(venv_backend="none")
def bench(session: nox.Session) -> None:
    """Our ways beside the posts', in one run; wants an idle machine."""
    benches = ("-q", "-s", "-o", "python_files=bench_*.py", "tests/bench")
    in_environment(session, "pytest", *benches, *session.posargs)


@nox.session
def jax(session: nox.Session) -> None:
    """The models under JAX, in an environment of its own."""
    session.install("--require-hashes", "-r", "requirements.lock")
    session.install("--no-deps", "--editable", ".")
    session.install(*nox.project.dependency_groups(nox.project.load_toml(), "jax"))
    session.run("pytest", "tests/test_jax.py", *session.posargs)


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Format, lint and types."""
    in_environment(session, "ruff", "format", "--check", ".")
    in_environment(session, "ruff", "check", ".")
    in_environment(session, "mypy")


@nox.session(venv_backend="none")
def lab(session: nox.Session) -> None:
    """Open JupyterLab on the chapters; saving a notebook there changes the .py."""
    in_environment(session, "python", "-m", "report.lab", *session.posargs)


def install(session: nox.Session) -> None:
    """Install the locked packages, and Quarto and the GPU build where they can be had."""
    stamp = ENVIRONMENT / "installed"
    wanted = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in DECISIVE)).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8").split()[0] == wanted:
        return
    session.log("Installing the locked packages, once: TensorFlow is large, so this takes minutes.")
    session.install("--require-hashes", "-r", "requirements.lock")
    session.install("--no-deps", "--editable", ".")
    if has_nvidia_driver():
        session.log("An NVIDIA driver is present: installing TensorFlow's GPU build.")
        session.install("--editable", ".[gpu]")
    outcome = install_quarto(session)
    session.log(outcome)
    stamp.write_text(f"{wanted}\n{outcome}\n", encoding="utf-8")


def has_nvidia_driver() -> bool:
    """Whether an NVIDIA driver answers on this machine."""
    command = shutil.which("nvidia-smi")
    return (
        command is not None
        and subprocess.run([command, "-L"], check=False, capture_output=True).returncode == 0
    )


def install_quarto(session: nox.Session) -> str:
    """Install Quarto where it is missing and can be had; what came of it, in one line.

    The package downloads the program from GitHub when it is installed, which a closed network
    refuses or lets hang: hence the question first and the time limit; the outcome is remembered.
    """
    if os.environ.get("QUARTO_PATH") or shutil.which("quarto"):
        return "Quarto is there already."
    if not answers(QUARTO_HOST):
        return f"Quarto's download ({QUARTO_HOST}) is out of reach: pandoc and typst make the book."
    session.log("Installing Quarto, which downloads its program.")
    pip = [str(ENVIRONMENT / scripts() / "python"), "-m", "pip", "install", "-q", "quarto-cli"]
    try:
        subprocess.run(pip, check=True, timeout=QUARTO_SECONDS, capture_output=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return "Quarto could not be installed: pandoc and typst make the book."
    return "Quarto was installed from its package."


def answers(address: str) -> bool:
    """Whether a web server answers within a few seconds."""
    try:
        with urllib.request.urlopen(address, timeout=10):  # noqa: S310 - a constant of this file
            return True
    except OSError:
        return False


def in_environment(session: nox.Session, command: str, *arguments: str) -> None:
    """Run a command of the shared environment, which is brought up to date first."""
    session.run(
        sys.executable, "-m", "nox", "-s", "report", "--install-only", external=True, silent=True
    )
    session.run(str(ENVIRONMENT / scripts() / command), *arguments, external=True)


def scripts() -> str:
    """Folder of an environment that holds its programs."""
    return "Scripts" if sys.platform == "win32" else "bin"


if __name__ == "__main__":
    nox.main()
