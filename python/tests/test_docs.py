"""What the docstrings and the manual say is so."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, optional

import tunesmith

MODULES = ["tunesmith", *(f"tunesmith.{module.name}" for module in pkgutil.iter_modules(tunesmith.__path__))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith(("._core", ".__main__"))])
def test_the_examples_of_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: what stands behind the fence, and the text."""
    return re.findall(r"^```([^\n]+)\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)


def test_the_steps_of_your_own_task_do_the_same_with_the_wheel(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("tunesmith")
    ran = 0
    for kind, text in blocks(REPOSITORY / "docs/your-own-task.md"):
        if kind.startswith("json "):
            path = tmp_path / kind.removeprefix("json ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            continue
        for step in re.split(r"^\$ ", text.replace("cargo xtask", "tunesmith"), flags=re.MULTILINE)[1:]:
            typed, expected = step.split("\n", 1)
            name, *args = typed.split(" ")
            assert name == "tunesmith"
            done = subprocess.run([command, *args], cwd=tmp_path, capture_output=True, text=True, check=False)
            pieces = [re.escape(piece.strip("\n")) for piece in expected.split("…\n")]
            printed = (done.stdout + done.stderr).strip("\n")
            assert re.fullmatch("(?s:.*)".join(pieces), printed), f"{typed}\n{printed}"
            ran += 1
    assert ran > 8


def test_the_blocks_of_the_manual_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ["datasets", "polars", "pandas", "duckdb", "pyspark", "ray"]:
        optional(module)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    printed, ran = "", 0
    assert blocks(REPOSITORY / "docs/python.md")[1][1].startswith("$ tunesmith init ")
    for language, text in blocks(REPOSITORY / "docs/python.md"):
        if language == "python":
            assert printed == "", f"the page does not show what is printed: {printed}"
            exec(text, names)  # noqa: S102
            printed, ran = capsys.readouterr().out, ran + 1
        elif language == "console" and text.startswith("$ tunesmith "):
            command, expected = text.removeprefix("$ ").split("\n", 1)
            done = subprocess.run([sys.executable, "-m", *command.split()], capture_output=True, text=True, check=True)
            assert (done.stdout, done.stderr) == (expected, "")
        elif language == "text":
            assert printed == text
            printed = ""
    assert ran > 6
    names["ray"].shutdown()  # type: ignore[attr-defined]
