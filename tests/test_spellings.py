"""Names are found as if each had been tried, however many there are."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chimera_nb.names import Vocabulary, spellings_of
from chimera_nb.spellings import Name, NameFinder, spelled

_WORDS = ["jit", "JIT", "net", "net-50", "net 50", "50", "q4_0", "K", "ſix", "six", "C++",
          "größe", "v2.1", "|", "\\_", "num_gpu=40", "num gpu of 40", "cold", "warm calls",
          "temp 0.8", "runs/a", "folder a", "sweep", "tune sweeps", "İx", "ix", ".jit",
          "gpu", "270m", "x:270m", "timeout"]  # fmt: skip
_NAMES = ["jit", "net-50", "net", "50", "q4_0", "k", "six", "C++", "größe", "v2.1", "|",
          "ix", "a b_c", "++"]  # fmt: skip


@st.composite
def vocabularies(draw):
    """Names of every label that has a spelling of its own."""
    some = st.lists(st.sampled_from(_NAMES), max_size=6, unique=True).map(tuple)
    labels = {
        "backend": draw(some), "model": (*draw(some), "x:270m"), "calls": ("warm",),
        "num_gpu": ("40", "4"), "temperature": ("0.8",), "folder": ("runs/a", "b"),
        "scope": ("tune sweep", "bench runs", "20250101-010203"), "error": ("timeout",),
        "device": ("cuda",),
    }  # fmt: skip
    return Vocabulary(labels, ("num_gpu", "temperature"))


def one_by_one(vocabulary, text):
    """Try every pattern on the text, as it is defined."""
    found = []
    for label, value, pattern, *_ in spellings_of(vocabulary):
        for match in re.finditer(pattern, text, re.IGNORECASE):
            here = Name(match.start(), match.end(), label, value)
            if not any(o.start < here.end and here.start < o.end for o in found):
                found.append(here)
    return sorted(found)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    vocabularies(),
    st.lists(
        st.tuples(
            st.sampled_from(_WORDS), st.sampled_from([" ", "-", "_", ".", "", ": "])
        ),
        max_size=12,
    ),
)
def test_a_text_searched_by_its_words_gives_what_each_pattern_would(vocabulary, pieces):
    text = "".join(word + gap for word, gap in pieces)
    assert vocabulary.finder.find(text) == one_by_one(vocabulary, text)


@pytest.mark.parametrize("text", ["\u212aern", "KERN", "\\kern", "`kern`"])
def test_letters_that_ignore_case_alike_are_the_same_name(text):
    found = NameFinder([spelled("backend", "kern", "kern")]).find(text)
    assert [name.value for name in found] == ["kern"]


def test_of_names_that_overlap_the_first_given_is_found():
    finder = NameFinder([spelled("model", "a b", "a b"), spelled("model", "b", "b")])
    assert finder.find("a-b and b") == [
        Name(0, 3, "model", "a b"),
        Name(8, 9, "model", "b"),
    ]


def test_a_tag_is_its_models_though_a_data_type_ends_it():
    known = Vocabulary(
        {"model": ("gemma9:1b-it-qat", "gemma9:270m"), "dtype": ("qat",)}
    )
    found = known.finder.find("The 1b-it-qat variant and qat alone")
    assert [(n.label, n.value) for n in found] == [
        ("model", "gemma9:1b-it-qat"), ("dtype", "qat"),
    ]  # fmt: skip
