"""Where briefer's own files are, and where a user's are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_HERE = Path(__file__).parent

# Inside the package when it was installed from a wheel, beside it in a checkout (and an editable install of one).
TEMPLATES = next((path for path in (_HERE / "templates", _HERE.parent / "templates") if path.is_dir()), _HERE)


def configuration() -> Path:
    """Return the user's configuration folder, which need not exist; BRIEFER_CONFIG overrides it."""
    folder = os.environ.get("BRIEFER_CONFIG")
    if folder:
        return Path(folder)
    usual = _usual("XDG_CONFIG_HOME", ".config")
    if usual is not None:
        return usual
    from platformdirs import user_config_path

    return user_config_path("briefer")


def data() -> Path:
    """Return the user's data folder (archive, log, copies of the crontab), which need not exist.

    BRIEFER_DATA overrides it.
    """
    folder = os.environ.get("BRIEFER_DATA")
    if folder:
        return Path(folder)
    usual = _usual("XDG_DATA_HOME", ".local/share")
    if usual is not None:
        return usual
    from platformdirs import user_data_path

    return user_data_path("briefer")


def _usual(variable: str, place: str) -> Path | None:
    """Return the folder on a Linux where nothing special is said: platformdirs, with the same answer, takes 3 ms."""
    home = os.environ.get("HOME", "")
    if sys.platform != "linux" or "ANDROID_ROOT" in os.environ or variable in os.environ or not os.path.isabs(home):
        return None
    return Path(home, place, "briefer")


def archive(given: str | None = None) -> Path:
    """Return where the archive is: as given, else where BRIEFER_ARCHIVE says, else in the user's data folder."""
    place = given or os.environ.get("BRIEFER_ARCHIVE")
    return Path(place) if place else data() / "archive.db"
