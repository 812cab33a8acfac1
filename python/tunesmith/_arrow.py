"""Data of many kinds as Arrow data: what speaks Arrow as it is, and what only nearly does."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def arrow_of(data: Any) -> Any:
    """Data with ``__arrow_c_array__`` or ``__arrow_c_stream__``. Raises ``TypeError`` where nothing makes it that."""
    if hasattr(data, "__arrow_c_array__") or hasattr(data, "__arrow_c_stream__"):
        return data
    # It takes longer than all else to import.
    import pyarrow as pa

    if isinstance(data, Mapping):
        # Also what `datasets` hands to a function that maps batches.
        return pa.table(dict(data))
    if isinstance(data, list) and all(isinstance(row, Mapping) for row in data):
        # Of the first record alone, Arrow would take the names.
        names = dict.fromkeys(name for row in data for name in row)
        return pa.table({name: [row.get(name) for row in data] for name in names})
    kind = f"{type(data).__module__.partition('.')[0]}.{type(data).__name__}"
    if kind == "datasets.Dataset":
        return _reader(data.with_format("arrow").iter(batch_size=1_000))
    if kind == "polars.LazyFrame":
        return data.collect()
    if kind == "pyarrow.ParquetFile":
        return pa.RecordBatchReader.from_batches(data.schema_arrow, data.iter_batches())
    if hasattr(data, "scanner"):
        return data.scanner().to_reader()
    raise TypeError(
        f"expected Arrow data (a table, batch or data frame, a dataset, or a list of records), got {type(data).__name__}"
    )


def _reader(tables: Iterator[Any]) -> Any:
    import pyarrow as pa

    first = next(tables, None)
    if first is None:
        return pa.table({}).to_reader()

    def batches() -> Iterator[Any]:
        yield from first.to_batches()
        for table in tables:
            yield from table.to_batches()

    return pa.RecordBatchReader.from_batches(first.schema, batches())


#: Endings of the files that the engine reads itself.
_READ = (".json", ".jsonl", ".csv", ".tsv")


def is_path(data: Any) -> bool:
    return isinstance(data, (str, os.PathLike))


def place(path: Path, folder: Path, stem: str) -> Any:
    """Links a split file that the engine reads into a folder, under a split's name; of others, the rows."""
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}")
    packed = path.suffix if path.suffix in (".gz", ".zst") else ""
    ending = Path(path.stem).suffix if packed else path.suffix
    if path.is_file() and ending in _READ:
        to = folder / f"{stem}{ending}{packed}"
        try:
            to.symlink_to(path.resolve())
        except OSError:
            import shutil

            # Some systems link for administrators alone.
            shutil.copyfile(path, to)
        return None
    if path.is_dir() or ending == ".parquet":
        import pyarrow.dataset

        return pyarrow.dataset.dataset(path, format="parquet").scanner().to_reader()
    known = ", ".join(_READ)
    raise ValueError(
        f"cannot tell what {path} holds: .parquet, {known}, also .gz and .zst, or a folder of Parquet files"
    )
