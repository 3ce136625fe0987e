"""The commands; each only calls the library and prints what it gave."""

import errno
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .errors import ChimeraError, InputError, nearest
from .terminal import print_json, print_line, progress, records

if TYPE_CHECKING:
    from .runs import RunOutcome

app = typer.Typer(
    name="chimera-nb", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False,
    help="From a folder of benchmark files to a report in which every number is"
    " judged. Results go to stdout, progress to stderr.",
)  # fmt: skip

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, values unrounded.")]
Params = Annotated[Path | None, typer.Option(help="A config, a flat YAML file.")]


@app.command()
def run(
    params: Annotated[list[Path], typer.Argument(help="Configs, or folders of them.")],
    benchmarks: Annotated[Path | None, typer.Option(help="Folder to read.")] = None,
    outputs: Annotated[
        Path | None, typer.Option(help="Write to OUTPUTS/<config's file name>.")
    ] = None,
    narrator: Annotated[
        str | None, typer.Option(help="auto, ollama, llamacpp, rules or recorded.")
    ] = None,
    repair: Annotated[
        bool | None,
        typer.Option(
            "--repair/--no-repair", help="Send wrong numbers back to the model once."
        ),
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 3 where a number is not backed.")
    ] = False,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop after the first failure.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run configs: each leaves a report in its folder; then the index."""
    from .runs import exit_code_of, run_configs

    done: list[RunOutcome] = []

    def tell(name: str, number: int, total: int, what: str, seconds: float) -> None:
        progress(f"{name}: cell {number} of {total} done, {seconds:.1f} s  {what}")

    try:
        outcomes = run_configs(
            params, benchmarks=benchmarks, outputs=outputs, narrator=narrator,
            repair=repair, fail_fast=fail_fast, gate=gate, progress=tell,
            done=done.append,
        )  # fmt: skip
    finally:
        _print_runs(done, as_json)
    raise typer.Exit(exit_code_of(outcomes))


def _print_runs(outcomes: "list[RunOutcome]", as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"name": o.name, "folder": str(o.folder), "status": o.status,
                 "seconds": o.seconds, "report": str(o.report) if o.report else None,
                 "error": o.record["error"]}
                for o in outcomes
            ]
        )  # fmt: skip
        return
    for each in outcomes:
        where = str(each.report) if each.report else "no report"
        print_line(f"{each.name}: {each.status}, {each.seconds:.1f} s, {where}")
        for warning in each.record["warnings"]:
            progress(f"{each.name}: {warning['code']}: {warning['message']}")
        if each.problem:
            progress(f"{each.name}: {each.problem}")


@app.command()
def report(
    what: Annotated[Path, typer.Argument(help="A run's folder, or its notebook.")],
) -> None:
    """Make report.md and report.html of an executed notebook."""
    from .report import write_report

    path = what / "notebook.ipynb" if what.is_dir() else what
    if not path.is_file():
        raise InputError(f"{path}: is not there; want an executed notebook")
    written = write_report(path)
    print_line(str(written.html))
    print_line(str(written.markdown))


@app.command()
def read(
    folder: Annotated[Path, typer.Argument(help="Folder of benchmark files.")],
    out: Annotated[
        Path | None, typer.Option(help="Write the tidy table here (.csv, .parquet).")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every line, not the first ten.")
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Read every file anew.")
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Print a chimera.yaml of the guesses.")
    ] = False,
    suggest_to: Annotated[
        Path | None, typer.Option(help="Write it to a new file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a folder: inventory, problems, conflicts; the tidy table."""
    from . import inventory
    from .read import read_benchmarks

    reading = read_benchmarks(folder, cache=not no_cache)
    if out is not None:
        from .read.tidy_file import save_tidy

        save_tidy(reading.measurements, reading.locate, out)
    if suggest or suggest_to:
        from .read.suggestions import suggest as suggestion

        text = suggestion(reading.measurements, reading.locate)
        if suggest_to:
            inventory.save_new(suggest_to, text)
            print_line(str(suggest_to))
        else:
            typer.echo(text, nl=False)
    elif as_json:
        print_json(inventory.as_json(reading))
    else:
        for line in inventory.screen(reading, everything=everything):
            print_line(line)


@app.command()
def facts(
    folder: Annotated[Path, typer.Argument(help="Folder of benchmark files.")],
    params: Params = None,
    as_json: AsJson = False,
) -> None:
    """List every number that a report on a folder may state."""
    found = _facts(folder, params)
    if as_json:
        print_json(found.to_json())
        return
    for each in found:
        print_line(f"{each.id}\t{each.value:g} {each.unit}\tn = {each.n}")


@app.command()
def check(
    texts: Annotated[list[Path], typer.Argument(help="Markdown to judge.")],
    benchmarks: Annotated[
        Path | None, typer.Option(help="Folder of benchmark files.")
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(help="A facts.json or CSV of facts instead.")
    ] = None,
    params: Params = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Print only what is not backed.")
    ] = False,
    allow_unsupported: Annotated[
        bool,
        typer.Option("--allow-unsupported", help="Let pass what the data lacks."),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List what is no claim, too.")
    ] = False,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="Write the text with its verdicts.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the text corrected by the data.")
    ] = False,
    unsupported: Annotated[
        str,
        typer.Option(
            help="flag or remove: what --fix does to a sentence whose"
            " number the data does not have."
        ),
    ] = "flag",
    out: Annotated[
        Path | None, typer.Option(help="Write the marked or corrected text here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge any prose against the data; exit 3 where a number is not backed.

    With --fix: exit 3 where something is left that no value of the data can replace.
    """
    from .check_command import Wanted, run_check

    wanted = Wanted(
        brief=brief, everything=everything, annotate=annotate, fix=fix,
        unsupported=unsupported, out=out, as_json=as_json,
        allow_unsupported=allow_unsupported,
    )  # fmt: skip
    if not run_check(texts, benchmarks, facts, params, wanted):
        raise typer.Exit(3)


def _facts(folder: Path, params: Path | None) -> Any:
    from .collect import collect_facts
    from .config import RunConfig
    from .read import read_benchmarks

    config = RunConfig.load(params) if params else None
    return collect_facts(read_benchmarks(folder), config=config)


@app.command()
def index(
    outputs: Annotated[Path, typer.Argument(help="The folder that holds the runs.")],
) -> None:
    """Rebuild index.html and index.csv of a folder of runs."""
    from .index import build_index

    table = build_index(outputs)
    print_line(f"{outputs / 'index.html'}: {len(table)} runs")


@app.command()
def doctor(params: Params = None, as_json: AsJson = False) -> None:
    """Say what is here, and what would really be in effect."""
    from .config import RunConfig
    from .doctor import diagnose, is_ready

    config = RunConfig.load(params) if params else RunConfig()
    table = diagnose(config)
    if as_json:
        print_json(records(table))
    else:
        for each in records(table):
            print_line(f"{each['status']:<8}{each['check']}: {each['detail']}")
    if not is_ready(config, table):
        raise typer.Exit(4)


def _usage(error: Any) -> str:
    """Say a usage error in one line, with the nearest command."""
    message = " ".join(error.format_message().split())
    if "No such command" in message and "Did you mean" not in message:
        names = [
            each.name or each.callback.__name__ for each in app.registered_commands
        ]
        return message.rstrip(".") + nearest(message.split("'")[1], names)
    return message


def main() -> None:
    """Run the command line; the console entry point."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(_run())


def _run() -> int:
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except ChimeraError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except OSError as error:
        if error.errno == errno.ENOSPC:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        what = f"{error.filename}: " if error.filename else ""
        return _fail(f"{what}{(error.strerror or str(error)).lower()}", 1)
    except Exception as error:  # noqa: BLE001 (no user should meet a traceback)
        name = type(error).__name__
        if name == "Abort":
            return _fail("interrupted", 130)
        if hasattr(error, "format_message"):
            if name == "NoArgsIsHelpError":
                return 2
            return _fail(_usage(error), 2)
        return _fail(f"{name}: {error} (CHIMERA_DEBUG=1 shows where)", 1)


def _fail(message: str, code: int) -> int:
    if os.environ.get("CHIMERA_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    progress("chimera-nb: " + " ".join(message.split()))
    return code
