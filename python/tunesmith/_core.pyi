from collections.abc import Callable
from os import PathLike
from typing import Any, final

__all__ = [
    "Core",
    "__version__",
    "audit",
    "columns",
    "finish",
    "generate",
    "plan",
    "render",
    "rows",
    "run",
    "split_records",
    "sum",
    "write_split_file",
]

__version__: str

@final
class Core:
    @staticmethod
    def load(
        root: str | PathLike[str], allow: list[str], warn: list[str], deny: list[str]
    ) -> tuple[Core | None, tuple[list[str], str]]: ...
    @staticmethod
    def from_content(content: bytes) -> Core: ...
    def with_outside(
        self, path: str | PathLike[str], strategy: str | None, response: str | None
    ) -> tuple[Core | None, tuple[list[str], str]]: ...
    def content(self) -> bytes: ...
    def describe(self) -> str: ...
    def pair(self, template: str, strategy: str, response: str | None) -> str: ...
    def messages(
        self, asked: tuple[str, str, str | None], record: bytes, with_answer: bool, system: str
    ) -> tuple[list[tuple[str, str]] | None, list[tuple[str, str]]]: ...
    def request(
        self, asked: tuple[str, str, str | None], record: bytes, model: str, system: str
    ) -> tuple[str | None, list[tuple[str, str]]]: ...

def run(args: list[str]) -> int: ...
def audit(
    core: Core,
    options: str,
    unified_dir: str | PathLike[str],
    from_memory: bool,
    watcher: Callable[[int, int, int], object] | None,
) -> str: ...
def generate(
    core: Core,
    options: str,
    unified_dir: str | PathLike[str],
    output_dir: str | PathLike[str],
    from_memory: bool,
    watcher: Callable[[int, int, int], object] | None,
) -> str: ...
def write_split_file(core: Core, data: Any, path: str | PathLike[str]) -> int: ...
def columns(core: Core, wanted: dict[str, Any], names: list[str]) -> list[int]: ...
def render(core: Core, data: Any, wanted: dict[str, Any]) -> Any: ...
def rows(core: Core, data: Any, options: str, piece: dict[str, Any]) -> tuple[Any, Any, str]: ...
def plan(core: Core, options: str) -> str: ...
def finish(core: Core, options: str, inputs: str, parts: str) -> tuple[str, str]: ...
def sum(core: Core, options: str, pieces: list[tuple[int, str, str]], notes: list[str]) -> str: ...
def split_records(file: str, bytes: bytes) -> Any: ...
