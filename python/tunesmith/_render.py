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


#: Rows below which chunks are combined: handing over a chunk costs as much as rendering some rows.
_SMALL = 64


def _read(core: _core.Core, data: Any, asked: tuple[str, str, str] | None, formats: Sequence[str]) -> Any:
    """The columns that are read, so that the others are neither handed over nor validated."""
    pa = sys.modules.get("pyarrow")
    if pa is None or not isinstance(data, (pa.Table, pa.RecordBatch)):
        return data
    names = set(_core.columns(core, asked, list(formats)))
    places = [place for place, name in enumerate(data.schema.names) if name in names]
    if not places:
        # What has no column keeps no number of rows.
        return data
    data = data.select(places)
    # Sizes of buffers, which Arrow's C interface does not hand over.
    data.validate()
    if isinstance(data, pa.Table):
        chunks = max(column.num_chunks for column in data.itercolumns())
        if chunks > 1 and chunks * _SMALL > data.num_rows and all(map(_is_plain, data.schema.types)):
            return data.combine_chunks()
    return data


def _is_plain(kind: Any) -> bool:
    """Whether an array is combined without looking at its values, of which nobody has made sure yet."""
    types = sys.modules["pyarrow"].types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_primitive(kind))
