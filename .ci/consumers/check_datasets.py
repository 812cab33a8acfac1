"""Has `datasets` read the rows of each trainer's folder and the run's own."""

from pathlib import Path

from datasets import load_dataset

from rows import SUFFIXES, formats, lines, outputs


def main():
    for out in outputs():
        for name in formats(out):
            files = {split: str(out / f"{split}{SUFFIXES[name]}.jsonl") for split in ("train", "validation")}
            check(f"{out.name} {name}", files)
            for folder in sorted(out.glob(f"*/{name}")):
                own = sorted(folder.glob("*.jsonl"))
                if own:
                    check(f"{out.name} {folder.parent.name} {name}", {path.stem: str(path) for path in own})


def check(what, files):
    """Every row is there, with the columns of the file and as the file has it."""
    data = load_dataset("json", data_files=files)
    for split, path in files.items():
        rows = lines(Path(path))
        assert data[split].num_rows == len(rows), f"{what}: {data[split].num_rows} rows of {len(rows)}"
        assert set(data[split].column_names) == set(rows[0]), f"{what}: {data[split].column_names}"
        for found, row in zip(data[split], rows):
            assert without_nulls(found) == row, f"{what}: {found} is not {row}"
    print(f"read: {what}: {' and '.join(files)}")


def without_nulls(value):
    """`datasets` gives all turns the keys of one."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
