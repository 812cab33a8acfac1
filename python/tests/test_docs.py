"""What the docstrings and the manual say is so."""

import doctest
import importlib
import pkgutil

import pytest

import tunesmith

MODULES = ["tunesmith", *(f"tunesmith.{module.name}" for module in pkgutil.iter_modules(tunesmith.__path__))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith(("._core", ".__main__"))])
def test_the_examples_of_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
