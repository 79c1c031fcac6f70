"""What this machine can do: the device that trains, and the precision that it is fast in."""

import shutil
import subprocess
from pathlib import Path

import keras

from model.config import Precision

CPU_FLAGS = ("avx512_bf16", "amx_bf16")
GPU_CAPABILITY = 8.0  # Ampere is the first NVIDIA generation with bfloat16


def device() -> str:
    """Name of the device that trains: the first GPU that Keras sees, else the CPU."""
    devices = [str(name) for name in keras.distribution.list_devices()]
    return next((name for name in devices if "gpu" in name.lower()), devices[0])


def has_gpu() -> bool:
    """Whether Keras sees a GPU."""
    return "gpu" in device().lower()


def fast_precision() -> Precision:
    """``"bfloat16"`` where the device computes in it, else ``"float32"``."""
    fast = _gpu_capability() >= GPU_CAPABILITY if has_gpu() else _cpu_has_bfloat16()
    return "bfloat16" if fast else "float32"


def _cpu_has_bfloat16() -> bool:
    """Whether the processor lists bfloat16 instructions; False where it does not say."""
    file = Path("/proc/cpuinfo")
    return file.exists() and any(flag in file.read_text("utf-8").split() for flag in CPU_FLAGS)


def _gpu_capability() -> float:
    """Compute capability of the first NVIDIA GPU; 0 where it cannot be read."""
    command = shutil.which("nvidia-smi")
    if command is None:
        return 0.0
    query = [command, "--query-gpu=compute_cap", "--format=csv,noheader"]
    answer = subprocess.run(query, capture_output=True, text=True, check=False, timeout=30)
    return float(answer.stdout.split()[0]) if answer.returncode == 0 else 0.0
