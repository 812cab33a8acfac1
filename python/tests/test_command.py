"""The command inside the wheel."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tunesmith", *args], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["check", "--project", "tests/projects/tickets"], 0),
        (["--help"], 0),
        (["gen-data", "--no-such-option"], 2),
        (["gen-data", "--project", "no/such/folder"], 1),
        (["verify", "no/such/folder"], 1),
        (["preview", "--project", "tests/projects/tickets"], 0),
        (["audit", "--project", "tests/projects/tickets"], 0),
    ],
)
def test_exit_codes_are_those_of_the_command(args: list[str], code: int) -> None:
    ran = run(*args)
    assert ran.returncode == code, ran.stderr


def test_files_of_a_run_verify(tmp_path: Path) -> None:
    assert run("gen-data", "--project", "tests/projects/tickets", "--output-dir", str(tmp_path)).returncode == 0
    assert run("verify", str(tmp_path), "--project", "tests/projects/tickets").returncode == 0
    (tmp_path / "train.jsonl").write_text("")
    assert run("verify", str(tmp_path), "--project", "tests/projects/tickets").returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="needs a named pipe")
def test_ctrl_c_ends_the_command(tmp_path: Path) -> None:
    for name in ["tickets_train", "tickets_dev"]:
        os.mkfifo(tmp_path / f"{name}.jsonl")
    command = [sys.executable, "-m", "tunesmith", "gen-data", "--project", "tests/projects/tickets"]
    command += ["--unified-dir", str(tmp_path), "--output-dir", str(tmp_path / "out")]
    started = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    # It waits for a writer of the pipe, without end.
    time.sleep(1)
    assert started.poll() is None
    started.send_signal(signal.SIGINT)
    assert started.wait(10) == -signal.SIGINT
