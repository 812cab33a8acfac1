"""Random batches: each gives the reader's answer or one clear error, and none ends the interpreter.

``TUNESMITH_FUZZ=100000 pytest python/tests/test_fuzz.py`` goes on for longer, ``TUNESMITH_FUZZ_FROM`` says from which seed.
"""

import decimal
import json
import os
import random
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from conftest import TICKETS

import tunesmith

COUNT = int(os.environ.get("TUNESMITH_FUZZ", "400"))
FIRST = int(os.environ.get("TUNESMITH_FUZZ_FROM", "0"))
PROJECT = tunesmith.load(TICKETS, allow=["duplicate-id"])
NAMES = ["ticket", "subject", "body", "message", "priority", "product", "queue", "other"]
#: Fields of which null says that they are not there.
ABSENT = ["body", "message"]
TEXTS = [
    "", " ", "b", "A longer text, of which nothing is to be said.", "n/a", "None", "\x00", "\u2028\x85", "\u200b", "😀é", '"\\',
    "{body}", "<|end|>", "[/INST]", "billing", "x" * 40, "7", "\n\t",
]  # fmt: skip
QUEUES = ["billing", "technical", "account", "other"]

Random = random.Random
Cell = Callable[[Random], Any]


def text(random: Random) -> str:
    if random.random() < 0.002:
        return random.choice(["y", "é"]) * random.randrange(1 << 16)
    return random.choice(TEXTS)


def queue(random: Random) -> str:
    return random.choice(QUEUES) if random.random() < 0.9 else text(random)


def small(random: Random) -> int:
    return random.randrange(6)


def texts(random: Random) -> list[str | None]:
    return [text(random) if random.random() < 0.9 else None for _ in range(random.randrange(3))]


STRINGS = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.uint16(), pa.large_string()),
    pa.dictionary(pa.int64(), pa.string()),
]
INTEGERS = [getattr(pa, f"{sign}int{bits}")() for sign in ("", "u") for bits in (8, 16, 32, 64)]
#: Types with what their cells are; the ones that JSON has no value for are arrays or objects there.
OTHERS: list[tuple[pa.DataType, Cell]] = [
    (pa.null(), lambda _: None),
    (pa.bool_(), lambda random: random.random() < 0.5),
    (pa.float16(), lambda random: random.choice([0.5, 1.0, float("nan")])),
    (pa.float32(), lambda random: random.choice([0.1, 1e30, float("inf")])),
    (pa.float64(), lambda random: random.choice([0.1, 1e300, -0.0])),
    (pa.decimal128(5, 2), lambda random: decimal.Decimal(random.randrange(999)) / 100),
    (pa.decimal256(50, 2), lambda random: decimal.Decimal(random.randrange(999)) / 100),
    (pa.list_(pa.string()), texts),
    (pa.large_list(pa.string_view()), texts),
    (pa.list_view(pa.string()), texts),
    (pa.large_list_view(pa.large_string()), texts),
    (pa.list_(pa.dictionary(pa.int8(), pa.string())), texts),
    (pa.list_(pa.string(), 2), lambda random: [text(random), text(random)]),
    (pa.list_(pa.list_(pa.string())), lambda random: [texts(random)]),
    (pa.list_(pa.int8()), lambda _: [1]),
    (pa.struct({"body": pa.string()}), lambda random: {"body": text(random)}),
    (pa.map_(pa.string(), pa.int8()), lambda random: [("a", 1)]),
    (pa.binary(), lambda random: text(random).encode()),
    (pa.binary_view(), lambda random: text(random).encode()),
    (pa.binary(2), lambda _: b"ab"),
    (pa.timestamp("us", "UTC"), small),
    (pa.date32(), small),
    (pa.duration("s"), small),
    (pa.month_day_nano_interval(), lambda _: (1, 2, 3)),
    (pa.dictionary(pa.int8(), pa.int64()), small),
]


def column(random: Random, name: str, count: int) -> pa.Array:
    """A column that mostly holds what its field does: sliced out of a longer one, with nulls."""
    kind: pa.DataType
    cell: Cell
    if random.random() < 0.08:
        kind, cell = random.choice(OTHERS)
    elif name in ("ticket", "priority"):
        kind, cell = random.choice(INTEGERS), small
    else:
        kind, cell = random.choice(STRINGS), queue if name == "queue" else text
    before, after = random.choice([0, 0, 1, 3, 9]), random.choice([0, 0, 5])
    nulls = random.choice([0, 0, 0.1, 0.5, 1])
    cells = [None if random.random() < nulls else cell(random) for _ in range(before + count + after)]
    if kind == pa.list_(pa.string(), 2) and pa.types.is_fixed_size_list(kind):
        return pa.array(cells, kind).slice(before, count)
    if pa.types.is_dictionary(kind):
        return pa.array(cells, kind.value_type).dictionary_encode().cast(kind).slice(before, count)
    return pa.array(cells, kind).slice(before, count)


def batch(random: Random) -> pa.RecordBatch:
    count = random.choice([0, 1, 2, 5, 20, 20, 300 if random.random() < 0.05 else 7])
    names = [name for name in NAMES if random.random() < 0.95]
    random.shuffle(names)
    if random.random() < 0.03:
        names.append(random.choice(NAMES))
    columns = [column(random, name, count) for name in names]
    made = pa.RecordBatch.from_arrays(columns, names=names) if names else pa.record_batch({"x": [1] * count})
    start = random.choice([0, 0, 0, 1, 4])
    return made.slice(start)


