"""The command ``briefer``, which is also ``python -m briefer``."""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process with its exit status."""
    # A brief is some 300,000 objects and hardly a cycle among them: looking for cycles took 40 of 700 ms, and the
    # imports are no different. So this comes before them; 200,000 objects are at most some 40 MB of memory.
    gc.set_threshold(200_000, 20, 20)
    from .cli import main

    try:
        main()
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> NoReturn:
    """End as the interpreter would, but leave it to the system to free the memory: object by object it takes 5 ms."""
    import atexit
    import os
    import sys
    import threading
    from contextlib import suppress

    if threading.active_count() > 1 or not isinstance(end.code, int):
        raise end
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody listens any more
            stream.flush()
    os._exit(end.code)


if __name__ == "__main__":
    main()
