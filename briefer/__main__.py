"""``python -m briefer`` is the command ``briefer``."""

from .cli import main

main()
