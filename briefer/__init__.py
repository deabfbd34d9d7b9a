"""One page that a busy reader can trust: key sentences, verbatim, each with its proof.

>>> articles, skipped = briefer.read(["seeds"])
>>> brief = briefer.make_brief(articles, briefer.load_profile("korea"), date="2025-01-02", skipped=skipped)
>>> for file in briefer.render(brief, formats=("md", "json")):
...     print(file.name)
brief.md
brief.json
"""

import sys as _sys
from importlib import import_module as _import_module
from types import ModuleType as _Module
from typing import TYPE_CHECKING

from .version import VERSION as __version__

if TYPE_CHECKING:
    from .brief import make_brief
    from .choose import RANKERS, statements, stories, summarize
    from .errors import (
        BrieferError,
        InputError,
        MissingError,
        OutputError,
        ProfileError,
        UsageError,
    )
    from .model import (
        Article,
        Brief,
        Document,
        Item,
        Profile,
        Rendered,
        Sentence,
        Skipped,
        Span,
        Statement,
        Story,
        Verification,
    )
    from .profile import load_profile
    from .read import read
    from .render import render
    from .text import split
    from .verify import verify

__all__ = [
    "RANKERS",
    "Article",
    "Brief",
    "BrieferError",
    "Document",
    "InputError",
    "Item",
    "MissingError",
    "OutputError",
    "Profile",
    "ProfileError",
    "Rendered",
    "Sentence",
    "Skipped",
    "Span",
    "Statement",
    "Story",
    "UsageError",
    "Verification",
    "__version__",
    "load_profile",
    "make_brief",
    "read",
    "render",
    "split",
    "statements",
    "stories",
    "summarize",
    "verify",
]

_HOMES = {
    "brief": ("make_brief",),
    "choose": ("RANKERS", "statements", "stories", "summarize"),
    "errors": ("BrieferError", "InputError", "MissingError", "OutputError", "ProfileError", "UsageError"),
    "model": (
        "Article",
        "Brief",
        "Document",
        "Item",
        "Profile",
        "Rendered",
        "Sentence",
        "Skipped",
        "Span",
        "Statement",
        "Story",
        "Verification",
    ),
    "profile": ("load_profile",),
    "read": ("read",),
    "render": ("render",),
    "text": ("split",),
    "verify": ("verify",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


class _Door(_Module):
    """The package, which loads what is behind a name when the name is used: the command's help needs none of it.

    Some doors share their name with the module behind them (read, render, verify). The import system would put the
    module in the function's place; here the function keeps it.
    """

    def __getattr__(self, name: str) -> object:
        home = _HOME.get(name)
        if home is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value: object = getattr(_import_module(f"{self.__name__}.{home}"), name)
        super().__setattr__(name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, _Module) and name in _HOME):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


_sys.modules[__name__].__class__ = _Door
