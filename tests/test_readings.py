"""What carries on in a paragraph: place, quantity, order of names."""

import json

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks
from tests.conftest import compile_file

MODEL = {"model": "gemma9:270m", "results": [
    {"prompt": f"Say {n}", "ttft_s": 0.1, "tokens_s": 100.0 + 10 * n, "load_s": 0.05,
     "prompt_eval_s": 0.05, "eval_s": 1.0, "eval_count": 100, "response_chars": 9}
    for n in range(3)
]}  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Facts:
    root = tmp_path_factory.mktemp("benchmarks")
    for model, device, eager in (("conv9", "cuda", 3.0), ("conv9", "cpu", 6.0),
                                 ("mlp9", "cuda", 4.0)):  # fmt: skip
        report = compile_file(
            model, device, eager=eager, jit=(0.25, 1.5), torch_compile=(8.0, eager / 4)
        )
        (root / f"{model}_{device}_compile.json").write_text(json.dumps(report))
    for tag, by in (("270m", 1), ("2b", 2)):
        model = json.loads(json.dumps(MODEL)) | {"model": f"gemma9:{tag}"}
        for each in model["results"]:
            each["tokens_s"] /= by
        (root / f"gemma9_{tag}_baseline.json").write_text(json.dumps(model))
        for each in model["results"]:
            each["tokens_s"] += 50
        (root / f"gemma9_{tag}_later.json").write_text(json.dumps(model))
    return collect_facts(read_benchmarks(root, cache=False))


