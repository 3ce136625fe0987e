"""How much of a folder is read: limits that a hostile or broken file runs into.

Each limit may be set by an environment variable, ``CHIMERA_NB_MAX_`` and its name in
capitals (``CHIMERA_NB_MAX_FILE_BYTES=500000000``), or by an argument. The reason of the
file that a limit stops names the variable.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from ..errors import InputError

#: Before a limit's name in capitals: the environment variable that sets it.
PREFIX = "CHIMERA_NB_MAX_"


@dataclass(frozen=True)
class Limits:
    """The limits of a reading.

    Attributes
    ----------
    file_bytes : int
        A larger file is listed as skipped, unless it is a CSV.
    csv_bytes : int
        So large may a CSV be that is read in pieces.
    line_length : int
        Characters of a line; a file with a longer one is not read.
    nesting : int
        Of lists and objects in JSON.
    keys : int
        Of all objects of a JSON file together.
    columns, rows : int
        Of a CSV file; rows of one that is not read in pieces.
    members : int
        Files in an archive; those after it are not listed.
    decompressed_bytes : int
        Of one compressed file, or of all files in an archive together.
    ratio : int
        Decompressed to compressed bytes, looked at from 10 MB on.
    names : int
        Files and folders below the folder; those after it are not listed.
    """

    file_bytes: int = 200_000_000
    csv_bytes: int = 4_000_000_000
    line_length: int = 100_000_000
    nesting: int = 300
    keys: int = 5_000_000
    columns: int = 20_000
    rows: int = 5_000_000
    members: int = 10_000
    decompressed_bytes: int = 200_000_000
    ratio: int = 500
    names: int = 2_000_000

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] | None = None) -> "Limits":
        """Return the limits that the environment sets, else the defaults.

        Raises
        ------
        InputError
            A variable is no whole number from 1 up.
        """
        given = os.environ if environment is None else environment
        found = {}
        for each in fields(cls):
            name = PREFIX + each.name.upper()
            if name not in given:
                continue
            text = given[name].replace("_", "")
            if not (text.isascii() and text.isdigit() and int(text[:18]) > 0):
                raise InputError(
                    f"{name}: want a whole number from 1 up, found {given[name]!r}"
                )
            found[each.name] = int(text[:18])
        return cls(**found)

    def passed(self, name: str, what: str) -> str:
        """Say that a limit was passed: ``more than 300 levels (limit …)``."""
        limit = getattr(self, name)
        return f"{what.format(f'{limit:,}')} (the limit {PREFIX}{name.upper()})"


@cache
def defaults() -> Limits:
    """Return the limits that hold where none are set."""
    return Limits()
