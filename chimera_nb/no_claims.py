"""What looks like a number to judge and is none: names, versions, dates, code."""

import re

NO_CLAIM = (
    ("part of a tag", re.compile(r"</?[A-Za-z][^<>]*>|<!--.{0,2000}?-->")),
    ("a date", re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}[\d:.]*Z?)?")),
    (
        "a date",
        re.compile(
            r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
            r" \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
        ),
    ),
    (
        "a date",
        re.compile(
            r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
            r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
            r" \d{1,2}(?:st|nd|rd|th)?\b(?![.,]?\d)"
        ),
    ),
    ("a date", re.compile(r"\b(?:Q[1-4]|H[12]) \d{4}\b")),
    (
        "a part of the text itself",
        re.compile(
            r"\b(?:half|[\w-]+ (?:thirds?|quarters?|fifths?)|\d+ ?%) of (?:the|this) "
            r"(?:text|report|document|page|section|article|chapter)s?\b"
            r"|\bin (?:all|both|each of the) (?:\d+|[a-z]+) (?:rows|columns|tables"
            r"|sections)\b"
            r"|\bpage \d+(?: of \d+)?",
            re.I,
        ),
    ),
    (
        "a telephone number",
        re.compile(
            r"(?i:\b(?:phone|tel|fax|contact)\b[^\n\d]{0,40})?\+\d[\d ()-]{6,}\d"
        ),
    ),
    ("a ticket", re.compile(r"\b[A-Z]{2,10}-\d+\b(?! ?%)")),
    ("a run's stamp", re.compile(r"\b\d{8}[-_T]\d{4,6}\b")),
    (
        "the number of a process or entry",
        re.compile(r"\b(?:PID|ID|id|pid|process ID)s?(?: no\.?| #|:|=)? ?\d+\b"),
    ),
    (
        "a size in words",
        re.compile(r"\b\d+-(?:layer|bit|core|way|step|token|shot|run|prompt)\b"),
    ),
    ("a run's stamp", re.compile(r"\bruns? \d{4,}(?: (?:and|to|or) \d{6})?\b", re.I)),
    ("a clock time", re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")),
    (
        "a date",
        re.compile(
            r"\b(?:\d{1,2} )?(?:(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?"
            r"|January|February|March|April|May|June|July|August"
            r"|September|October|November|December)(?: \d{1,2},?)? \d{4}\b"
        ),
    ),
    (
        "the number of a document or product",
        re.compile(
            r"\b(?:report|section|table|figure|chapter|appendix|step|phase|stage|driver"
            r"|rtx|gtx|geforce|radeon|ryzen|xeon|epyc|opteron|threadripper|instinct"
            r"|tesla|quadro|graviton|snapdragon|ubuntu|debian|windows|issue|release"
            r"|build|port|version|revision|prompt|option|scenario|risk|recommendation|finding|file"
            r"|item|example|case|pr|pull request|ticket|commit|driver to|opset|seed"
            r"|sm|iteration|trial|round|weeks?|months?|quarter|days?|sprint"
            r"|tier|priority|milestone|rank|position)"
            r"(?<!reports)s? (?:no\.? |#)?\d+(?:\.\d+)*(?:\s?[-–]\s?\d+)?\b(?!\s?%)"
            r"(?!\.?\d* ?(?:[nµm]?s|seconds|tok\w*|MB|kB|GB)\b)",
            re.I,
        ),
    ),
    (
        "a version",
        re.compile(
            r"(?<![\w:-])(?:[A-Z][\w-]*[a-zA-Z]|[a-z]+-[a-z]+) v?\d+\.\d+(?:\.\d+)*"
            r"(?![\w%])"
            r"(?!\s*(?:[nµμum]?s|sec\w*|x|×|times|tok\w*|%|[KMG]i?B)\b)"
        ),
    ),
    ("a version", re.compile(r"\bv?\d+\.\d+\.\d+[\w.+-]*|\bv\d+(?:\.\d+)*\b")),
    (
        "a version",
        re.compile(
            r"\b(?:versions?\W{1,6}|(?:python|torch|gcc|clang|cuda(?= 1[0-3]\b)"
            r"|onnxruntime|numpy"
            r"|pandas|transformers|ollama|vllm|triton|cudnn)[ -])\d+(?:\.\d+)*\b"
            r"(?!\s*(?:[nµμum]?s|x|×|%|tok\w*)\b)",
            re.I,
        ),
    ),
    (
        "a file name",
        re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:csv|json|md|txt|py|yaml)\b"),
    ),
    ("an ordinal", re.compile(r"\b\d+(?:st|nd|rd|th)\b")),
    (
        "part of a name",
        re.compile(r"\b[A-Za-z_][\w+-]*:[\w.-]+|\b[A-Za-z]+[+\d]*\d\w*(?:-\d\w*)*"),
    ),
    (
        "a section number",
        re.compile(
            r"^\s*#+\s*\d+(?:\.\d+)*\.?(?=\s)|\b(?:section|table|figure) \d+", re.I
        ),
    ),
    (
        "a section number",
        re.compile(
            r"^\s*(?:[-*+]\s+)?\**\d{1,2}(?:\.\d{1,2})+\.?\s+(?=\**[A-Z][a-z]+)"
        ),
    ),
    (
        "a level of confidence",
        re.compile(r"\b\d{2}(?:\.\d+)?\s?%\W*(?:confidence|credible|CIs?\b)", re.I),
    ),
    (
        "a percentile's name",
        re.compile(
            r"\b(?:9\d(?:\.\d+)?|75|50)\s?%(?= (?:and \d+% )?of (?:the |all )?"
            r"(?:[\w-]+ )?(?:latenc\w+|requests?|calls?|measurements?|inferences?"
            r"|values?|samples?))",
            re.I,
        ),
    ),
    (
        "how many are listed",
        re.compile(
            r"\b(?:the (?:\d{1,2}|two|three|four|five|six|ten)(?= (?:fastest|slowest"
            r"|best|worst|largest|smallest|highest|lowest|quickest|longest|shortest|top)\b)"
            r"|top[ -](?:\d{1,2}|two|three|four|five|ten)\b(?! ?%))",
            re.I,
        ),
    ),
    (
        "a percentile's name",
        re.compile(
            r"\b(?:half|nine in ten|ninety percent"
            r"|\d{1,2}(?:\.\d+)?\s?%)(?= of (?:the |all |its )?"
            r"[^.;,\d]{3,40}? (?:within|after|under|below"
            r"|(?:in )?(?:less|no more) than|at most) [~\d])"
            r"|\bnine in ten(?= (?:within|after|under|below|at most) [~\d])",
            re.I,
        ),
    ),
    ("a list number", re.compile(r"^\s*(?:[-*+]\s+)?\**\d+[.)]\**(?=\s)")),
)
_OPTIONS = r"(?:num_gpu|num_ctx|num_predict|temp(?:erature)?|top_[pk]|repeat_penalty)"
#: Code, but for what is set: `num_ctx=1024` is a claim.
CODE = re.compile(
    rf"`(?!{_OPTIONS}\s*[=:])[^`\n]+`|\b(?:json|csv|markdown)_\w+(?:\[\d+\])?[\w.\[\]]*"
    r"|\b[a-z]\w*(?:\[\d+\])+[\w.\[\]]*"
)