def numbers(text, facts):
    table = check_text(text, facts)
    table = table[(table["kind"] == "number") & (table["verdict"] != "not a claim")]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the place of the sentence before
        ("jit on the cpu for conv9: 1.5 ms mean. Eager there: 6.0 ms.", [("1.5", "supported"), ("6.0", "supported")]),
        ("jit on the cpu for conv9: 1.5 ms mean. Eager there: 5.0 ms.", [("1.5", "supported"), ("5.0", "contradicted")]),
        ("Notes from the cpu pass. conv9 under eager needs 6.0 ms.", [("6.0", "supported")]),
        # not of another list, and not where all is meant
        ("- conv9 with jit on the cpu: 1.5 ms latency\n\nLater.\n\nEager latency: 6.0 ms.",
         [("1.5", "supported"), ("6.0", "contradicted")]),
        ("On the cpu conv9 was slow. Overall eager latency is 6.0 ms.", [("6.0", "contradicted")]),
        # an item without a name is of the one before it
        ("- **Latency of jit (cpu conv9):** 1.5 ms\n- **Compile time:** 0.25 s",
         [("1.5", "supported"), ("0.25", "supported")]),
        # a name of its own stands against that of the sentence before
        ("On the cpu eager needs 6.0 ms for conv9. On cuda eager needs 3.0 ms.",
         [("6.0", "supported"), ("3.0", "supported")]),
        # two names of a label leave none
        ("conv9 ran on the cpu and on cuda. Eager latency for conv9: 6.0 ms.", [("6.0", "contradicted")]),
        # the quantity of the number before
        ("jit cuts the latency of cuda conv9 by 50% against eager; torch.compile manages 75%.",
         [("50", "supported"), ("75", "supported")]),
        ("jit cuts the latency of cuda conv9 by 50% against eager; torch.compile manages 85%.",
         [("50", "supported"), ("85", "contradicted")]),
        # the k-th of k, named before
        ("With jit conv9 takes 0.25 s to compile, and mlp9 0.25 s. "
         "The eager latencies on cuda are 3.0 and 4.0 ms, respectively.",
         [("0.25", "supported"), ("0.25", "supported"), ("3.0", "supported"), ("4.0", "supported")]),
        ("While jit needs 0.25 s to compile conv9 on cuda, it needs 0.25 s for mlp9. "
         "In eager mode those latencies are 3.0 ms and 4.0 ms.",
         [("0.25", "supported"), ("0.25", "supported"), ("3.0", "supported"), ("4.0", "supported")]),
        # what is spoken of against what it is compared with
        ("For conv9 on the cpu torch.compile stands out. Its mean latency is 1.5 ms, four times better than "
         "the eager 6.0 ms. Compiling took 8.0 s.",
         [("1.5", "supported"), ("four", "supported"), ("6.0", "supported"), ("8.0", "supported")]),
        # of the same model, not of the same device
        ("The fastest compile is jit for mlp9 on cuda at 0.25 s; the slowest is torch.compile for the same model at 8.0 s.",
         [("0.25", "supported"), ("8.0", "supported")]),
        # how far the ends lie apart, and no standard deviation
        ("The spread within the gemma9:270m calls is only 70 tok/s (100 to 170).",
         [("70", "supported"), ("100", "supported"), ("170", "supported")]),
        ("The spread within the gemma9:270m calls is only 75 tok/s (100 to 175).",
         [("75", "contradicted"), ("100", "supported"), ("175", "contradicted")]),
        # one call may be the best of all
        ("**Best throughput:** 170 tok/s (gemma9:270m)", [("170", "supported")]),
        ("**Best throughput:** 160 tok/s (gemma9:270m)", [("160", "contradicted")]),
        # each ratio has a name of its own: those are not compared
        ("torch.compile makes conv9 4 times faster on cuda and 4 times faster on the cpu.",
         [("4", "supported"), ("4", "supported")]),
        ("torch.compile makes conv9 4 times faster on cuda and 3 times faster on the cpu.",
         [("4", "supported"), ("3", "contradicted")]),
        # what stands behind a number in parentheses is its own
        ("Latency ranges from 0.75 ms (torch.compile, conv9, cuda) to 6.0 ms (eager, conv9, cpu).",
         [("0.75", "supported"), ("6.0", "supported")]),
        # a pair: who does it first
        ("For conv9 jit speeds up the cpu by a factor of 4 (1.5 ms vs. 6.0 ms).",
         [("4", "supported"), ("1.5", "supported"), ("6.0", "supported")]),
        ("For conv9 on the cpu jit is faster than eager (1.5 ms vs. 6.0 ms), despite 0.25 s of compile time.",
         [("1.5", "supported"), ("6.0", "supported"), ("0.25", "supported")]),
        ("The median compile time is far below the mean: 4.125 s against 4.125 s.",
         [("4.125", "supported"), ("4.125", "supported")]),
        ("gemma9:270m is twice as fast as gemma9:2b in the baseline files, and gives 110 tok/s.",
         [("twice", "supported"), ("110", "supported")]),
        ("Going from gemma9:270m to gemma9:2b costs 55 tok/s.", [("55", "supported")]),
        # a statistic of its own stands against that of the number before
        ("Median throughput of gemma9:2b in the calls is 80 tok/s; its maximum is 80 tok/s.",
         [("80", "supported"), ("80", "contradicted")]),
        ("The largest speedup on cuda is 4x, reached by torch.compile on conv9.", [("4", "supported")]),
        # a device that speeds things up does so against the other one
        ("cuda reduces the eager latency of conv9 by 50%.", [("50", "supported")]),
        ("cuda reduces the eager latency of conv9 by 40%.", [("40", "contradicted")]),
        ("cuda speeds up eager conv9 by a factor of 2 and jit conv9 by a factor of 1.",
         [("2", "supported"), ("1", "supported")]),
        # so far the ends lie apart at most; what varies is no standard deviation
        ("All gemma9:2b calls are within 60 tok/s of each other.", [("60", "supported")]),
        ("All gemma9:2b calls are within 50 tok/s of each other.", [("50", "contradicted")]),
        ("Compile time varies widely: 0.25 s for jit, 8.0 s for torch.compile.",
         [("0.25", "supported"), ("8.0", "supported")]),
        ("Total compile time is 24.75 s, of which torch.compile accounts for 24 s.",
         [("24.75", "supported"), ("24", "supported")]),
        # a difference is in the unit of what differs
        ("gemma9:2b is 55 s slower than gemma9:270m in the baseline files.", [("55", "contradicted")]),
        # a question names it, the answer gives it
        ("What does a torch.compile build cost? 8.0 s on average.", [("8.0", "supported")]),
        # which statistic stands behind a number, or between two
        ("gemma9:2b needs 50 tok/s at least, 110 tok/s at most.", [("50", "supported"), ("110", "supported")]),
        ("Throughput of gemma9:2b: 110 tok/s at best, 50 tok/s at worst.",
         [("110", "supported"), ("50", "supported")]),
        ("Mean ± std of gemma9:2b throughput: 80 ± 27.75 tok/s.", [("80", "supported"), ("27.75", "supported")]),
        # two ends, or where a mean lies
        ("gemma9:2b runs at 50 to 110 tok/s.", [("50", "supported"), ("110", "supported")]),
        ("gemma9:2b runs at 70–90 tok/s.", [("70", "supported"), ("90", "supported")]),
        ("gemma9:2b runs at 50.0–90.0 tok/s.", [("50.0", "supported"), ("90.0", "contradicted")]),
        ("gemma9:2b runs at 85–90 tok/s.", [("85", "contradicted"), ("90", "contradicted")]),
        ("gemma9:2b ranges from 70 to 90 tok/s.", [("70", "contradicted"), ("90", "contradicted")]),
        # no one of them is less
        ("No call of gemma9:2b falls below 50 tok/s.", [("50", "supported")]),
        ("No call of gemma9:2b falls below 60 tok/s.", [("60", "contradicted")]),
        ("Half of all compilations are done after 0.25 s; nine in ten after 8.0 s.",
         [("0.25", "contradicted"), ("8.0", "supported")]),
        # a part of a total, and the total
        ("It is torch.compile that dominates the compile time: 24 of 24.75 s.",
         [("24", "supported"), ("24.75", "supported")]),
        ("Between gemma9:270m and gemma9:2b lie 55 tok/s in the baseline files.", [("55", "supported")]),
        ("gemma9:2b gives up 55 tok/s to gemma9:270m in the baseline files.", [("55", "supported")]),
        ("In milliseconds, torch.compile takes 8000 to compile conv9.", [("8000", "supported")]),
        ("The mean throughput exceeds its minimum by a factor of almost 3 for gemma9:2b.", [("3", "contradicted")]),
        ("gemma9:2b's best call (110 tok/s) is 120% above its worst (50 tok/s).",
         [("110", "supported"), ("120", "supported"), ("50", "supported")]),
        # what a line above a list names is what its items are of
        ("torch.compile on the cpu:\n\n- conv9: 4.0x", [("4.0", "supported")]),
        ("torch.compile on the cpu:\n\n- conv9: 3.0x", [("3.0", "contradicted")]),
        ("Latency of conv9 on the cpu:\n\n- eager: 6.0 ms\n- jit: 1.5 ms\n\nThat is a drop of 75% from eager to jit.",
         [("6.0", "supported"), ("1.5", "supported"), ("75", "supported")]),
        ("Latency of conv9 on the cpu:\n\n- eager: 6.0 ms\n- jit: 1.5 ms\n\nThat is a drop of 65% from eager to jit.",
         [("6.0", "supported"), ("1.5", "supported"), ("65", "contradicted")]),
        # numbers before the names that they are of
        ("Eager latency (ms): 3.0 | 4.0 for conv9 and mlp9 on cuda.", [("3.0", "supported"), ("4.0", "supported")]),
        ("Eager latency (ms): 4.0 | 3.0 for conv9 and mlp9 on cuda.", [("4.0", "contradicted"), ("3.0", "contradicted")]),
        # no version behind a unit for all
        ("Compile time [s]: jit 0.25 / torch.compile 8.0", [("0.25", "supported"), ("8.0", "supported")]),
        ("conv9 (cpu): 6.0 ms → 1.5 ms with jit (4×)", [("6.0", "supported"), ("1.5", "supported"), ("4", "supported")]),
        ("Compile time averages 4.125 s and is dominated by one build of 8.0 s.",
         [("4.125", "supported"), ("8.0", "supported")]),
        # what a backend does names it
        ("On cuda, tracing conv9 takes 0.25 s.", [("0.25", "supported")]),
        ("On cuda, tracing conv9 takes 8.0 s.", [("8.0", "contradicted")]),
        ("conv9 on cuda gains a factor of 2 from jit and 4 from torch.compile.",
         [("2", "supported"), ("4", "supported")]),
        ("conv9 on cuda gains a factor of 2 from jit and 5 from torch.compile.",
         [("2", "supported"), ("5", "contradicted")]),
        ("torch.compile spends 8.0 s on conv9 on cuda for a latency of 0.75 ms.",
         [("8.0", "supported"), ("0.75", "supported")]),
        ("jit and torch.compile differ on conv9 on cuda: 1.5 and 0.75 ms.",
         [("1.5", "supported"), ("0.75", "supported")]),
        ("The advantage of torch.compile over jit for conv9 on cuda is 0.75 ms.", [("0.75", "supported")]),
        ("The 2b model is slower than the 270m model by 55 tok/s in the baseline files.", [("55", "supported")]),
        # of its own clause: names, statistics, what is least
        ("Compilation took 4.125 s on average (median: 4.125 s), with torch.compile being the most expensive "
         "(8.0 s) and jit the least expensive (0.25 s).",
         [("4.125", "supported"), ("4.125", "supported"), ("8.0", "supported"), ("0.25", "supported")]),
        ("jit gives a 2x speedup for conv9 on cuda, and gemma9:2b generates 80 tok/s.",
         [("2", "supported"), ("80", "supported")]),
        ("## Outliers\n\n- torch.compile takes 8.0 s to build, 1.94 times the overall mean compile time.",
         [("8.0", "supported"), ("1.94", "supported")]),
        ("Optimize jit: reduce the compile time of conv9 (target: 0.1 s).", []),
        ("Throughput of gemma9:2b varies by less than 150% (50 to 110 tok/s).",
         [("150", "supported"), ("50", "supported"), ("110", "supported")]),
        ("At 50 tok/s, the slowest call of gemma9:2b needs long.", [("50", "supported")]),
        ("conv9 is the quickest of the two models to compile, taking 4.125 s on average.",
         [("two", "supported"), ("4.125", "supported")]),
        ("gemma9:270m beats gemma9:2b by 55 tok/s and gemma9:2b by 55 tok/s in the baseline files.",
         [("55", "supported"), ("55", "supported")]),
        ("Only gemma9:270m gets past 130 tok/s.", [("130", "supported")]),
        ("Only gemma9:270m gets past 140 tok/s.", [("140", "contradicted")]),
        # files that several models and a word name
        ("In the baseline test gemma9:270m averaged 110 tok/s and gemma9:2b 55 tok/s.",
         [("110", "supported"), ("55", "supported")]),
        ("In the baseline test gemma9:270m averaged 135 tok/s and gemma9:2b 80 tok/s.",
         [("135", "contradicted"), ("80", "contradicted")]),
        # a time of torch.compile's calls is none of compiling
        ("For cuda conv9 torch.compile latency is 0.75 ms.", [("0.75", "supported")]),
        # what it was, and what it came to
        ("On cuda conv9 jit is 2x faster than eager (3.0 ms down to 1.5 ms).",
         [("2", "supported"), ("3.0", "supported"), ("1.5", "supported")]),
        ("On cuda conv9 jit is 2x faster than eager, from 1.5 ms to 3.0 ms.",
         [("2", "supported"), ("1.5", "contradicted"), ("3.0", "contradicted")]),
        ("Compile times average 4.125 s and the single worst is 8.0 s.", [("4.125", "supported"), ("8.0", "supported")]),
    ],
)  # fmt: skip
def test_a_paragraph_carries_on_what_it_speaks_of(facts, text, expected):
    assert numbers(text, facts) == expected


