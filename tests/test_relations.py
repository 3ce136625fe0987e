"""What comparison words claim, and when the data carries it."""

import json
from dataclasses import replace

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks
from chimera_nb.measurements import measurements_table
from tests.conftest import compile_file, llm_calls

RUNS = "num_gpu,num_ctx,temperature,config_name,ttft_s,tokens_s,load_s,prompt_eval_s,eval_s,eval_count,error\n"


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Facts:
    root = tmp_path_factory.mktemp("benchmarks")
    for model, jit in (("conv9", (0.25, 1.5)), ("mlp9", (4.0, 2.5))):
        report = compile_file(model, "cuda", eager=3.0, jit=jit, onnx=(0.5, 4.25))
        (root / f"{model}_compile.json").write_text(json.dumps(report))
    rows = [
        "40,1024,0.2,a,0.5,200.5,0.3,0.2,9.5,967,",
        "40,1024,0.8,b,0.2,220.5,0.1,0.1,9.3,952,",
        "80,2048,0.8,c,0.1,250.5,0.1,0.1,9.1,932,",
    ]
    (root / "gemma9_270m_param_tuning.csv").write_text(RUNS + "\n".join(rows) + "\n")
    return collect_facts(read_benchmarks(root, cache=False))


def verdicts(text, facts, kind="relation"):
    table = check_text(text, facts)
    table = table[(table["kind"] == kind) & (table["verdict"] != "not a claim")]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb: who does it against what it is done to
        ("jit trims the eager latency of conv9.", [("trims", "supported")]),
        ("onnx improves on eager for conv9.", [("improves on", "contradicted")]),
        ("Replacing eager with jit cuts the latency of conv9.", [("cuts", "supported")]),
        # what is sped up was eager before
        ("onnx speeds up conv9.", [("speeds up", "contradicted")]),
        # a bound is a comparison, and strict
        ("Compiling conv9 with jit takes less than 0.25 s.", [("less than", "contradicted")]),
        ("Compiling mlp9 with jit takes more than 3.9 s.", [("more than", "supported")]),
        # a maximum is over all, whoever has it
        ("Maximum compile time: 4 s (mlp9, jit)", [("Maximum", "supported")]),
        ("Maximum compile time: 0.5 s (mlp9, onnx)", [("Maximum", "contradicted")]),
        # which names a superlative ranks is said by the noun after it
        ("With jit, mlp9 is the slowest model.", [("slowest", "supported")]),
        # of two superlatives each has the name beside it
        ("The most common file type is JSON, the least common Markdown.",
         [("The most", "supported"), ("the least", "supported")]),
        # a reference of which something is told is a subject, too
        ("No backend compiles faster on conv9 than jit, which needs 0.25 s.", [("faster", "supported")]),
        # what a word of change is of: no quantity, then it gets better by it
        ("onnx boosts conv9.", [("boosts", "contradicted")]),
        # two statistics of one thing
        ("The mean latency of conv9 with jit exceeds the median.", [("exceeds", "unsupported")]),
        ("The maximum compile time is lower than the mean compile time.", [("lower", "contradicted")]),
        # what never came about
        ("jit never failed on conv9.", [("never failed", "supported")]),
        ("jit and onnx never failed on conv9.", [("never failed", "supported"), ("never failed", "supported")]),
        ("jit speeds things up on conv9, onnx slows things down.",
         [("speeds things up", "supported"), ("slows things down", "supported")]),
        ("Compiling conv9 with jit needs a bit over 0.2 s.", [("a bit over", "supported")]),
        # a place in words is none of its own for the other
        ("jit is the quickest for conv9 and eager second-best.", [("quickest", "supported")]),
        # no other does better than it
        ("jit runs conv9 in 1.5 ms, and no backend beats it.", [("beats", "supported")]),
        ("onnx runs conv9 in 4.25 ms, and no backend beats it.", [("beats", "contradicted")]),
        # of its size the data says nothing
        ("The smallest model, conv9, compiles with jit in 0.25 s.", []),
        # what a line calls the best of all may be one call
        ("**Longest compile time:** 4.0 s (mlp9)", [("Longest", "supported")]),
        # what is said not to be so
        ("onnx is not faster than eager on conv9.", [("faster", "supported")]),
        ("jit is not faster than eager on conv9.", [("faster", "contradicted")]),
        ("jit isn't the fastest backend for conv9.", [("fastest", "contradicted")]),
        ("onnx is never the fastest backend for conv9.", [("fastest", "supported")]),
        ("onnx does not improve on eager for conv9.", [("improve on", "supported")]),
        ("jit is not much faster than eager on conv9.", []),  # by how much nobody says
        ("jit is not only faster than eager on conv9.", [("faster", "supported")]),
        # two clauses, and who each is about
        ("jit is twice as fast as eager on conv9, and faster than onnx.",
         [("as fast as", "supported"), ("faster", "supported")]),
        ("jit makes conv9 2 times faster but mlp9 1.2 times slower.",
         [("faster", "supported"), ("slower", "contradicted")]),
        # what the headings above name is compared, too
        ("## conv9\n\n1. cuda\n   - onnx: 4.25 ms (slower than eager)", [("slower", "supported")]),
        ("**jit compile times**\n\n- slowest: 4.0 s (mlp9, cuda)", [("slowest", "supported")]),
        ("Nothing beats jit on conv9.", [("beats", "supported")]),
        ("Nothing beats onnx on conv9.", [("beats", "contradicted")]),
        # one of all there were
        ("The slowest compilation was jit for mlp9 with 4.0 s.", [("slowest", "supported")]),
        ("The slowest compilation was onnx for mlp9 with 0.5 s.", [("slowest", "contradicted")]),
        ("The slowest compilation with onnx was mlp9's with 0.5 s.", [("slowest", "supported")]),
        ("The largest speedup on cuda is 2x, reached by jit on conv9.", [("largest", "supported")]),
        ("The largest speedup on cuda is 1.2x, reached by jit on mlp9.", [("largest", "contradicted")]),
        # how large files are together, and how many there are
        ("CSV files are larger in total than JSON files.", [("larger", "contradicted")]),
        ("More compile attempts succeeded with jit (2) than with onnx (2).", [("More", "contradicted")]),
        ("Set against eager, jit is quicker on conv9.", [("quicker", "supported")]),
        ("Set against eager, onnx is quicker on conv9.", [("quicker", "contradicted")]),
        ("Behind jit, eager takes second place on conv9.", [("takes", "supported"), ("second place", "supported")]),
        ("Tracing is slowest for mlp9 with jit.", [("slowest", "supported")]),
        ("The largest gain is that of conv9.", []),  # of nobody's
        ("The largest gain with jit is that of conv9.", [("largest", "supported")]),
        # places
        ("eager is the second-fastest backend for conv9.", [("second-fastest", "supported")]),
        ("eager comes last in latency for conv9.", [("comes", "contradicted")]),
        ("jit is faster than all other backends for conv9.", [("faster", "supported")]),
        # the best of a sweep against its worst
        ("In throughput the best configuration of the gemma9_270m sweep is 25% faster than the worst.", [("faster", "supported")]),
        ("In throughput the worst configuration of the gemma9_270m sweep is faster than the best.", [("faster", "contradicted")]),
        ("Lowest TTFT of the gemma9_270m sweep: 0.1 s", [("Lowest", "supported")]),
        ("Most of the files are JSON.", [("Most of", "supported")]),
        # words that claim more than single values carry
        ("jit is significantly faster than onnx on conv9.", [("significantly", "unsupported"), ("faster", "supported")]),
        ("There is no difference between jit and onnx on conv9.", [("no difference", "unsupported")]),
    ],
)  # fmt: skip
def test_a_comparison_is_judged_on_what_it_compares(facts, text, expected):
    assert verdicts(text, facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jit speeds up conv9, from 3 ms to 1.5 ms.", [("3", "supported"), ("1.5", "supported")]),
        ("jit speeds up conv9, from 1.5 ms to 3 ms.", [("1.5", "contradicted"), ("3", "contradicted")]),
        ("onnx slows conv9 down, from 3 ms in eager mode to 4.25 ms.", [("3", "supported"), ("4.25", "supported")]),
    ],
)  # fmt: skip
def test_both_ends_of_a_change_are_bound(facts, text, expected):
    assert verdicts(text, facts, "number") == expected


