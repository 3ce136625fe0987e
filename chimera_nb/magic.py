"""``%%check``: the Markdown of a cell, shown with every number judged.

``%load_ext chimera_nb`` loads this module; what judges comes with the first cell.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from .errors import ChimeraError, InputError, nearest

if TYPE_CHECKING:
    from .checking import Checked
    from .facts import Facts

#: The variable that is taken where a cell names no data.
_USUAL = "facts"


@magics_class
class CheckMagics(Magics):  # type: ignore[misc]
    """The cell magic ``%%check``."""

    @magic_arguments()
    @argument("data", nargs="?", help="A folder, a file of facts, or a variable.")
    @argument("--facts", help="The variable that holds facts, a DataFrame, a Reading.")
    @argument("--out", help="The variable that the table of verdicts goes into.")
    @cell_magic
    def check(self, line: str, cell: str) -> "Checked":
        """Show the Markdown of a cell with a mark at every number of it.

        ``%%check results/`` judges it by a folder of benchmark files, ``%%check
        frame`` or ``%%check --facts frame`` by facts in a variable, and ``%%check``
        alone by the variable ``facts``.
        """
        given = _parsed(self.check, line)
        if given.out is not None and not given.out.isidentifier():
            raise UsageError(f"--out {given.out!r}: want the name of a variable")
        from .checking import Checked

        try:
            facts = self._facts(_unquoted(given.data), given.facts)
            shown = Checked.of(cell, facts)
        except ChimeraError as error:
            raise UsageError(str(error)) from None
        if given.out is not None:
            self.shell.user_ns[given.out] = shown.table
        return shown

    def _facts(self, data: str | None, name: str | None) -> "Facts":
        """Find what a cell is judged by."""
        from .checking import facts_of

        known = self.shell.user_ns
        if data is not None and name is not None:
            raise InputError(f"want {data!r} or --facts {name}, one of them")
        if data is None and name is None and _USUAL not in known:
            raise InputError(
                f"no variable {_USUAL!r} is here; want %%check FOLDER, or --facts NAME"
            )
        value = known.get(name or data or _USUAL)
        if value is None and name is None and data is not None:
            value = Path(data)
            if not value.exists():
                hint = nearest(data, _variables(known))
                raise InputError(f"{data!r} is no variable, folder or file{hint}")
        elif value is None:
            hint = nearest(name or _USUAL, _variables(known))
            raise InputError(f"--facts {name or _USUAL}: is no variable{hint}")
        if isinstance(value, str | os.PathLike) and Path(value).is_dir():
            return facts_of(benchmarks=value)
        return facts_of(facts=value)


def _parsed(magic: Callable[..., Any], line: str) -> Any:
    try:
        return parse_argstring(magic, line)
    except ValueError as error:
        raise UsageError(f"{line.strip()}: {str(error).lower()}") from None


def _unquoted(name: str | None) -> str | None:
    """Take the quotes off a path with spaces, which IPython leaves."""
    quoted = name and len(name) > 1 and name[0] == name[-1] and name[0] in "'\""
    return name[1:-1] if name and quoted else name


def _variables(known: dict[str, Any]) -> list[str]:
    """Name what a person may have meant."""
    hidden = ("_", "In", "Out", "get_ipython", "exit", "quit", "open")
    return [name for name in known if not name.startswith(hidden)][:50]


def register(ipython: Any) -> None:
    """Make ``%%check`` known to a shell."""
    ipython.register_magics(CheckMagics)
