"""What a site asks of programs that fetch its pages (robots.txt). The only module that knows protego."""

from __future__ import annotations

from collections.abc import Sequence


def allows(data: bytes, urls: Sequence[str], agent: str) -> dict[str, object]:
    """Return for each address whether it may be fetched, and how many seconds there should be between two."""
    from protego import Protego

    rules = Protego.parse(data.decode("utf-8", "replace").replace("\0", ""))
    return {"may": [bool(rules.can_fetch(url, agent)) for url in urls], "delay": float(rules.crawl_delay(agent) or 0)}
