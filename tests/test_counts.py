"""What prose counts: attempts, failures, calls, configurations, files in a folder."""

import json

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks
from tests.conftest import compile_file

RUNS = "num_gpu,num_ctx,temperature,config_name,ttft_s,tokens_s,load_s,prompt_eval_s,eval_s,eval_count,error\n"
BROKEN = "Cannot find a working widgetlib installation."


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Facts:
    root = tmp_path_factory.mktemp("benchmarks")
    rows = [f"40,1024,0.{n},c{n},0.2,{200 + n}.5,2.3,0.2,9.5,967," for n in range(8)]
    rows.append("80,2048,0.8,c9,,,,,,,timed out")
    (root / "data" / "runs").mkdir(parents=True)
    (root / "data" / "runs" / "gemma9_270m_param_tuning.csv").write_text(
        RUNS + "\n".join(rows) + "\n"
    )
    for model, onnx in (("conv9", BROKEN), ("mlp9", (0.5, 1.1))):
        report = compile_file(model, "cuda", eager=3.0, jit=(0.25, 1.5), onnx=onnx)
        (root / f"{model}_compile.json").write_text(json.dumps(report))
    (root / "notes.md").write_text("# Notes\n\nNothing to see.\n")
    return collect_facts(read_benchmarks(root, cache=False))


