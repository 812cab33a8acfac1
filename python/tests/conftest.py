"""Projects and data that the tests share."""

import os
from pathlib import Path

import pytest

import tunesmith

REPOSITORY = Path(__file__).parents[2]
TICKETS = REPOSITORY / "tests/projects/tickets"


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def tickets() -> tunesmith.Project:
    return tunesmith.load(TICKETS)


@pytest.fixture(scope="session")
def triage(tickets: tunesmith.Project) -> tunesmith.Strategy:
    return tickets.strategy("routing/triage.json", "triage")


def optional(module: str) -> object:
    """A package that a developer may lack, and CI may not."""
    if os.environ.get("CI"):
        return __import__(module)
    return pytest.importorskip(module, reason=f"{module} is not installed")