def test_surely_faster_needs_spread_and_number(folder):
    rows = [
        *llm_calls(
            "quick:1b", (99.0, 0.1, False), (98.0, 0.1, False), (97.0, 0.1, False)
        ),
        *llm_calls(
            "slow:1b", (50.0, 0.1, False), (51.0, 0.1, False), (98.5, 0.1, False)
        ),
        *llm_calls("lame:1b", (9.0, 0.1, False), (9.5, 0.1, False)),
    ]
    reading = replace(read_benchmarks(folder), measurements=measurements_table(rows))
    facts = collect_facts(reading)
    text = "{} is {} faster than {}."
    for word, than, wanted in (
        ("consistently", "slow:1b", "unsupported"), ("always", "lame:1b", "supported"),
        ("significantly", "slow:1b", "unsupported"), ("significantly", "lame:1b", "supported"),
    ):  # fmt: skip
        found = verdicts(text.format("quick:1b", word, than), facts)
        assert found == [(word, wanted), ("faster", "supported")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a header compares the two of each row
        ("| Pair | Lead in latency (ms) |\n|---|---|\n| jit over eager | 1.5 |\n",
         [("Lead", "supported")]),
        ("conv9 on CUDA:\n\n| Pair | Latency reduction (ms) |\n|---|---|\n| jit against eager | 1.5 |\n",
         [("reduction", "supported")]),
        # a line above a table ranks its rows
        ("Fastest gemma9_270m configurations by throughput:\n\n| num_gpu | num_ctx | temperature | tok/s |\n"
         "|---|---|---|---|\n| 80 | 2048 | 0.8 | 250.5 |\n| 40 | 1024 | 0.8 | 220.5 |\n", [("Fastest", "supported")]),
        ("Fastest gemma9_270m configurations by throughput:\n\n| num_gpu | num_ctx | temperature | tok/s |\n"
         "|---|---|---|---|\n| 40 | 1024 | 0.8 | 220.5 |\n| 80 | 2048 | 0.8 | 250.5 |\n", [("Fastest", "contradicted")]),
    ],
)  # fmt: skip
def test_words_above_a_table_are_judged_on_its_rows(facts, text, expected):
    assert verdicts(text, facts) == expected