def value(kind: pa.DataType, cell: Any) -> str:
    """The JSON text of a cell that is not null."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if isinstance(cell, str) or pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return json.dumps(cell)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "0.5"
    if isinstance(cell, list) and all(isinstance(item, str) for item in cell):
        return json.dumps(cell)
    return "{}"


def row(batch: pa.RecordBatch, index: int) -> bytes:
    """What stands in a row, as JSON: null in a spelling beside another one, or where none is needed, is nothing."""
    members: list[tuple[str, str]] = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        cell = column[index].as_py()
        members.append((name, "null" if cell is None else value(column.type, cell)))
    for place in range(len(members) - 1, -1, -1):
        name, text = members[place]
        same = ABSENT if name in ABSENT else [name]
        if text == "null" and sum(other in same for other, _ in members) > 1:
            del members[place]
    return ("{" + ", ".join(f"{json.dumps(name)}: {text}" for name, text in members) + "}").encode()


def read(batches: list[pa.RecordBatch]) -> dict[tuple[str, int], str]:
    """The lines that the reader of files gives, by output and row."""
    rows = [row(batch, index) for batch in batches for index in range(batch.num_rows)]
    piece = {"file": "x", "way": "whole", "split": 0, "text": "json", "lines": True}
    piece |= {"repeated": set(), "highest": None, "crowded_out": set()}
    options = '{"on_invalid": "skip"}'
    names = json.loads(tunesmith._core.plan(PROJECT._core, options))["outputs"]
    read = {}
    # One by one, since several lines come in one text.
    for number, text in enumerate(rows, 1):
        given = pa.record_batch([pa.array([text], pa.binary())], names=["json"])
        lines, _, _ = tunesmith._core.rows(PROJECT._core, given, options, {**piece, "first": number})
        read.update({(names[line["out"]], line["row"]): line["lines"] for line in lines.to_pylist()})
    return read


class Stream:
    """What only speaks Arrow's interface for streams."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __arrow_c_stream__(self, schema: object = None) -> object:
        return self.data.__arrow_c_stream__(schema)


@pytest.mark.parametrize("part", range(10))
def test_any_batches_give_what_the_reader_gives(part: int) -> None:
    for seed in range(FIRST + part, FIRST + COUNT, 10):
        random = Random(seed)
        batches = [batch(random)]
        for _ in range(random.choice([0, 0, 0, 1, 3])):
            start = random.randrange(batches[0].num_rows + 1)
            batches.append(batches[0].slice(start, random.randrange(9)))
        data = batches[0] if len(batches) == 1 and random.random() < 0.5 else pa.Table.from_batches(batches)
        given = Stream(data) if isinstance(data, pa.Table) and random.random() < 0.3 else data
        rendered = PROJECT.render(given, output="line")
        assert rendered.num_rows == sum(batch.num_rows for batch in batches), seed
        expected = read(batches)
        for out, name in [("train", "line_brief"), ("train_triage", "line_triage")]:
            lines = rendered.column(name).to_pylist()
            made = {(out, number): line for number, line in enumerate(lines, 1) if line is not None}
            assert made == {key: line for key, line in expected.items() if key[0] == out}, seed
        findings = rendered.column("finding").to_pylist()
        assert all((code is None) != (line is None) for code, line in zip(findings, lines, strict=True)), seed


def broken(random: Random) -> pa.Array:
    """An array of 4 values whose buffers may not hold what its type says, as far as pyarrow makes one."""
    while True:
        try:
            return unchecked(random)
        except pa.ArrowInvalid:
            pass


def unchecked(random: Random) -> pa.Array:

    def ints(bits: int, count: int) -> pa.Buffer:
        top = 1 << bits - 1
        good = random.random() < 0.3
        cells = [
            number * 2 if good else random.choice([0, 1, 2, 5, 8, 99, top - 1, -1, -top]) for number in range(count)
        ]
        return pa.py_buffer(b"".join(cell.to_bytes(bits // 8, "little", signed=True) for cell in cells))

    data = pa.py_buffer(random.choice([b"abcdefgh", b"\xff\xfe\x80abcde", b"\xc3" * 8, "é€😀".encode(), b""]))
    nulls = random.choice([None, pa.py_buffer(b"\x05")])
    kind = random.randrange(6)
    if kind == 0:
        return pa.Array.from_buffers(pa.string(), 4, [nulls, ints(32, 5), data])
    if kind == 1:
        return pa.Array.from_buffers(pa.large_string(), 4, [nulls, ints(64, 5), data])
    if kind == 2:
        return pa.Array.from_buffers(pa.string_view(), 4, [nulls, ints(32, 16), data])
    if kind == 3:
        keys = pa.Array.from_buffers(pa.int32(), 4, [nulls, ints(32, 4)])
        return pa.DictionaryArray.from_arrays(keys, pa.array(TEXTS[:4]), safe=False)
    items = pa.array(["a", "b", None, "c", "d", "e", "f", "g"])
    if kind == 4:
        return pa.Array.from_buffers(pa.list_(pa.string()), 4, [nulls, ints(32, 5)], children=[items])
    return pa.Array.from_buffers(pa.list_view(pa.string()), 4, [nulls, ints(32, 4), ints(32, 4)], children=[items])


def test_broken_arrays_are_one_clear_error() -> None:
    refused = 0
    for seed in range(FIRST, FIRST + COUNT):
        random = Random(seed)
        columns = {"ticket": pa.array([1, 2, 3, 4]), "subject": broken(random), "body": pa.array(["b"] * 4)}
        columns["queue"] = pa.array(QUEUES)
        data: Any = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
        if random.random() < 0.5:
            data = pa.Table.from_batches([data] * random.choice([1, 3]))
        try:
            rendered = PROJECT.render(data, output="line")
        except (ValueError, pa.ArrowException) as error:
            assert str(error), seed
            refused += 1
        else:
            rendered.validate(full=True)
            assert rendered.num_rows == data.num_rows, seed
    assert refused > COUNT // 4
