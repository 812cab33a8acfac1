"""Arrow data, rendered."""

import sys
from collections.abc import Sequence
from typing import Any

from tunesmith import _core


def render(
    core: _core.Core, data: Any, asked: tuple[str, str, str] | None, formats: Sequence[str], output: str, shape: str
) -> Any:
    """The rows of Arrow data for a strategy or for formats, as `Strategy.render` and `Project.render` give them."""
    if output not in ("messages", "line"):
        raise ValueError(f"there is no output {output!r}: messages, line")
    return _core.render(core, _read(core, data, asked, formats), asked, list(formats), output, shape)


def _read(core: _core.Core, data: Any, asked: tuple[str, str, str] | None, formats: Sequence[str]) -> Any:
    """The columns that are read, so that the others are neither handed over nor validated."""
    pa = sys.modules.get("pyarrow")
    if pa is None or not isinstance(data, (pa.Table, pa.RecordBatch)):
        return data
    names = set(_core.columns(core, asked, list(formats)))
    places = [place for place, name in enumerate(data.schema.names) if name in names]
    # What has no column keeps no number of rows.
    return data.select(places) if places else data