def test_the_models_of_a_family_are_ranked_and_counted_among_themselves(tmp_path):
    rates = {"gemma9:270m": 200, "gemma9:latest": 100, "llama9:8b-q4_0": 50}
    for model, rate in rates.items():
        calls = [
            {
                "prompt": f"Say {n}",
                "ttft_s": 0.1,
                "tokens_s": rate + n,
                "load_s": 0.05,
                "prompt_eval_s": 0.05,
                "eval_s": 1.0,
                "eval_count": 100,
            }
            for n in range(2)
        ]
        name = model.replace(":", "_") + ".json"
        (tmp_path / name).write_text(json.dumps({"model": model, "results": calls}))
    facts = collect_facts(read_benchmarks(tmp_path, cache=False))
    text = "The slowest of the two gemma9 models is gemma9:latest."
    assert verdicts(text, facts) == [("slowest", "supported")]
    assert verdicts(text, facts, "number") == [("two", "supported")]
    text = "The slowest of the gemma9 models is gemma9:270m."
    assert verdicts(text, facts) == [("slowest", "contradicted")]
    text = "The gemma9 models average 150.5 tok/s."
    assert verdicts(text, facts, "number") == [("150.5", "supported")]
    text = "There are two gemma9 variants: gemma9-small and gemma9-large."
    assert verdicts(text, facts, "number") in ([], [("two", "unsupported")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one backend alone is compared with what compiles nothing
        ("The latency of conv9 drops by 50% with jit.", [("50", "supported")]),
        ("With jit, the latency of conv9 is 60% lower.", [("60", "contradicted")]),
        # a condition that only says what matters supposes nothing
        ("If latency matters most, jit is 3 times faster than eager on conv9.", [("3", "contradicted")]),
        ("If we compiled conv9, jit would be 3 times faster.", []),
        # over all speedups
        ("Speedups range from 0.71x to 2x.", [("0.71", "supported"), ("2", "supported")]),
        ("The maximum speedup is 3x.", [("3", "contradicted")]),
    ],
)  # fmt: skip
def test_what_a_sentence_leaves_out_is_the_baseline_or_all(facts, text, expected):
    assert verdicts(text, facts, "number") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what rises or falls with a setting: its last value against its first
        ("The gemma9:270m sweep slows down as the temperature rises: 200.5 tok/s at 0.2 and 235.5 tok/s at 0.8.",
         [("slows down", "contradicted")]),
        ("Mean throughput of gemma9:270m falls with lower temperature: 235.5 tok/s at 0.8 and 200.5 at 0.2.",
         [("falls", "supported")]),
        ("Mean throughput of gemma9:270m falls with higher temperature: 200.5 tok/s at 0.2 and 235.5 at 0.8.",
         [("falls", "contradicted")]),
        # led by what does it, whatever is named next
        ("With jit the eager latency of conv9 shrinks from 3 ms to 1.5 ms.", [("shrinks", "supported")]),
        ("With onnx the eager latency of conv9 shrinks from 4.25 ms to 3 ms.", [("shrinks", "contradicted")]),
        ("Compared with eager, onnx raises the latency of conv9.", [("raises", "supported")]),
        # what is no quantity ranks nothing
        ("jit is the most predictable backend; conv9 runs on it in 1.5 ms.", []),
    ],
)  # fmt: skip
def test_a_change_is_judged_between_what_it_leads_from_and_to(facts, text, expected):
    assert verdicts(text, facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By temperature, gemma9:270m gives 200.5 tok/s (0.2) and 235.5 tok/s (0.8).",
         [("200.5", "supported"), ("0.2", "supported"), ("235.5", "supported"), ("0.8", "supported")]),
        ("By temperature, gemma9:270m gives 200.5 tok/s (0.8) and 235.5 tok/s (0.2).",
         [("200.5", "contradicted"), ("0.8", "supported"), ("235.5", "contradicted"), ("0.2", "supported")]),
        # a spread told by its ends is a difference
        ("Spread of the gemma9:270m sweep: 50 tok/s between the fastest and the slowest configuration.",
         [("50", "supported")]),
        # a reference of the clause before is not what goes on
        ("jit, unlike onnx, is slow to build for mlp9; its compile time is 4 s.", [("4", "supported")]),
    ],
)  # fmt: skip
def test_numbers_at_values_and_between_ends_are_bound(facts, text, expected):
    assert verdicts(text, facts, "number") == expected
