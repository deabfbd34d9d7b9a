"""The version of briefer, said once."""

VERSION = "0.1.0"
