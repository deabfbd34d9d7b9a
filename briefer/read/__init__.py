"""Anything that holds articles -> ``Article`` values, and a reason for everything that could not be used."""

from .inputs import read

__all__ = ["read"]
