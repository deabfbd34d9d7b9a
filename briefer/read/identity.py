"""Which article is which: the names one goes by, and one spelling for all the addresses of a page.

A publisher changes an article's guid, its title or the tracking parameters of its address, and it is the same
article all the same. So an article has several names (guid, address, hash of its text), and sharing one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from ..text.clean import visible
from ..text.pattern import pattern

_LONGEST = 2000  # letters; browsers and servers give up at about as many

# Parameters that say how a reader came to a page, never which page it is.
_TRACKING = pattern(
    r"(?:utm_|at_(?:medium|campaign|custom|link|bbc|ptr|format)|hsa_|_hs|mtm_|matomo_|vero_|oly_)[^=]*"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|pk_(?:campaign|kwd|source|medium|content)|mc_[ce]id|mkt_tok"
    r"|fbclid|gclid|dclid|yclid|msclkid|gbraid|wbraid|ttclid|twclid|igshid|igsh|_ga|_gl|xtor|cmpid|s_cid|ftag|smid"
    r"|ncid|ocid|wt\.mc_id|feedtype|feedname|__source|__twitter_impression|spref|sr_share",
    re.IGNORECASE,
)
_PORTS = {"http": "80", "https": "443"}
_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# A guid that no other feed can have by chance; "17" and "post-17" can.
_GLOBAL = pattern(
    r"(?:https?://|tag:|urn:|doi:)\S{6,}|\S+@\S+\.\S+|[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.I
)


def canonical(url: str | None) -> str | None:
    """Return an address without what only says how it was reached, in the spelling all its variants share.

    >>> canonical("HTTPS://News.Example.org:443/a%7eb?id=7&utm_source=feed#top")
    'https://news.example.org/a~b?id=7'
    """
    if not url:
        return None
    address = "".join(visible(url).split(" ")).partition("#")[0]
    match = re.match(r"(?i)(https?)://([^/?\\]*)([^?]*)(?:\?(.*))?", address, re.DOTALL)
    if match is None or len(address) > _LONGEST:
        return address or None
    scheme = match[1].lower()
    host, port = _host(match[2])
    if not host:
        return address
    at = host if not port or port == _PORTS[scheme] else f"{host}:{port}"
    parts = _spelled(match[4] or "").split("&")
    query = "&".join(part for part in parts if part and not _TRACKING.fullmatch(part.partition("=")[0]))
    return f"{scheme}://{at}{_spelled(match[3]) or '/'}{'?' + query if query else ''}"


def web_address(written: str | None, base: str | None = None) -> str | None:
    """Return what a feed or page gives as an address as a whole one, or None when it is none of the web's."""
    if not written:
        return None
    try:
        address = urljoin(base or "", "".join(visible(written).split(" ")))
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:  # half an IPv6 address, or a port that is no number
        return None
    return address if usable and len(address) <= _LONGEST and visible(address) == address else None


def names(guid: str | None, urls: Iterable[str | None], sha256: str, feed: str = "") -> tuple[str, ...]:
    """Return the names an article goes by, the surest first: its guid, its addresses, and else the hash of its text.

    A guid that only means something inside its feed is told from those of other feeds by the feed's host.
    """
    found: list[str] = []
    mark = visible(guid or "")[:_LONGEST]
    if mark:
        if re.match(r"(?i)https?://", mark):
            mark = _same(mark)
        elif not _GLOBAL.fullmatch(mark):
            mark = f"{site_of(feed) or feed}#{mark}"
        found.append(mark)
    found += [_same(url) for url in urls if url]
    return tuple(dict.fromkeys(found)) or (sha256,)


def host_of(url: str) -> str:
    """Return the host of an address in lower case, or "" when there is none."""
    match = re.match(r"(?i)https?://([^/?#\\]*)", url)
    return _host(match[1])[0] if match else ""


def site_of(url: str) -> str:
    """Return the host of an address, with its port where that is an unusual one."""
    match = re.match(r"https?://([^/]*)", canonical(url) or "")
    return match[1] if match else ""


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses are of one host, with or without its "www"."""
    first, second = (host_of(each).removeprefix("www.") for each in (one, other))
    return bool(first) and first == second


def _same(url: str) -> str:
    """Return the canonical address as a name: http and https lead to one article."""
    return re.sub(r"^http://", "https://", canonical(url) or url)


def _host(authority: str) -> tuple[str, str]:
    bare = authority.rpartition("@")[2].lower()
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::0*(\d*))?", bare)
    if match is None:
        return bare, ""
    return match[1].rstrip("."), match[2] or ""


def _spelled(part: str) -> str:
    """Return a path or query with its escapes in capitals, and without those that stand for plain letters."""

    def escape(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return chr(code) if code in _SAFE else f"%{match[1].upper()}"

    while (spelled := re.sub("%([0-9a-fA-F]{2})", escape, part)) != part:
        part = spelled  # what was an escape may have completed another
    return spelled
