"""The Markdown of criterion-table."""

from chimera_nb.read.testing import read_files

TABLE = """\
## Results

### sim

|             | `Http`                 | `Ipc`                             |
|:------------|:-----------------------|:--------------------------------- |
| **`Blk_0`** | `1.08 s` (✅ **1.00x**) | `789.75 ms` (✅ **1.37x faster**)  |
| **`Blk_1`** | `N/A`                  | `2.5 us` (✅ **1.00x**)            |

### msm

|      | `g1`                    | `g2`                            |
|:-----|:------------------------|:------------------------------- |
|      | `1.69 ms` (✅ **1.00x**) | `17.5 ms` (❌ *10.34x slower*)   |

---
Made with [criterion-table](https://github.com/nu11ptr/criterion-table)
"""


def test_a_cell_holds_a_time_and_a_factor_that_belongs_to_its_row() -> None:
    table = read_files(**{"a.md": TABLE})
    columns = ["benchmark", "config_label", "metric", "value"]
    assert list(table[columns].round(9).itertuples(index=False, name=None)) == [
        ("Blk_0", "Http, Results / sim", "time", 1.08),
        ("Blk_0", "Ipc, Results / sim", "time", 0.78975),
        ("Blk_0", "faster than Http, Ipc, Results / sim", "speedup", 1.37),
        ("Blk_1", "Ipc, Results / sim", "time", 2.5e-6),
        ("g1", "Results / msm", "time", 0.00169),
        ("g2", "Results / msm", "time", 0.0175),
        ("g2", "slower than g1, Results / msm", "relative", 10.34),
    ]
    assert set(table.status) == {"ok"}
