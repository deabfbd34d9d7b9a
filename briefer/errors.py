"""The errors a user can meet, each with the exit status the command line gives it.

BrieferError
├── UsageError        2   the call itself is wrong
├── InputError       65   nothing that was given could be used
├── FetchError       69   nothing could be fetched
├── MissingError     69   something this machine lacks (a library, a program) is needed
├── OutputError      73   the result cannot be written
├── WaitError        75   it has to wait; another try later will do
└── ProfileError     78   a profile or a configuration file is wrong

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


class FetchError(BrieferError):
    """None of the sources could be fetched."""

    exit_code = 69


class MissingError(BrieferError):
    """This machine lacks something that the work needs."""

    exit_code = 69


class OutputError(BrieferError):
    """The result cannot be written."""

    exit_code = 73


class WaitError(BrieferError):
    """Something is not done yet and will be by itself, or by another try: a lock is held, mail is queued."""

    exit_code = 75


class ProfileError(BrieferError):
    """A profile is wrong; the message lists every mistake in it, one a line."""

    exit_code = 78