def verdicts(text, facts):
    table = check_text(text, facts)
    table = table[(table["kind"] == "number") & (table["verdict"] != "not a claim")]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the part and the whole of it, and a part of the part by its reason
        ("1 of 4 compile attempts failed, 1 of them for lack of widgetlib.",
         [("1", "supported"), ("4", "supported"), ("1", "supported")]),
        ("Three compile attempts failed because widgetlib was missing.", [("Three", "contradicted")]),
        ("Three compile attempts were completed and one failed.", [("Three", "supported"), ("one", "supported")]),
        # of what the sentence before counted, by a name or a reason alone
        ("One compile attempt failed. On cuda, 3 out of 4 succeeded.",
         [("One", "supported"), ("3", "supported"), ("4", "supported")]),
        ("One compile attempt failed, every last one of them on cuda. Two were onnx.",
         [("One", "supported"), ("Two", "contradicted")]),
        ("3 of 4 compile attempts made it. The rest: 1 for want of widgetlib.",
         [("3", "supported"), ("4", "supported"), ("1", "supported")]),
        ("jit took longest, on mlp9. It was the longest of all 3 successful compilations.", [("3", "supported")]),
        ("The compile results are spread over two JSON files. Altogether they cover two models.",
         [("two", "supported"), ("two", "supported")]),
        ("8 of 9 configurations have a result.", [("8", "supported"), ("9", "supported")]),
        ("There are 9 model calls. 8 of them succeeded and 1 failed, a failure rate of 11.1%.",
         [("9", "supported"), ("8", "supported"), ("1", "supported"), ("11.1", "supported")]),
        ("jit has a success rate of 100% (2 of 2), onnx 50% (1 of 2).",
         [("100", "supported"), ("2", "supported"), ("2", "supported"),
          ("50", "supported"), ("1", "supported"), ("2", "supported")]),
        ("One of the 9 configurations of gemma9:270m has no result.", [("One", "supported"), ("9", "supported")]),
        # what several types come to together, and what is left
        ("JSON and CSV account for 3 of the 4 files, or 75%. The remaining 1 is Markdown.",
         [("3", "supported"), ("4", "supported"), ("75", "supported"), ("1", "supported")]),
        ("JSON and CSV account for 2 of the 4 files, or 50%.",
         [("2", "contradicted"), ("4", "supported"), ("50", "contradicted")]),
        ("onnx failed in one of two attempts. jit did so in none of two.", [("one", "supported"), ("two", "supported")]),
        ("Failures are rare: all 1 occurred on cuda.", [("1", "supported")]),
        ("4 files were read, 1 of them CSV (25%).", [("4", "supported"), ("1", "supported"), ("25", "supported")]),
        ("There is 1 run file (`*_param_tuning.csv`).", [("1", "supported")]),
        ("There are 3 models, 1 of them a language model.", [("3", "supported"), ("1", "supported")]),
        ("| Category | Count |\n|---|---|\n| CSV | 1 |\n| JSON | 2 |\n| **Total** | 4 |",
         [("1", "supported"), ("2", "supported"), ("4", "supported")]),
        ("onnx failed once. jit failed once as well.", [("once", "supported"), ("once", "contradicted")]),
        ("JSON is the most common type with 2 files. CSV follows with 1.", [("2", "supported"), ("1", "supported")]),
        ("No onnx build failed for conv9; all 1 succeeded.", [("1", "contradicted")]),
        ("Every jit build worked; overall 3 of 4 did.", [("3", "supported"), ("4", "supported")]),
        ("Widgetlib was missing in one attempt.", [("one", "supported")]),
        ("Widgetlib was missing in two attempts.", [("two", "contradicted")]),
        ("1 of the 1 failed attempts is onnx's.", [("1", "supported"), ("1", "supported")]),
        # counts in rows, of what the columns name; n in a row
        ("| | jit | onnx |\n|---|---|---|\n| Attempts | 2 | 2 |\n| Succeeded | 2 | 1 |",
         [("2", "supported"), ("2", "supported"), ("2", "supported"), ("1", "supported")]),
        ("**Compile time (s)**\n\n| Statistic | Value |\n|---|---|\n| Max | 0.5 |\n| n | 3 |",
         [("0.5", "supported"), ("3", "supported")]),
        ("JSON dominates with 2 files (50%), while CSV has 1.",
         [("2", "supported"), ("50", "supported"), ("1", "supported")]),
        ("One compile attempt failed (1 × onnx).", [("One", "supported"), ("1", "supported")]),
        ("One compile attempt failed (2 × onnx).", [("One", "supported"), ("2", "contradicted")]),
        ("jit has a success rate of two thirds.", [("two thirds", "contradicted")]),
        ("All three models run fastest with jit.", [("three", "contradicted")]),
        ("Every third onnx attempt failed.", [("Every third", "contradicted")]),
        ("Three quarters of the files are CSV or JSON (3 of 4).",
         [("Three quarters", "supported"), ("3", "supported"), ("4", "supported")]),
        ("One CSV, two JSON and one Markdown files make up the folder.",
         [("One", "supported"), ("two", "supported"), ("one", "supported")]),
        # as many as are listed
        ("Two backends compile: jit and onnx.", [("Two", "supported")]),
        ("Three backends compile: jit and onnx.", [("Three", "contradicted")]),
        ("The LLM part covers one model.", [("one", "supported")]),
        ("The folder holds:\n\n- 1 CSV file\n- 2 JSON files\n- 1 Markdown file\n\nfor a total of 4.",
         [("1", "supported"), ("2", "supported"), ("1", "supported"), ("4", "supported")]),
        ("The folder holds:\n\n- 1 CSV file\n- 2 JSON files\n\nfor a total of 3.",
         [("1", "supported"), ("2", "supported"), ("3", "contradicted")]),
        ("- **Compile success rate:** 3/4 (75%)\n- **Failed:** 1/4 (25%)",
         [("3", "supported"), ("75", "supported"), ("1", "supported"), ("25", "supported")]),
        ("A total of 4 compile attempts were recorded. Of these, 3 (75%) were successful.",
         [("4", "supported"), ("3", "supported"), ("75", "supported")]),
        ("A total of 4 compile attempts were recorded. Of these, 2 (50%) were successful.",
         [("4", "supported"), ("2", "contradicted"), ("50", "contradicted")]),
        # a total beside a list is not of its last item
        ("- Number of files: 4\n  - CSV: 1\n  - JSON: 2\n- Total files: 4",
         [("4", "supported"), ("1", "supported"), ("2", "supported"), ("4", "supported")]),
        # of the text itself, not of the data
        ("Two thirds of the text below concerns compilation.", []),
        ("jit wins in all three rows (page 1 of 2).", []),
        ("Between September 28 and October 8 nothing changed.", []),
        ("jit compiles 2 of 2 configurations.", [("2", "supported"), ("2", "supported")]),
        ("A failure rate of 11.1% for model calls is high.", [("11.1", "supported")]),
        ("Two neural networks (conv9 and mlp9) were compiled.", [("Two", "supported")]),
        ("* **Compilation JSON files:** 2", [("2", "supported")]),
        ("* Failed gemma9:270m configurations: 1 (of 9)", [("1", "supported"), ("9", "supported")]),
        ("Of the 9 runs of gemma9:270m in the sweep, 1 failed.", [("1", "supported")]),
        # what several have together, and what each in its parentheses has
        ("jit and onnx together account for 3 of the 3 successful compilations.",
         [("3", "supported"), ("3", "supported")]),
        ("jit and onnx together account for 2 of the 4 successful compilations.",
         [("2", "contradicted"), ("4", "contradicted")]),
        ("Successful compilations by backend: 2 (jit), 1 (onnx).", [("2", "supported"), ("1", "supported")]),
        ("Successful compilations by backend: 2 (jit), 2 (onnx).", [("2", "supported"), ("2", "contradicted")]),
        ("In one case onnx could not be built.", [("one", "supported")]),
        ("The folder data/runs has one CSV file and two JSON files.", [("one", "supported"), ("two", "contradicted")]),
        ("There are 6 backend entries in the two compile files, of which 3 compiled and 1 failed.",
         [("6", "supported"), ("two", "supported"), ("3", "supported"), ("1", "supported")]),
        ("Attempts: 4; successes: 3; failures: 1.", [("4", "supported"), ("3", "supported"), ("1", "supported")]),
        # the clause says what came of them, not the sentence
        ("jit completed two builds and onnx failed in one attempt.", [("two", "supported"), ("one", "supported")]),
        ("jit was built successfully three times.", [("three", "contradicted")]),
        # configurations, and those that timed out
        ("Nine configurations were swept for gemma9:270m, and one of them timed out.",
         [("Nine", "supported"), ("one", "supported")]),
        ("- **Timeouts:** two configurations of the gemma9:270m sweep", [("two", "contradicted")]),
        ("8 of 9 configurations completed.", [("8", "supported"), ("9", "supported")]),
        # eager has an entry, though it compiles nothing
        ("2 of the 6 backend entries are eager baselines.", [("2", "supported"), ("6", "supported")]),
        # files: by folder, by type, by what they hold
        ("1 of 4 files lies in data/runs.", [("1", "supported"), ("4", "supported")]),
        ("The folder data/runs is small. Only two CSV files live there.", [("two", "contradicted")]),
        ("Compile results come from two JSON files.", [("two", "supported")]),
        ("CSV (25%), JSON (50%) and Markdown (40%)",
         [("25", "supported"), ("50", "supported"), ("40", "contradicted")]),
        ("Half of the files are JSON.", [("Half", "supported")]),
        # files by a word of their names
        ("- Files referencing \"compile\": 2", [("2", "supported")]),
        ("Three files with 'compile' in their names are kept.", [("Three", "contradicted")]),
        # a part whose words do not say what came of it is of the good or of the failed
        ("We got 3 of the 4 compilations over the line.", [("3", "supported"), ("4", "supported")]),
        ("We got 2 of the 4 compilations over the line.", [("2", "contradicted"), ("4", "supported")]),
        # the whole of what failed
        ("A missing widgetlib was to blame in 1 of the 1 failed attempts.", [("1", "supported"), ("1", "supported")]),
        ("A missing widgetlib was to blame in 1 of the 2 failed attempts.",
         [("1", "supported"), ("2", "contradicted")]),
        # more than five excludes five
        ("More than one compile attempt failed.", [("one", "contradicted")]),
        ("Fewer than two compile attempts failed.", [("two", "supported")]),
        ("No more than one compile attempt failed.", [("one", "supported")]),
        # rates, in a line, of something, and in a row
        ("The success rate of compilation is 75%.", [("75", "supported")]),
        ("| Metric | Value |\n|---|---|\n| Success rate | 75% |\n| Failure rate | 75% |",
         [("75", "supported"), ("75", "contradicted")]),
        # shares of several types, one after the other
        ("JSON makes up 50% of the files, CSV 25%, Markdown 20%.",
         [("50", "supported"), ("25", "supported"), ("20", "contradicted")]),
        # a share of the failures is not one of the attempts
        ("100% of the compile failures are due to widgetlib.", [("100", "supported")]),
        ("25% of the compile failures are due to widgetlib.", [("25", "contradicted")]),
        # without a failure is well
        ("jit compiled two times without a failure.", [("two", "supported")]),
        # types by their endings, shares in a column of percentages, and the total of a list
        ("| File Type | Count | Percentage |\n|---|---|---|\n| .json | 2 | 50.0 |\n| .md | 1 | 20.0 |",
         [("2", "supported"), ("50.0", "supported"), ("1", "supported"), ("20.0", "contradicted")]),
        ("CSV: 1 file; JSON: 2 files; MD: 1 file; total: 4 files.",
         [("1", "supported"), ("2", "supported"), ("1", "supported"), ("4", "supported")]),
        ("We read 4 files: 2 JSON (50%), 1 MD (20%) and 1 CSV.",
         [("4", "supported"), ("2", "supported"), ("50", "supported"), ("1", "supported"),
          ("20", "contradicted"), ("1", "supported")]),
        ("There are twice as many JSON files as CSV files.", [("twice", "supported")]),
        ("The ratio of JSON to CSV files is 3.", [("3", "contradicted")]),
        ("| Type | Count |\n|---|---|\n| JSON | 2 |\n| **Total** | **4** |",
         [("2", "supported"), ("4", "supported")]),
        ("Total Files: **5**", [("5", "contradicted")]),
        # a restatement in parentheses does not part a count from its type
        ("Half of the files (50%) are in JSON format.", [("Half", "supported"), ("50", "supported")]),
        ("A good part of the files (2, 50%) are JSON.", [("2", "supported"), ("50", "supported")]),
        # a share in parentheses behind its count
        ("1 compile attempt failed (25%).", [("1", "supported"), ("25", "supported")]),
        ("1 compile attempt failed (40%).", [("1", "supported"), ("40", "contradicted")]),
        # a compilation that has a time succeeded; an attempt needs none
        ("The three compilations were measured.", [("three", "supported")]),
        ("The four compilations were measured.", [("four", "contradicted")]),
        ("Four compilations were started.", [("Four", "supported")]),
        # the sizes of files
        ("The average Markdown file has 25 bytes.", [("25", "supported")]),
        ("The largest Markdown file has 27 bytes.", [("27", "contradicted")]),
        # the verb in two words
        ("We attempted four compilations and all four went through.", [("four", "supported"), ("four", "contradicted")]),
        # types that stand behind their number like a unit; a total is not of the last
        ("* **Breakdown:** 1 CSV, 2 JSON, 2 Markdown",
         [("1", "supported"), ("2", "supported"), ("2", "contradicted")]),
        ("We read 1 CSV and 2 JSON (4 files).", [("1", "supported"), ("2", "supported"), ("4", "supported")]),
        # how the names of files begin
        ("One file starts with \"conv\", and 2 contain \"compile\".", [("One", "supported"), ("2", "supported")]),
        ("Two files start with \"conv\".", [("Two", "contradicted")]),
        # a restatement between what is counted and what came of it
        ("3 of 4 compile attempts (75%) succeeded.",
         [("3", "supported"), ("4", "supported"), ("75", "supported")]),
        ("Only 1 compile attempt (40%) failed.", [("1", "supported"), ("40", "contradicted")]),
        ("75% (3 of 4) of the compile attempts succeeded.",
         [("75", "supported"), ("3", "supported"), ("4", "supported")]),
        ("1 of 4 compile attempts failed, i.e. 25%.",
         [("1", "supported"), ("4", "supported"), ("25", "supported")]),
        ("Of the 4 files, 2 (50%) are JSON, 1 (25%) CSV and 1 (30%) Markdown.",
         [("4", "supported"), ("2", "supported"), ("50", "supported"), ("1", "supported"),
          ("25", "supported"), ("1", "supported"), ("30", "contradicted")]),
        # a stroke stands for of
        ("Success rate: 3/4 (75%)", [("3", "supported"), ("75", "supported")]),
        ("2/4 compile attempts failed.", [("2", "contradicted")]),
        # two of one noun
        ("We saw 3 successful and 2 failed compilations.", [("3", "supported"), ("2", "contradicted")]),
        # how often, which is no factor
        ("onnx failed twice.", [("twice", "contradicted")]),
        # several types together
        ("CSV and JSON files together number 3, or 75% of the folder.",
         [("3", "supported"), ("75", "supported")]),
        ("JSON and CSV combined make up 50% of the files.", [("50", "contradicted")]),
        ("Together, the JSON and Markdown files hold 25 bytes.", [("25", "contradicted")]),
        # a part of the runs lies below its percentile
        ("Half of the compilations finished within 1.5 s.", [("1.5", "supported")]),
        ("Half of the compilations finished within 0.1 s.", [("0.1", "contradicted")]),
        # types that are listed behind their sum
        ("3 of them are machine-readable files (CSV and JSON).", [("3", "supported")]),
        ("Structured files: 3 (1 CSV + 2 JSON)",
         [("3", "supported"), ("1", "supported"), ("2", "supported")]),
        ("The folder holds 4 files (1 CSV and 2 JSON).",
         [("4", "supported"), ("1", "supported"), ("2", "supported")]),
        # models of one kind
        ("There is 1 language model.", [("1", "supported")]),
        ("There are 3 language models.", [("3", "contradicted")]),
        # what is counted stands last in a label
        ("* Compile JSON files: 2", [("2", "supported")]),
        # folders in a list of them, by their last part
        ("Folders of interest: `runs` (1 CSV file), `data` (2 files)",
         [("1", "supported"), ("2", "contradicted")]),
        # a list of types behind a total is of none of them
        ("The folder contains 4 files in CSV, JSON and Markdown format.", [("4", "supported")]),
        # bytes beside a count, and a share of them
        ("* Markdown documents: 1 (25 bytes)", [("1", "supported"), ("25", "supported")]),
        ("Markdown holds 90% of all bytes.", [("90", "contradicted")]),
        # a number with nothing but a name behind it counts what the one before counts
        ("Two successful compilations concern conv9, two mlp9.", [("Two", "contradicted"), ("two", "supported")]),
        # what came of them, in rows
        ("| Outcome | Attempts | Share |\n|---|---|---|\n| compiled | 3 | 75% |\n| failed | 1 | 30% |",
         [("3", "supported"), ("75", "supported"), ("1", "supported"), ("30", "contradicted")]),
        # what came of them stands in the label
        ("Successful compilations: 3 of 4 (75%)",
         [("3", "supported"), ("4", "supported"), ("75", "supported")]),
        # a dash between a type and its count
        ("- JSON files – 2\n- CSV files – 2", [("2", "supported"), ("2", "contradicted")]),
        # a rate of a model is of its calls
        ("The success rate of gemma9:270m is 88.9% (8 of 9).",
         [("88.9", "supported"), ("8", "supported"), ("9", "supported")]),
        ("8 of 9 calls to gemma9:270m succeeded.", [("8", "supported"), ("9", "supported")]),
        ("Three out of four compile attempts succeeded.", [("Three out of four", "supported")]),
        # what has a time is what succeeded, also where it is built
        ("The three builds took 1 s in total.", [("three", "supported"), ("1", "supported")]),
        ("Two thirds of the total compile time went into conv9.", [("Two thirds", "contradicted")]),
        # a superlative between shares compares none of them
        ("JSON has the largest share of the files at 50%, followed by CSV at 25% and Markdown at 20%.",
         [("50", "supported"), ("25", "supported"), ("20", "contradicted")]),
        # a column of rates
        ("| Backend | Attempts | Failed | Failure rate |\n|---|---|---|---|\n| onnx | 2 | 1 | 50% |",
         [("2", "supported"), ("1", "supported"), ("50", "supported")]),
        ("One compile attempt died.", [("One", "supported")]),
        # words for numbers that count nothing the data has
        ("There are two reasons for that.", []),
    ],
)  # fmt: skip
def test_counts_are_bound_by_their_noun_and_their_clause(facts, text, expected):
    assert verdicts(text, facts) == expected


