"""What Spark and Ray cost beside ``gen-data``: ``python python/bench/engines.py PROJECT DATA``.

DATA is a folder of JSON arrays, such as ``cargo xtask sample-data`` writes; the engines read it as JSON Lines. Wall time of the
second of two runs with 2 workers each, so that the start of an engine and of its workers is in no figure.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ray
from pyspark.sql import SparkSession

import tunesmith
import tunesmith.ray
import tunesmith.spark


def main(root: str, data: str) -> None:
    project = tunesmith.load(root)
    with tempfile.TemporaryDirectory() as folder:
        inputs = {}
        for split in project.splits:
            rows = json.loads((Path(data) / f"{split.input}.json").read_text())
            inputs[split.name] = f"{folder}/{split.input}.jsonl"
            Path(inputs[split.name]).write_text("".join(json.dumps(row) + "\n" for row in rows))
        options = {"include_test": True, "pool_splits": True}
        for threads in [1, 2]:
            work = lambda threads=threads: project.generate(folder, f"{folder}/out", threads=threads, **options)
            measure(f"gen-data, {threads} thread(s)", work)
        os.environ["PYSPARK_PYTHON"] = sys.executable
        settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.memory": "2g"}
        spark = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        spark.sparkContext.setLogLevel("OFF")
        for ordered in [False, True]:
            out = f"{folder}/spark_{ordered}"
            work = lambda: tunesmith.spark.generate(spark, project, inputs, out, ordered=ordered, **options)  # noqa: B023
            measure(f"Spark, local[2], ordered={ordered}", work)
        spark.stop()
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
        measure("Ray, num_cpus=2", lambda: tunesmith.ray.generate(project, inputs, f"{folder}/ray", **options))


def measure(name: str, work: Callable[[], Any]) -> None:
    work()
    start = time.perf_counter()
    work()
    print(f"{name}: {time.perf_counter() - start:.2f} s", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
