"""Files that are named by their digits, and the machine's own temperature and power."""

import json

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks

STATS = {"p50_ms": 2.5, "p95_ms": 2.75, "p99_ms": 2.75, "mean_ms": 2.5, "stdev_ms": 0.5}


def repeated(name: str, mean: float, cv: float) -> dict[str, object]:
    run = STATS | {"samples": 20, "mean_ms": mean}
    return {
        "test_name": name, "runs": 2, "samples_per_run": 20,
        "timing_stats": {"overall_mean_ms": mean, "run_results": [run, run],
                         "overall_stdev_ms": 0.25, "cv_percent": cv},
    }  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Facts:
    root = tmp_path_factory.mktemp("benchmarks")
    for stamp, mean, cv in ((1759111111, 2.515, 1.25), (1759222222, 3.515, 4.75)):
        text = json.dumps(repeated("steady_demo", mean, cv))
        (root / f"steady_demo_{stamp}.json").write_text(text)
    snapshots = []
    for at, (degrees, watts) in enumerate(((41, 12.5), (52, 80.25), (49, 33.5))):
        when = {"timestamp": 1759275970.5 + at}
        gpu = {"gpu_id": 0, "name": "GPU 9", "temperature": degrees}
        gpu |= {"power_draw": watts, "clock_graphics": 2100 + at}
        system = when | {"cpu_percent": 12.5, "memory_percent": 50.0}
        snapshots.append(when | {"system": system, "gpu": [when | gpu]})
    machine = {"export_timestamp": 1759275987.5, "metrics_count": 3}
    (root / "machine.json").write_text(json.dumps(machine | {"metrics": snapshots}))
    cases = [
        {"context": kind, "tone": "calm", "generation_time_ms": ms, "word_count": 40,
         "test_case": f"{kind} (Calm)", "success": True}
        for kind, ms in (("Level Won", 2500.5), ("Boss Lost", 4500.5))
    ]  # fmt: skip
    (root / "banter_test_results.json").write_text(json.dumps({"results": cases}))
    return collect_facts(read_benchmarks(root, cache=False))


def numbers(text: str, facts: Facts) -> list[tuple[str, str]]:
    table = check_text(text, facts)
    table = table[(table["kind"] == "number") & (table["verdict"] != "not a claim")]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The demo 1759222222 has an overall mean of 3.515 ms.", [("3.515", "supported")]),
        ("The demo 1759222222 has an overall mean of 2.515 ms.", [("2.515", "unsupported")]),
        ("steady_demo_1759111111 came out at 2.515 ms.", [("2.515", "supported")]),
        ("steady_demo_1759111111 has a coefficient of variation of 1.25%.", [("1.25", "supported")]),
        ("steady_demo_1759111111 has a CV of 4.75%.", [("4.75", "unsupported")]),
        ("The steady_demo benchmark has a mean latency of 3.015 ms.", [("3.015", "supported")]),
        ("The steady_demo benchmark has a mean latency of 9.015 ms.", [("9.015", "contradicted")]),
        ("The server (PID 24004) and entry (ID 27) were left alone.", []),
    ],
)  # fmt: skip
def test_a_file_named_by_its_digits(text, expected, facts):
    assert numbers(text, facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPU temperature rose from 41 °C to a maximum of 52 °C.", [("41", "supported"), ("52", "supported")]),
        ("GPU temperature rose from 45 °C to 52 °C.", [("45", "contradicted"), ("52", "supported")]),
        ("Power draw climbed from 12.5 W to 80.25 W.", [("12.5", "supported"), ("80.25", "supported")]),
        ("The GPU's graphics clock peaked at 2,102 MHz.", [("2,102", "supported")]),
    ],
)  # fmt: skip
def test_what_the_machine_did_rises_between_its_ends(text, expected, facts):
    assert numbers(text, facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boss Lost had a generation time of 4500.5 ms.", [("4500.5", "supported")]),
        ("Level Won had a generation time of 4500.5 ms.", [("4500.5", "contradicted")]),
    ],
)
def test_a_case_without_its_aside_has_its_own_time(text, expected, facts):
    assert numbers(text, facts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Back-of-the-envelope: a call that takes 3 ms, made 10,000 times, spends 30 s.",
        "I suggest we gate merges on a regression of more than 10%.",
        "TODO for the next campaign:\n\n- run every configuration at least 5 times\n",
    ],
)
def test_what_is_only_planned_or_supposed_is_no_claim(text, facts):
    assert numbers(text, facts) == []