def test_a_count_of_something_unknown_is_none(facts):
    assert facts.lookup({"model": "nobody"}, "compile_attempts", "count") is None
    assert facts.lookup({"no_label": "x"}, "calls", "count") is None


def test_none_failed_is_zero_not_missing(facts):
    fact = facts.lookup({"backend": "jit"}, "compile_failures", "count")
    assert fact is not None
    assert (fact.value, fact.unit) == (0.0, "count")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # of all and of none, without a number
        ("All compile attempts succeeded.", [("All", "contradicted")]),
        ("Every jit compilation succeeded.", [("Every", "supported")]),
        ("Every failed compile attempt used cuda.", []),
        ("No onnx compilation failed.", [("No", "contradicted")]),
        ("None of the jit compilations failed.", [("None of the", "supported")]),
        ("All gemma9:270m calls failed.", [("All", "contradicted")]),
        # most of them
        ("Most compile attempts succeeded.", [("Most", "supported")]),
        ("Most onnx compilations failed.", [("Most", "contradicted")]),
        # of all calls is no statement about all
        ("Three quarters of all compile attempts succeeded.", []),
        # nothing that is counted
        ("All runs used the same machine, and no model is perfect.", []),
    ],
)  # fmt: skip
def test_all_most_and_none_are_judged_on_what_failed(facts, text, expected):
    table = check_text(text, facts)
    table = table[(table["kind"] == "relation") & (table["verdict"] != "not a claim")]
    assert list(zip(table["token"], table["verdict"], strict=True)) == expected
