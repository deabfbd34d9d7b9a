"""The page as PDF: one A4 or Letter page, tagged, archivable, carrying its own proof.

The only module that knows weasyprint, which takes 0.4 s to import. It is given a fetcher that serves the packaged
fonts by name and refuses all else, so no text can make it read a file or a host.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import unicodedata
import warnings
from datetime import UTC, datetime
from typing import Any

from briefer.errors import BrieferError, MissingError
from briefer.render.html import FOOT, entries_of
from briefer.render.html import write as write_html
from briefer.render.lines import FACES, FONTS
from briefer.render.page import Page
from briefer.text.clean import script

# script -> Debian package with a font for it (checked with fc-list on Debian 12)
PACKAGES = {
    "Hangul": "fonts-noto-cjk", "Han": "fonts-noto-cjk", "Hiragana": "fonts-noto-cjk", "Katakana": "fonts-noto-cjk",
    "Emoji": "fonts-noto-color-emoji",
}  # fmt: skip
OTHER = "fonts-noto-core"
LANGUAGE = {"Hangul": "Korean", "Han": "Chinese or Japanese", "Hiragana": "Japanese", "Katakana": "Japanese"}

# PDF/UA-1 (ISO 14289-1) asks for this mark, PDF/A for a description of every schema that is not its own.
_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


PX = 96 / 72  # CSS pixels to a point
CLOSE = 0.5  # px


class MissingFont(UserWarning):
    """A script on the page has no font on this machine and prints as empty boxes."""


class PageFault(BrieferError):
    """The printed page does not hold what the fit said; the fit is tried again with one entry less."""


def write(page: Page, attachments: tuple[tuple[str, str, bytes], ...]) -> bytes:
    """The PDF of a page with the files given (name, description, bytes) inside.

    Raises PageFault when the page as printed is not one page, or lacks an entry, or has one over the edge; warns
    MissingFont for every script without a font. Same page, same bytes.
    """
    weasyprint = _weasyprint()
    html = weasyprint.HTML(string=write_html(page, embed=False), url_fetcher=_fetcher(), media_type="print")
    document = html.render(font_config=_fonts())
    _prove(page, document)
    moment = datetime.fromisoformat(page.brief.date[:10]).replace(tzinfo=UTC)
    document.metadata.attachments = [
        weasyprint.Attachment(
            string=body,
            name=name,
            description=description,
            created=moment,
            modified=moment,
            relationship="Data" if name.endswith(".json") else "Alternative",
            url_fetcher=_fetcher(),
        )
        for name, description, body in attachments
    ]
    body = document.write_pdf(
        pdf_variant="pdf/a-3a",
        pdf_identifier=hashlib.sha256(page.brief.id.encode()).digest()[:16],
        finisher=_mark_accessible,
    )
    _warn(document)  # fonts are only known to lack a glyph once they are written
    return bytes(body)


def _prove(page: Page, document: Any) -> None:
    """The check that page count alone cannot give: one page, every entry on it, every lower edge inside."""
    pages = document.pages
    if len(pages) != 1:
        raise PageFault(f"the page of {page.brief.title!r} ran to {len(pages)} pages")
    anchors = pages[0].anchors
    bottom = pages[0].height - FOOT * PX
    inside = [f"source-{note.source.n}" for column in page.references for note in column]
    for entry in entries_of(page):
        n = entry.item.n
        inside += (f"item-{n}", f"text-{n}")
    for name in (*inside, "sources", "coverage", "colophon"):
        if name not in anchors:
            raise PageFault(f"{name} is not on the page of {page.brief.title!r}")
        if anchors[name][3] > bottom + CLOSE:
            raise PageFault(f"{name} runs over the lower edge of the page of {page.brief.title!r}")
    for block in page.blocks:
        for entry in block.entries:
            item, text = anchors[f"item-{entry.item.n}"], anchors[f"text-{entry.item.n}"]
            lines = len(entry.text.lines) * page.leading * PX
            if abs(text[1] - item[1]) > CLOSE or abs(text[3] - text[1] - lines) > CLOSE:
                raise PageFault(f"entry {entry.item.n} of {page.brief.title!r} is not set in the lines it was given")


def _warn(document: Any) -> None:
    """Name each script that no font of this machine has; pdftotext would not notice the empty boxes."""
    lacking: dict[str, None] = {}
    for font in document.fonts.values():
        for code in sorted(font.missing):
            char = chr(code)
            if char.isalpha() or script(char) is not None:
                lacking[script(char) or unicodedata.name(char, "One").split()[0].title()] = None
    for name in lacking:
        package = PACKAGES.get(name, OTHER)
        said = f"{LANGUAGE[name]} ({name})" if name in LANGUAGE else name
        warnings.warn(
            f"{said} has no font on this machine and prints as empty boxes; install it: apt-get install {package}",
            MissingFont,
            stacklevel=3,
        )


def _mark_accessible(document: Any, pdf: Any) -> None:
    """Add the PDF/UA marker to the metadata, which the PDF/A variant does not write."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    body = b"".join(metadata.stream)
    metadata.stream = [body.replace(b"</rdf:RDF>", _UA.encode() + b"</rdf:RDF>")]


@functools.cache
def _weasyprint() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import weasyprint
    except OSError as error:
        raise MissingError(
            f"the PDF engine cannot find a library of this machine ({str(error).splitlines()[0]}); "
            "run: briefer doctor"
        ) from error
    return weasyprint


@functools.cache
def _fonts() -> Any:
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # It copies the fonts into a folder, which a process that ends without freeing its memory would leave behind.
    atexit.register(fonts.__del__)
    return fonts


@functools.cache
def _fetcher() -> Any:
    _weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PackagedFonts(URLFetcher):  # type: ignore[misc]  # weasyprint has no annotations
        """Serves brief:NAME.ttf from the package; everything else is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The font, or an error."""
            name = url.removeprefix("brief:")
            if not url.startswith("brief:") or name not in FACES.values():
                raise ValueError(f"refused: {url[:80]}")
            return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})

    return PackagedFonts(allowed_protocols=("brief",), allow_redirects=False)

