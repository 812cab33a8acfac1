"""Runs the start file of Unsloth, which trains without a GPU too, and reads from the batches of its trainer what was trained."""

from check_trl import check

if __name__ == "__main__":
    check("unsloth")
