"""What the docstrings and the manual say is so."""

import doctest
import importlib
import pkgutil
import re
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY, optional

import tunesmith

MODULES = ["tunesmith", *(f"tunesmith.{module.name}" for module in pkgutil.iter_modules(tunesmith.__path__))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith(("._core", ".__main__"))])
def test_the_examples_of_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def blocks(page: Path) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)


def test_the_blocks_of_the_manual_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ["datasets", "polars", "pandas", "duckdb", "pyspark", "ray"]:
        optional(module)
    shutil.copytree(REPOSITORY / "tests/projects/tickets", tmp_path / "tickets")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    printed, ran = "", 0
    for language, text in blocks(REPOSITORY / "docs/python.md"):
        if language == "python":
            assert printed == "", f"the page does not show what is printed: {printed}"
            exec(text, names)  # noqa: S102
            printed, ran = capsys.readouterr().out, ran + 1
        elif language == "text":
            assert printed == text
            printed = ""
    assert ran > 6
    names["ray"].shutdown()  # type: ignore[attr-defined]
