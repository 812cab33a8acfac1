from collections.abc import Callable
from os import PathLike
from typing import Any, final

__all__ = [
    "Core",
    "__version__",
    "audit",
    "columns",
    "generate",
    "manifest",
    "merge",
    "outputs",
    "render",
    "rows",
    "run",
    "split_records",
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
    def level(self, code: str) -> str: ...
    def describe(self) -> str: ...
    def pair(self, template: str, strategy: str, response: str | None) -> str: ...
    def messages(
        self, asked: tuple[str, str, str | None], record: bytes, with_answer: bool
    ) -> tuple[list[tuple[str, str]] | None, list[tuple[str, str]]]: ...
    def request(
        self, asked: tuple[str, str, str | None], record: bytes, model: str
    ) -> tuple[str | None, list[tuple[str, str]]]: ...

def run(args: list[str]) -> int: ...
def audit(
    core: Core,
    options: str,
    unified_dir: str | PathLike[str],
    watcher: Callable[[int, int, int], object] | None,
) -> str: ...
def generate(
    core: Core,
    options: str,
    unified_dir: str | PathLike[str],
    output_dir: str | PathLike[str],
    watcher: Callable[[int, int, int], object] | None,
) -> str: ...
def write_split_file(core: Core, data: Any, path: str | PathLike[str]) -> None: ...
def columns(core: Core, asked: tuple[str, str, str | None] | None, formats: list[str]) -> list[str]: ...
def render(
    core: Core, data: Any, asked: tuple[str, str, str | None] | None, formats: list[str], output: str, shape: str
) -> Any: ...
def rows(core: Core, data: Any, options: str, piece: dict[str, Any]) -> tuple[Any, Any, str]: ...
def outputs(core: Core, options: str) -> tuple[list[str], list[str]]: ...
def manifest(core: Core, options: str, inputs: str, outputs: str, card: str) -> str: ...
def merge(core: Core, pieces: list[str]) -> str: ...
def split_records(file: str, bytes: bytes) -> Any: ...
