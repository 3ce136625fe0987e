"""What tsc prints with --diagnostics."""

from chimera_nb.read.testing import read_files

PRINTED = """\
$ npx tsc --extendedDiagnostics
Files:              27
Lines of Library: 24971
Memory used:   119383K
I/O Read time:   0.05s
Check time:     27.39s
Total time:     27.87s
"""


def test_sizes_of_the_program_are_no_measurements_and_its_memory_is_decimal() -> None:
    text = f"# 3.1\n```\n{PRINTED}```\n# 3.2\n```\n{PRINTED}```\n"
    table = read_files(**{"a.md": text})
    columns = ["benchmark", "metric", "statistic", "value", "unit"]
    assert list(table[columns].itertuples(index=False, name=None)) == 2 * [
        ("Memory used", "memory", "value", 119_383_000.0, "bytes"),
        ("I/O Read time", "compile_time", "value", 0.05, "s"),
        ("Check time", "compile_time", "value", 27.39, "s"),
        ("Total time", "compile_time", "total", 27.87, "s"),
    ]
    assert list(table["config_label"].str[:3]) == ["3.1"] * 4 + ["3.2"] * 4