def test_a_cell_is_judged_by_the_row_and_the_column_that_files_store(tmp_path):
    rows = "Test Name,Tokens,Rate\nPlayer Died (Kind),44,14.24\nLevel Up (Proud),35,13.85\n"
    (tmp_path / "banter.csv").write_text(rows)
    found = collect_facts(read_benchmarks(tmp_path, cache=False))
    table = "| Test | Tokens | Rate |\n|---|---|---|\n| Player Died | {} | 14.24 |\n"
    assert numbers(table.format(44), found) == [
        ("44", "supported"),
        ("14.24", "supported"),
    ]
    judged = check_text(table.format(35), found)
    assert list(judged["verdict"]) == ["contradicted", "supported"]
    assert judged["reason"][0] == "stored as Tokens in banter.csv is 44"


def test_a_named_test_may_give_what_its_file_stores(tmp_path):
    stored = {"overall_tokens_per_second": 14.591, "results": [
        {"test_name": "Player Died (Kind)", "tokens_per_second": 14.244},
        {"test_name": "Level Up (Proud)", "tokens_per_second": 13.849},
    ]}  # fmt: skip
    (tmp_path / "banter_test_1.json").write_text(json.dumps(stored))
    rows = "test_name,generation_ms\nPlayer Died (Kind),3089.02\nLevel Up (Proud),2527.22\n"
    (tmp_path / "banter_rows.csv").write_text(rows)
    found = collect_facts(read_benchmarks(tmp_path, cache=False))
    text = "- **Fastest test**: Player Died with {} tokens per second"
    assert numbers(text.format(14.244), found) == [("14.244", "supported")]
    assert numbers(text.format(13.849), found) != [("13.849", "supported")]


