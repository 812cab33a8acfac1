"""What ``render`` costs on one thread: ``python python/bench/render.py PROJECT DATA``.

DATA is a folder of JSON arrays, such as ``cargo xtask sample-data`` writes. Processor time of the quickest of some rounds, Arrow
in and lines out; ``cargo bench -p tunesmith-dataset --bench rendering`` measures the engine alone with the same rows.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

import tunesmith

ROUNDS = 9


def main(root: str, data: str) -> None:
    project = tunesmith.load(root)
    rows = [row for path in sorted(Path(data).iterdir()) for row in json.loads(path.read_text())]
    names = dict.fromkeys(name for row in rows for name in row)
    table = pa.table({name: [row.get(name) for row in rows] for name in names})
    del rows
    batches = table.to_batches(max_chunksize=4096)
    ones = pa.Table.from_batches(table.to_batches(max_chunksize=1))
    strategies = [project.strategy(format.template, format.strategy) for format in project.formats]
    # Before anything larger was made.
    project.render(batches[0], output="line")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = sum(project.render(batch, output="line").num_rows for _ in range(10) for batch in batches)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{lines} rows in batches of 4,096: {(after - before) / 1024:.0f} MiB more at the peak than the first batch")
    renders = {strategy.name: strategy.render for strategy in strategies} | {"all formats at once": project.render}
    for name, render in renders.items():
        measure(f"{name}, batches of 4,096 rows", table.num_rows, lambda render=render: by_batch(render, batches))
        measure(f"{name}, one table", table.num_rows, lambda render=render: render(table, output="line"))
        measure(f"{name}, chunks of one row", table.num_rows, lambda render=render: render(ones, output="line"))


def by_batch(render: Callable[..., Any], batches: list[pa.RecordBatch]) -> None:
    for batch in batches:
        render(batch, output="line")


def measure(name: str, rows: int, work: Callable[[], Any]) -> None:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    print(f"{name}: {min(times):.3f} s, {min(times) / rows * 1e6:.2f} µs a row")


if __name__ == "__main__":
    main(*sys.argv[1:])
