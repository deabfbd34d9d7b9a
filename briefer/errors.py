"""The errors a user can meet, each with the exit status the command line gives it.

BrieferError
├── UsageError        2   the call itself is wrong
├── InputError       65   nothing that was given could be used
├── OutputError      73   the result cannot be written
├── ProfileError     78   a profile or a configuration file is wrong
└── MissingError     69   something this machine lacks (a library, a font) is needed

Every message says what is wrong, where, and what to do next.
"""

from __future__ import annotations


class BrieferError(Exception):
    """Anything that briefer refuses to do, in words for the person who asked."""

    exit_code = 1


class UsageError(BrieferError):
    """The call itself is wrong."""

    exit_code = 2


class InputError(BrieferError):
    """Nothing that was given could be used."""

    exit_code = 65


class MissingError(BrieferError):
    """This machine lacks something that the work needs."""

    exit_code = 69


class OutputError(BrieferError):
    """The result cannot be written."""

    exit_code = 73


class ProfileError(BrieferError):
    """A profile is wrong; the message lists every mistake in it, one a line."""

    exit_code = 78
