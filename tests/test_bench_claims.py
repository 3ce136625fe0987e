"""The benchmark of false text: its true sayings are true, its mutations are false."""

from random import Random

import pytest

from benchmarks.claims import KINDS, mutations
from benchmarks.prose_shapes import SHAPES, Shape
from benchmarks.true_prose import Saying, World, holds, make, render, within
from chimera_nb import Fact, Facts

MEANS = {"jit": 0.5, "onnx": 2.0, "tvm": 8.0}


@pytest.fixture
def world():
    def fact(name, statistic, value):
        return Fact(metric="compile_time", statistic=statistic, value=value, unit="s",
                    n=4, subject={"backend": name})  # fmt: skip

    facts = [fact(name, "mean", value) for name, value in MEANS.items()]
    facts += [fact(name, "median", value * 0.9) for name, value in MEANS.items()]
    facts += [fact(name, "count", 4.0) for name in MEANS]
    return World(Facts(facts), {"backend": ("glow",)})


def saying(form, text, **fields):
    given = {"metric": "compile_time", "label": "backend", "around": None, "s": "mean"}
    return Saying(Shape("", form, text, plain=True), given | fields, 0)


@pytest.mark.parametrize(
    ("written", "value", "right"),
    [
        ("17.2", 17.249, True), ("17.2", 17.251, False), ("1,200", 1200.4, True),
        ("1,200", 1201, False), ("0.50", 0.494, False),
    ],
)  # fmt: skip
def test_a_number_means_the_digits_it_was_written_with(written, value, right):
    assert within(written, value) is right


@pytest.mark.parametrize(
    ("form", "fields", "right"),
    [
        ("values", {"a": "jit", "x": "500", "u": "ms"}, True),
        ("values", {"a": "jit", "x": "500", "u": "s"}, False),
        ("values", {"a": "glow", "x": "500", "u": "ms"}, False),
        ("ratio", {"a": "jit", "b": "onnx", "x": "4.0", "dir": "faster"}, True),
        ("ratio", {"a": "jit", "b": "onnx", "x": "4.0", "dir": "slower"}, False),
        ("percent", {"a": "jit", "b": "onnx", "x": "75", "dir": "lower"}, True),
        ("difference", {"a": "tvm", "b": "onnx", "x": "6.0", "u": "s", "dir": "higher"},
         True),
        ("extreme", {"a": "tvm", "rank": "highest"}, True),
        ("extreme", {"a": "onnx", "rank": "second highest"}, True),
        ("extreme", {"a": "onnx", "rank": "fastest"}, False),
    ],
)  # fmt: skip
def test_the_truth_of_a_saying_is_its_arithmetic(world, form, fields, right):
    assert holds(saying(form, "{s}", **fields), world) is right


def test_a_value_without_a_statistic_is_no_mutation_where_the_median_has_it(world):
    said = saying("values", "{a} compiles in {x} {u}.", a="jit", x="0.45", u="s")
    assert not holds(said, world)
    assert holds(said, world, any_reading=True)


def test_each_mutation_is_false_and_reads_otherwise(world):
    chance, kinds = Random(1), set()
    for shape in SHAPES * 30:
        made = make(world, shape, chance)
        if made is None:
            continue
        assert holds(made, world)
        for kind, false in mutations(made, world, chance):
            kinds.add(kind)
            assert not holds(false, world)
            assert render(false)[0] != render(made)[0]
    assert kinds == set(KINDS)
