"""Trainers' own code on the files of `gen-data --for …`, on the CPU: `python3 .ci/consumers/run.py [NAME…]`.

Each check has a virtual environment of its own under `target/ci/consumers`, in which torch takes its space once. Without names
all of them run. Ends with 1 where one fails, and prints the versions that ran.

Reads two outputs: both formats of the sample, and one with a strategy that has examples, `shown.json`.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent.resolve()
ROOT = HERE.parent.parent
TARGET = ROOT / "target" / "ci" / "consumers"
TORCH = "torch==2.11.0"

# The last versions that all have each other's: torch is one for all, so that it is stored once.
CHECKS = {
    "datasets": ["datasets==5.2.0"],
    "services": [
        "together==3.1.1", "mistral-common==1.13.1", "google-genai==3.6.1", "openai==3.57.0", "boto3==1.44.8",
        "fireworks-ai==1.2.30", "mistralai==1.12.4", "google-cloud-storage==3.17.1",
    ],
    "trl": [TORCH, "trl==1.16.0", "transformers==5.24.0", "datasets==5.2.0"],
    "llama_factory": [
        TORCH, "torchaudio==2.11.0", "torchvision==0.26.0", "transformers==5.6.0", "datasets==4.0.0", "peft==0.18.1",
        "trl==0.24.0", "accelerate==1.11.0", "torchdata==0.11.0", "av<=16", "tyro<0.9", "einops", "fastapi", "fire",
        "hf-transfer", "matplotlib", "modelscope", "omegaconf", "protobuf", "pyyaml", "scipy", "sentencepiece",
        "sse-starlette", "tiktoken", "uvicorn",
    ],
    "axolotl": [
        TORCH, "transformers==5.16.1", "datasets==4.8.4", "trl==1.9.0", "peft==0.20.0", "accelerate==1.13.0",
        "mistral-common==1.11.5", "pydantic==2.12.5", "addict", "art", "colorama", "einops", "evaluate", "fire", "numba",
        "posthog", "python-dotenv", "pyyaml", "requests", "scipy", "typer", "axolotl-contribs-lgpl==0.0.7", "bitsandbytes",
        "fastcore", "wandb",
    ],
    "torchtune": [TORCH, "torchtune==0.6.1", "torchao==0.14.1"],
    "litgpt": [TORCH, "litgpt==0.5.13", "requests"],
    "mlx": ["mlx-lm==0.32.2", "mlx[cpu]==0.32.4; sys_platform == 'linux'", "mlx==0.32.4; sys_platform == 'darwin'"],
    "unsloth": [
        TORCH, "torchvision==0.26.0", "transformers==5.16.1", "datasets==4.8.4", "trl==1.15.0", "peft==0.20.0",
        "accelerate==1.13.0", "torchao==0.17.0", "cut_cross_entropy", "einops", "hf_transfer", "msgspec", "nest-asyncio", "pillow",
        "protobuf", "psutil", "pydantic", "regex", "requests", "rich", "sentencepiece", "structlog", "typer", "tyro",
    ],
    "nemo": [
        TORCH, "transformers==4.57.6", "datasets==4.8.4", "lightning==2.4.0", "megatron-core==0.16.1", "nemo_run==0.11.1",
        "leptonai==0.27.3", "nvidia-modelopt==0.47.0", "einops", "hydra-core", "nv-one-logger-core",
        "nv-one-logger-pytorch-lightning-integration", "nv-one-logger-training-telemetry", "omegaconf", "onnx", "ruamel.yaml",
        "scikit-learn", "sentencepiece", "tensorboard", "tensorstore", "text-unidecode", "tiktoken", "wget", "wrapt",
    ],
}
# Their requirements hold much that reading rows does not need, such as web interfaces and kernels for GPUs.
WITHOUT_REQUIREMENTS = {
    "llama_factory": ["llamafactory==0.9.5"],
    "axolotl": ["axolotl==0.19.0"],
    "unsloth": ["unsloth==2026.10.9", "unsloth_zoo==2026.10.9"],
    "nemo": ["nemo_toolkit==2.7.3"],
}
TRAINERS = [
    "openai", "azure", "trl", "axolotl", "llama-factory", "torchtune", "mlx", "mistral", "together", "fireworks", "gemini",
    "bedrock-claude", "bedrock-conversation", "litgpt", "unsloth", "nemo",
]
OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(TARGET / "hf"), "CUDA_VISIBLE_DEVICES": ""}
# A thread each: a small model gains nothing from more, and they wait for each other where the machine is busy.
THREADS = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
QUIET = {"AXOLOTL_DO_NOT_TRACK": "1", "DO_NOT_TRACK": "1", "TOGETHER_NO_BANNER": "1", "TQDM_DISABLE": "1"}


def main():
    names = sys.argv[1:] or list(CHECKS)
    outputs = [generate("both", []), generate("shown", ["--prompt-template", str(HERE / "shown.json"), "--format", "optimized"])]
    os.environ |= OFFLINE | THREADS | QUIET | {"SMALL_MODEL": str(TARGET / "model")}
    if any(TORCH in CHECKS[name] or name == "mlx" for name in names):
        install("trl")
        run("trl", "small_model.py", outputs)
    failed = [name for name in names if not check(name, outputs)]
    sys.exit(f"error: failed: {', '.join(failed)}" if failed else 0)


def generate(name, args):
    out = TARGET / "out" / name
    trainers = [word for trainer in TRAINERS for word in ("--for", trainer)]
    command = ["cargo", "xtask", "gen-data", "--sample", "40", "--output-dir", str(out), *trainers, *args]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return out


def check(name, outputs):
    began = time.monotonic()
    install(name)
    ready = time.monotonic()
    code = run(name, f"check_{name}.py", outputs)
    took = f"installed in {ready - began:.0f} s, ran {time.monotonic() - ready:.0f} s"
    versions = " ".join(WITHOUT_REQUIREMENTS.get(name, []) + CHECKS[name])
    print(f"{name}: {'failed' if code else 'passed'}, {took}: {versions}", flush=True)
    return code == 0


def install(name):
    """Makes the environment with uv, which links packages instead of copying them."""
    tools = TARGET / "tools"
    if not (tools / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", tools], check=True)
        subprocess.run([tools / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "uv==0.13.9"], check=True)
    os.environ["UV_CACHE_DIR"] = str(TARGET / "cache")
    uv = [tools / "bin" / "uv", "--quiet"]
    if not (TARGET / name).exists():
        subprocess.run([*uv, "venv", "--python", sys.executable, TARGET / name], check=True)
    pip = [*uv, "pip", "install", "--python", TARGET / name / "bin" / "python"]
    subprocess.run([*pip, *CHECKS[name]], check=True)
    if name in WITHOUT_REQUIREMENTS:
        subprocess.run([*pip, "--no-deps", *WITHOUT_REQUIREMENTS[name]], check=True)


def run(name, script, outputs):
    """Runs a script in an environment; shows what it says of rows, and the rest where it fails."""
    binaries = TARGET / name / "bin"
    path = {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    command = [binaries / "python", HERE / script, *outputs]
    done = subprocess.run(command, env=os.environ | path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    (TARGET / f"{name}.log").write_text(done.stdout, encoding="utf-8")
    own = [line for line in done.stdout.splitlines() if done.returncode or line.startswith("read: ")]
    print("\n".join(own), flush=True)
    return done.returncode


if __name__ == "__main__":
    main()
