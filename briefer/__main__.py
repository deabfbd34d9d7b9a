"""The command ``briefer``, which is also ``python -m briefer``."""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process with its exit status."""
    # A brief is some 300,000 objects and hardly a cycle among them: looking for cycles took 40 of 700 ms, and the
    # imports are no different. So this comes before them; 200,000 objects are at most some 40 MB of memory.
    gc.set_threshold(200_000, 20, 20)
    from .cli import main

    main()


if __name__ == "__main__":
    main()
