"""One page that a busy reader can trust: key sentences, verbatim, each with its proof.

>>> articles, skipped = briefer.read(["seeds"])
>>> brief = briefer.make_brief(articles, briefer.load_profile("korea"), date="2025-01-02", skipped=skipped)
>>> for file in briefer.render(brief, formats=("md", "json")):
...     print(file.name)
brief.md
brief.json
"""

# Some doors share their name with the module behind them (read, render, verify): the imports here come last for
# those names, so briefer.read is the function.
from briefer.brief import make_brief
from briefer.choose import RANKERS, statements, stories, summarize
from briefer.errors import (
    BrieferError,
    InputError,
    MissingError,
    OutputError,
    ProfileError,
    UsageError,
)
from briefer.model import (
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
from briefer.profile import load_profile
from briefer.read import read
from briefer.render import render
from briefer.text import split
from briefer.verify import verify
from briefer.version import VERSION as __version__

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
