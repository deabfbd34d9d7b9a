"""A brief as files: the fit decides what the page holds, then each format is written from the same set page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from briefer.errors import UsageError
from briefer.model import Brief, Rendered
from briefer.render.fit import fit, lighter
from briefer.render.page import Page
from briefer.render.record import to_json

RETRIES = 3  # how often a page whose proof fails is fitted again with one entry less


def _markdown(page: Page) -> bytes:
    from briefer.render.markdown import write

    return write(page.brief).encode("utf-8")


def _html(page: Page) -> bytes:
    from briefer.render.html import write

    return write(page).encode("utf-8")


def _json(page: Page) -> bytes:
    return to_json(page.brief)


def _pdf(page: Page) -> bytes:
    from briefer.render.pdf import write

    files = (
        ("brief.md", "The brief as Markdown", _markdown(page)),
        ("brief.json", "The brief with the source, offsets and hash of every sentence", _json(page)),
    )
    return write(page, files)


# format: file name, media type, writer
FORMATS: dict[str, tuple[str, str, Callable[[Page], bytes]]] = {
    "md": ("brief.md", "text/markdown; charset=utf-8", _markdown),
    "html": ("brief.html", "text/html; charset=utf-8", _html),
    "pdf": ("brief.pdf", "application/pdf", _pdf),
    "json": ("brief.json", "application/json", _json),
}


def render(
    brief: Brief, formats: Iterable[str] = ("md", "html", "pdf", "json"), paper: str | None = None
) -> tuple[Rendered, ...]:
    """The brief in the formats asked for, all with the same items: those that one page holds.

    ``paper`` is "a4" or "letter"; without it the profile's. Raises UsageError for an unknown format or paper and
    MissingError when the PDF engine lacks a library; warns MissingFont for a script without a font.
    """
    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise UsageError(f"format {name!r} is not known; use one of: {', '.join(FORMATS)}")
    page = fit(brief, paper)
    proven: dict[str, bytes] = {}
    if "pdf" in wanted:
        page, proven["pdf"] = _proven(page)
    return tuple(
        Rendered(file, media, proven[name] if name in proven else write(page))
        for name, (file, media, write) in ((name, FORMATS[name]) for name in wanted)
    )


def _proven(page: Page) -> tuple[Page, bytes]:
    """The page with its PDF; what proves over full when printed is fitted again with one entry less."""
    from briefer.render.pdf import PageFault

    for _ in range(RETRIES):
        try:
            return page, _pdf(page)
        except PageFault:
            page = lighter(page)
    return page, _pdf(page)


__all__ = ["FORMATS", "fit", "render"]
