"""Arrow data, rendered."""

import sys
from collections.abc import Sequence
from typing import Any

from tunesmith import _core
from tunesmith._arrow import arrow_of


def render(
    core: _core.Core,
    data: Any,
    asked: tuple[str, str, str] | None,
    formats: Sequence[str],
    output: str,
    shape: str,
    answer: bool,
    system: str,
) -> Any:
    """The rows of data for a strategy or for formats, as `Strategy.render` and `Project.render` give them."""
    if output not in ("messages", "line"):
        raise ValueError(f"there is no output {output!r}: messages, line")
    if not answer and (output, shape) != ("messages", "messages"):
        raise ValueError("without an answer there are messages, and neither lines nor completions")
    wanted = {
        "asked": asked,
        "formats": list(formats),
        "output": output,
        "shape": shape,
        "answer": answer,
        "system": system,
    }
    rendered = _core.render(core, _read(core, arrow_of(data), wanted), wanted)
    return _halved(rendered) if output == "messages" and shape == "prompt-completion" else rendered


def _halved(rendered: Any) -> Any:
    """The messages of each format as two columns: all but the last, and the last."""
    import pyarrow.compute as pc

    names, columns = [], []
    for name, column in zip(rendered.schema.names, rendered.columns, strict=True):
        if not name.startswith("messages"):
            names.append(name)
            columns.append(column)
            continue
        # As many for each row: what stands before the question is the same.
        count = pc.max(pc.list_value_length(column)).as_py() or 2
        for half, bounds in [("prompt", (0, count - 1)), ("completion", (count - 1, count))]:
            names.append(half + name.removeprefix("messages"))
            columns.append(pc.list_slice(column, *bounds))
    return type(rendered).from_arrays(columns, names=names)


#: Rows below which chunks are combined: handing over a chunk costs as much as rendering some rows.
_SMALL = 64


def _read(core: _core.Core, data: Any, wanted: dict[str, Any]) -> Any:
    """The columns that are read, so that the others are neither handed over nor validated."""
    pa = sys.modules.get("pyarrow")
    if pa is None or not isinstance(data, (pa.Table, pa.RecordBatch)):
        return data
    places = _core.columns(core, wanted, data.schema.names)
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
