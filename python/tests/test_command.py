"""The command inside the wheel."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import TICKETS

import tunesmith


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
        (["verify", "no/such/folder", "--project", "docs"], 2),
        (["preview", "--project", "tests/projects/tickets"], 0),
        (["audit", "--project", "tests/projects/tickets"], 0),
        (["explain"], 0),
        (["explain", "unknown-label"], 0),
        (["explain", "no-such-finding"], 2),
        (["new-response", "--from", "no-such.json"], 2),
        (["init", "tests/projects/tickets"], 2),
        (["init"], 2),
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


def test_a_new_project_works_with_the_commands_that_are_printed(tmp_path: Path) -> None:
    project = tmp_path / "new project"
    said = run("init", str(project))
    assert said.returncode == 0, said.stderr
    typed = [line.strip() for line in said.stdout.splitlines() if line.startswith("  tunesmith ")]
    assert len(typed) == 3, said.stdout
    for command in [*typed, f"tunesmith verify --project '{project}'", f"tunesmith audit --project '{project}'"]:
        ran = run(*shlex.split(command)[1:])
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
        assert "error[" not in ran.stderr and "warning[" not in ran.stderr, ran.stderr
    assert run("check", "--deny", "warnings", "--project", str(project)).returncode == 0
    made = {path.relative_to(project) for path in project.rglob("*") if path.is_file() and "out" not in path.parts}
    kept = {path.relative_to(TICKETS) for path in TICKETS.rglob("*") if path.is_file() and "out" not in path.parts}
    assert made == kept
    assert "cargo" not in (project / "templates/template.schema.json").read_text()
    ran = run("new-response", "--from", "routing/triage.json", "--name", "triage_v1", "--project", str(project))
    assert ran.returncode == 1
    assert "triage_v1.json is there already; choose another --name" in ran.stderr


def test_a_missing_project_is_answered_with_the_command_that_makes_one(tmp_path: Path) -> None:
    ran = run("check", "--project", str(tmp_path))
    assert ran.returncode == 1
    assert "a project is a folder with this file: `tunesmith init DIR` makes one" in ran.stderr
    with pytest.raises(OSError, match="`tunesmith init DIR` makes one"):
        tunesmith.load(tmp_path)


@pytest.mark.parametrize("command", ["gen-data", "audit"])
def test_a_split_that_is_there_as_parquet_is_said_to_be_read_from_python(tmp_path: Path, command: str) -> None:
    args = [command, "--project", str(TICKETS), "--unified-dir", str(tmp_path)]
    assert "read from Python" not in run(*args).stderr
    (tmp_path / "tickets_train.parquet").touch()
    ran = run(*args)
    assert ran.returncode == 1
    assert "cannot find tickets_train.json" in ran.stderr
    assert "the .parquet file of that name is read from Python: project.generate(inputs=…)" in ran.stderr


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


def test_messages_name_the_command_that_is_there(tmp_path: Path) -> None:
    for args in [["verify", str(tmp_path)], ["explain", "zzzzzzzz"], ["gen-data", "--help"]]:
        said = run(*args)
        assert "cargo xtask" not in said.stdout + said.stderr
        assert "tunesmith" in said.stdout + said.stderr


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
@pytest.mark.parametrize(
    "work",
    [
        "strategy.render(pa.concat_tables([rows] * 400_000).combine_chunks())",
        "project.generate(big, 'out')",
        "project.audit(big)",
    ],
)
def test_ctrl_c_ends_what_python_waits_for(tmp_path: Path, work: str) -> None:
    line = (TICKETS / "data/tickets_train.jsonl").read_text().splitlines()[0]
    (tmp_path / "tickets_train.jsonl").write_text(f"{line}\n" * 300_000)
    (tmp_path / "tickets_dev.jsonl").write_text(f"{line}\n")
    script = f"""
import pyarrow as pa, pyarrow.json, time, tunesmith
project = tunesmith.load({str(TICKETS)!r}, allow=["duplicate-id"])
strategy = project.strategy("routing/triage.json", "triage")
big = {str(tmp_path)!r}
rows = pyarrow.json.read_json(big + "/tickets_dev.jsonl")
print("ready", flush=True)
try:
    while True:
        {work}
except KeyboardInterrupt:
    print("stopped")
"""
    command = [sys.executable, "-c", script]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    assert started.stdout is not None and started.stdout.readline() == "ready\n"
    time.sleep(1)
    started.send_signal(signal.SIGINT)
    sent = time.monotonic()
    assert started.wait(30) == 0
    assert time.monotonic() - sent < 5
    assert started.stdout.read() == "stopped\n"