def test_the_first_call_counts_none_where_a_name_stands_between(facts):
    text = "Loading dominates the first call: gemma9:270m averages 135 tok/s."
    assert numbers(text, facts) == [("135", "supported")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # behind X at N: X's number, whoever was spoken of before
        ("mlp9 on cuda: jit stays behind torch_compile at 1.0 ms.", [("1.0", "supported")]),
        ("mlp9 on cuda: torch_compile is ahead of jit at 1.5 ms.", [("1.5", "supported")]),
        ("mlp9 on cuda: torch_compile is ahead of jit at 1.0 ms.", [("1.0", "contradicted")]),
        # a pair in the order of the names, or of whom it beats
        ("gemma9:270m generates more than gemma9:2b in the later runs (160 vs 105 tokens/s).", [("160", "supported"), ("105", "supported")]),
        ("gemma9:270m generates more than gemma9:2b in the later runs (105 vs 160 tokens/s).", [("105", "contradicted"), ("160", "contradicted")]),
        ("On the cpu conv9 with jit is faster than eager, at 1.5 ms instead of 6.0 ms.", [("1.5", "supported"), ("6.0", "supported")]),
    ],
)  # fmt: skip
def test_a_pair_has_one_number_each(text, expected, facts):
    assert numbers(text, facts) == expected


def test_a_rank_within_a_scope_of_one_is_a_rank_among_all(facts):
    text = "gemma9:2b has the {} mean throughput of the gemma9_2b_later runs."
    for word, verdict in (("lowest", "supported"), ("highest", "contradicted")):
        table = check_text(text.format(word), facts)
        table = table[table["kind"] == "relation"]
        assert list(zip(table["token"], table["verdict"], strict=True)) == [
            (word, verdict)
        ]
