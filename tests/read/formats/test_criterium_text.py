"""What Clojure's criterium prints."""

from chimera_nb.read.testing import read_files

PRINTED = """\
(union #{} #{})
Evaluation count : 1546763160 in 60 samples of 25779386 calls.
             Execution time mean : 36.531832 ns
    Execution time std-deviation : 0.269900 ns
   Execution time lower quantile : 36.181086 ns ( 2.5%)
   Execution time upper quantile : 37,118347 ns (97,5%)
                   Overhead used : 2.532520 ns

Found 3 outliers in 60 samples (5.0000 %)
\tlow-severe\t 3 (5.0000 %)
 Variance from outliers : 15.7374 % Variance is moderately inflated by outliers
Evaluation count : 7320 in 60 samples of 122 calls.
             Execution time mean : 8.265176 ms
"""


def test_outliers_are_no_name_and_the_overhead_is_no_measurement() -> None:
    table = read_files(**{"a.txt": PRINTED})
    assert list(table["statistic"]) == ["mean", "std", "p2.5", "p97.5", "mean"]
    assert [round(each, 16) for each in table["value"]] == [
        36.531832e-9, 0.2699e-9, 36.181086e-9, 37.118347e-9, 8.265176e-3
    ]  # fmt: skip
    assert list(table["benchmark"].notna()) == [True] * 4 + [False]
    assert set(table["n_behind"]) == {60.0}
    assert table["benchmark"][0] == "(union #{} #{})"
