"""The ``tunesmith`` command: ``python -m tunesmith gen-data``."""

import signal
import sys

from tunesmith import _core


def main() -> int:
    """Runs the command line and returns its exit code."""
    # The engine has no Python to interrupt: Ctrl-C ends the process, as it ends any program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _core.run(["tunesmith", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
