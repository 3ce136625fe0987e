"""Every error that chimera_nb raises.

::

    ChimeraError                a user sees its one line, and `exit_code`
    ├── InputError          2   a folder or file that cannot be used as asked
    ├── ConfigError         2   a config or parameter that is refused
    ├── MeasurementError    2   a table or name that the tidy table does not have
    ├── BudgetError         2   a prompt and its answer do not fit the context
    ├── ClaimsError         3   a gate found numbers that the data does not back
    ├── NarratorError       4   the model could not be reached or broke off
    ├── SaveError           1   a result could not be written
    └── RunError            1   a notebook failed, or its kernel died

They stand in a room of their own so that imports cannot loop.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class ChimeraError(Exception):
    """Base of all our errors; its text is one line for the user."""

    exit_code = 1


class InputError(ChimeraError):
    """A folder or file cannot be used as asked."""

    exit_code = 2


class ConfigError(ChimeraError):
    """A config or a parameter is refused before anything runs."""

    exit_code = 2


class MeasurementError(ChimeraError):
    """A table, column or name is not what the tidy table holds."""

    exit_code = 2


class BudgetError(ChimeraError):
    """A prompt and its answer do not fit the context together."""

    exit_code = 2


class ClaimsError(ChimeraError):
    """A text states what the data does not back, and a gate was set."""

    exit_code = 3


class NarratorError(ChimeraError):
    """A model could not be reached, or it broke off."""

    exit_code = 4


class SaveError(ChimeraError):
    """A result could not be written."""

    exit_code = 1


class RunError(ChimeraError):
    """A notebook failed, or its kernel died."""

    exit_code = 1


def nearest(name: object, known: Iterable[str]) -> str:
    """Say which known name is nearest, ready to end a sentence.

    Returns
    -------
    str
        ``"; did you mean 'temperature'?"``, or, where nothing is near,
        ``"; known are 'a', 'b'"``.
    """
    names = sorted(known)
    close = get_close_matches(str(name), names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]!r}?"
    return "; known are " + ", ".join(repr(each) for each in names)
