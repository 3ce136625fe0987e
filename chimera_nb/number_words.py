"""Numbers, factors and shares in words: twenty-seven, ten times as fast, two fifths."""

import re

_UNITS = {
    name: value
    for value, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen"  # noqa: SIM905
        " fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
#: A whole number in words, up to ninety-nine.
NUMBER_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_UNITS)[1:10])}))?"
    rf"|{'|'.join(sorted(_UNITS, key=len, reverse=True))}|a dozen|two dozen)"
)
WORD_NUMBER = re.compile(rf"(?<![\w-]){NUMBER_WORD}(?![\w]|-[a-z])", re.IGNORECASE)
#: A factor in words: what it is, and how far about it is.
FACTOR_WORDS = {"once": 1.0, "twice": 2.0, "thrice": 3.0, "twofold": 2.0,
                "threefold": 3.0,
                "fourfold": 4.0, "fivefold": 5.0, "tenfold": 10.0}  # fmt: skip
WORD_FACTOR = re.compile(
    rf"(?<=failed )once\b|\b(?:{'|'.join(list(FACTOR_WORDS)[1:])})\b", re.IGNORECASE
)
#: How often something came about: failed twice.
OFTEN = re.compile(
    r"(?<=fails )(?:once|twice|thrice)\b|(?<=failed )(?:once|twice|thrice)\b"
    r"|(?<=succeeded )(?:once|twice|thrice)\b|(?<=compiled )(?:once|twice|thrice)\b",
    re.IGNORECASE,
)
#: A share in words, in percent.
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
          "ninth": 9, "tenth": 10}  # fmt: skip
SHARE_WORDS = {"half": 50.0} | {
    f"{said} {part}{'s' if n > 1 else ''}": 100 * n / whole
    for part, whole in _PARTS.items()
    for n, word in enumerate(list(_UNITS)[1:whole], start=1)
    for said in ((word, "a", "an") if n == 1 else (word,))
}
_SHARES = "|".join(sorted(SHARE_WORDS, key=len, reverse=True)).replace(" ", "[- ]")
WORD_SHARE = re.compile(
    rf"\b(?:{_SHARES})(?= (?:of|the|all)\b)|(?<=(?:rate|hare) of )(?:{_SHARES})\b",
    re.IGNORECASE,
)
_FEW = "|".join(list(_UNITS)[1:11])
#: Some in so many: three in ten files.
WORD_IN = re.compile(
    rf"\b({_FEW}) (?:in|out of) (?:every )?({_FEW})(?= [a-z])", re.IGNORECASE
)
#: One in so many: every third attempt.
WORD_EVERY = re.compile(
    r"\bevery (third|fourth|fifth|sixth|tenth)(?= [a-z])", re.IGNORECASE
)
EVERY = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
#: What makes a number in words a factor: ten times as fast, four times that of jit.
TIMES_AS = re.compile(
    r" times(?= (?:as(?! well)|that|those|the|more|less|its|their"
    r"|\w+er\b|[\w:.+-]+['’]s)\b)",
    re.IGNORECASE,
)


def value_of_words(words: str) -> float:
    """Return what a number in words is: twenty-seven is 27."""
    parts = re.split(r"[- ]", words.lower())
    if parts[-1] == "dozen":
        return 24.0 if parts[0] == "two" else 12.0
    return float(sum(_TENS.get(part, 0) + _UNITS.get(part, 0) for part in parts))
