"""What benchmarks of inference print: benchmark_app, trtexec, perf_test and others.

OpenVINO's benchmark_app (https://github.com/openvinotoolkit/openvino,
tools/benchmark_tool), TensorRT's trtexec (https://github.com/NVIDIA/TensorRT,
samples/trtexec), ONNX Runtime's onnxruntime_perf_test
(https://github.com/microsoft/onnxruntime, onnxruntime/test/perftest), TensorFlow Lite's
benchmark_model, and the lines of benchncnn and MNN's benchmark. They are logs, often
whole terminal sessions; a run's model is in the last command, heading or banner.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..declared import plain
from ..document import Document
from ..records import Found, NotTaken, Number, Reader, Record, failed, is_number
from ._rest import with_rest
from ._terminal import Outline, numbered

_N = r"(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
#: Lines of one number: its words, then metric, unit ("" takes it from the line),
#: statistic.
_LINES = {
    "Throughput": ("throughput", "", "value"),
    "Duration": ("time", "", "value"), "Count": ("iterations", "count", "count"),
    "Latency": ("latency", "", "value"), "Median": ("latency", "", "median"),
    "Average": ("latency", "", "mean"), "AVG": ("latency", "", "mean"),
    "Min": ("latency", "", "min"), "MIN": ("latency", "", "min"),
    "Max": ("latency", "", "max"), "MAX": ("latency", "", "max"),
    "First inference took": ("first_latency", "", "value"),
    "Read model took": ("read_time", "", "value"),
    "Compile model took": ("compile_time", "", "value"),
    "Read network took": ("read_time", "", "value"),
    "Load network took": ("load_time", "", "value"),
    "Reading the network took": ("read_time", "", "value"),
    "Loading network to device took": ("load_time", "", "value"),
    "Total Host Walltime": ("time", "", "value"),
    "Total GPU Compute Time": ("gpu_time", "", "total"),
    "Engine built in": ("build_time", "", "value"),
    "Engine generation completed in": ("build_time", "", "value"),
    "Engine deserialized in": ("load_time", "", "value"),
    "Session creation time cost": ("load_time", "", "value"),
    "First inference time cost": ("first_latency", "", "value"),
    "Total inference time cost": ("inference_time", "", "total"),
    "Total inference requests": ("requests", "count", "count"),
    "Average inference time cost": ("latency", "", "mean"),
    "Average inference time cost total": ("latency", "", "mean"),
    "Total inference run time": ("time", "", "value"),
    "Number of inferences per second": ("throughput", "1/s", "value"),
    "Avg CPU usage": ("cpu_usage", "%", "mean"),
    "Total CPU usage": ("cpu_usage", "%", "total"),
    "Peak working set size": ("peak_memory", "bytes", "max"),
    "Min Latency": ("latency", "", "min"), "Max Latency": ("latency", "", "max"),
    "P50 Latency": ("latency", "", "median"), "P90 Latency": ("latency", "", "p90"),
    "P95 Latency": ("latency", "", "p95"), "P99 Latency": ("latency", "", "p99"),
    "P999 Latency": ("latency", "", "p99.9"),
}  # fmt: skip
_WORDS = "|".join(sorted(map(re.escape, _LINES), key=len, reverse=True))
_LINE = re.compile(rf"(?:\[[^\]]*\]\s*)*({_WORDS})(?:\s*:|\s)\s*{_N}\s*([A-Za-z%/]*)")
_UNITS = {"FPS": "1/s", "fps": "1/s", "qps": "1/s", "iterations": "count",
          "inferences/s": "1/s"}  # fmt: skip
_TIMES = ("ms", "s", "sec", "us", "bytes", "%", "seconds")
_PARTS = {"Latency": "latency", "Enqueue Time": "enqueue_time", "H2D Latency":
          "h2d_latency", "D2H Latency": "d2h_latency", "GPU Compute Time": "gpu_time",
          "End-to-End Host Latency": "end_to_end_latency",
          "Host Latency": "latency"}  # fmt: skip
_PART = re.compile(r"(?:\[[^\]]*\]\s*)*(" + "|".join(_PARTS) + r"):\s+min[ =:]")
_PAIR = re.compile(
    r"(min|max|mean|median|avg|std|percentile\((\d+(?:\.\d+)?)%\))\s*=\s*" + _N
    + r"\s*(ms|us)?")  # fmt: skip
_TFLITE = re.compile(
    r"Inference timings in us: Init: " + _N + r", First inference: " + _N
    + r", Warmup \(avg\): " + _N + r", Inference \(avg\): " + _N)  # fmt: skip
_COUNTED = re.compile(r"(?:^|\s)count=(\d+) first=\S+ curr=\S+ (min=.*)")
_EQUALS = re.compile(r"(min|max|avg|std|median|p\d+)=" + _N)
_MEMORY = re.compile(r"[Mm]emory footprint.*\(MB\).*?:\s*(?:init=" + _N + r" overall=)?"
                     + _N)  # fmt: skip
_NET = re.compile(
    r"\s*(?:\[ - \]\s+)?(\S{1,80})\s+"
    rf"((?:min|max) =\s*{_N}\s*(?:ms)?\s+.*\bavg =.*)"
)
_COMMAND = re.compile(
    r"((?:\S*/)?(?:benchmark_app(?:\.py)?|trtexec(?:\.exe)?|onnxruntime_perf_test"
    r"|benchmark_model|benchncnn)\s+\S.*)"
)
_MODEL = re.compile(
    r"(?:--onnx=|--loadEngine=|--graph=|--uff=|--model=|\s-m\s+|--path_to_model[\s=])"
    r"[\"']?([^\s\"']+\.[A-Za-z]\w*|[${]+\w+\}?)"
    r"|\s([^\s\"'\-=][^\s\"'=]*\.(?:onnx|ort|xml))"
)
_LOADED = re.compile(r"(?:.*\bLoaded model |.*\bGraph: \[|.*\[I\] Model: )([^\s\]]+)")
_SETTING = re.compile(r"(loop_count|num_threads|powersave|gpu_device) = (-?\d+)\s*\Z")
_START = re.compile(r".*(?:\[Step 1/\d+\]|&&&& RUNNING|Session creation time cost|"
                    r"STARTING!)")  # fmt: skip
_FAILED = re.compile(r".*&&&& FAILED (.*)")
_CLAIMS = (
    re.compile(r"Throughput:\s+[\d.]+ FPS"),
    re.compile(r"(?m)(?:\[I\]|^)[ \t]*Throughput: [\d.]+ qps"),
    re.compile(r"Number of inferences per second:\s*[\d.]"),
    re.compile(r"Inference timings in us: Init: \d"),
    re.compile(r"\[I\] (?:GPU Compute Time|Latency): min = "),
    re.compile(r"(?m)^[ \t]*\S{1,80}[ \t]+min =[ \t]+[\d.]+[ \t]+max =[ \t]+[\d.]"),
    re.compile(r"\[ - \] \S{1,80}\s+max =\s+[\d.]+\s?ms"),
    re.compile(r"&&&& FAILED TensorRT"),
)  # fmt: skip
_CLUES = ("FPS", " qps", "inferences per second", "timings in us", "GPU Compute Time",
          "avg =", "&&&& FAILED")  # fmt: skip


def claims(document: Document) -> bool:
    """Say whether one of the tools printed its results here."""
    text = document.text
    if not any(clue in text for clue in _CLUES):
        return False
    hits = sum(len(pattern.findall(text)) for pattern in _CLAIMS)
    return hits > 0


class _Run:
    """Joins the lines of one run to one record."""

    def __init__(self) -> None:
        self.outline = Outline(_COMMAND)
        self.model: str | None = None
        self.settings: dict[str, Any] = {}
        self.record: Record | None = None
        self.seen: set[tuple[str, str]] = set()

    def add(self, numbers: list[Number], line: int) -> Iterator[Found]:
        """Add numbers of a line; yields the run before where one repeats."""
        if any((each.metric, each.statistic) in self.seen for each in numbers):
            yield from self.end()
        if self.record is None:
            self.record = Record(f"line {line}", [], self.labels())
        for each in numbers:
            self.seen.add((each.metric, each.statistic))
            self.record.numbers.append(each._replace(place=f", line {line}"))

    def labels(self) -> dict[str, Any]:
        """Label with the model, the heading and the command before."""
        command = self.outline.command
        model = _MODEL.search(" " + command)
        name = self.model or ((model[1] or model[2]) if model else None)
        labels = {"model": name, "config_label": self.outline.heading,
                  "setting.command": command[:300] or None}  # fmt: skip
        return self.settings | {key: value for key, value in labels.items() if value}

    def end(self) -> Iterator[Found]:
        """Yield the run that is open."""
        if self.record:
            done = next((n.value for n in self.record.numbers
                         if n.metric in ("iterations", "requests")), None)  # fmt: skip
            self.record.numbers = [
                each if each.statistic in ("count", "value") else each._replace(
                    n_behind=done) for each in self.record.numbers
            ]  # fmt: skip
            yield self.record
        self.record, self.seen = None, set()

    def feed(self, line: str) -> Iterator[Found]:
        """Take in a line without numbers; a new command or heading ends a run."""
        command = self.outline.command
        if match := _LOADED.match(line):
            self.model = match[1]
        elif match := _SETTING.match(line):
            self.settings[f"setting.{match[1]}"] = int(match[2])
        elif match := _FAILED.match(line):
            yield from self.end()
            bad = failed("latency", "ms", line.strip()[:200])
            yield Record("", [bad], self.labels())
        else:
            heading = self.outline.heading
            told = self.outline.feed(line)
            if (told and self.outline.heading != heading) or _START.match(line):
                yield from self.end()
            if self.outline.command != command:
                yield from self.end()
                self.model = None


def read(document: Document) -> Iterator[Found]:
    """Yield one record a run, or a net of a list of nets."""
    run = _Run()
    warm = 0
    for line, text in numbered(document):
        if len(text) > 1000:
            continue
        if ("avg =" in text) and (match := _NET.match(text)):
            numbers = list(_pairs("latency", match[2]))
            if numbers:
                labels = run.labels() | {"benchmark": match[1]}
                yield Record(f"line {line}", numbers, labels)
            continue
        numbers = list(_numbers(text)) if ":" in text or "took" in text or "=" in text \
            else []  # fmt: skip
        warm += "Warmup (avg)" in text
        if numbers:
            if _START.match(text):
                yield from run.end()
            yield from run.add(numbers, line)
        else:
            for found in run.feed(text):
                if isinstance(found, Record) and not found.place:
                    found.place = f"line {line}"
                yield found
    yield from run.end()
    if warm:
        yield NotTaken("the mean of the warm-up runs", warm)


def _numbers(text: str) -> Iterator[Number]:
    if match := _PART.match(text.strip()):
        yield from _pairs(_PARTS[match[1]], text)
    elif match := _TFLITE.search(text):
        yield Number("load_time", float(match[1]), "us", raw=match[1])
        yield Number("first_latency", float(match[2]), "us", raw=match[2])
        yield Number("latency", float(match[4]), "us", "mean", raw=match[4])
    elif match := _COUNTED.search(text):
        for name, raw in _EQUALS.findall(match[2]):
            if name != "avg":
                yield Number("latency", float(raw), "us", name, raw=raw,
                             n_behind=int(match[1][:12]))  # fmt: skip
    elif "footprint" in text and (match := _MEMORY.search(text)):
        if match[1]:
            yield Number("init_memory", float(match[1]), "MB", raw=match[1])
        yield Number("peak_memory", float(match[2]), "MB", "max", raw=match[2])
    else:
        for part in text.split("; "):
            if match := _LINE.match(part.strip()):
                yield from _single(match)


def _single(match: re.Match[str]) -> Iterator[Number]:
    metric, unit, statistic = _LINES[match[1]]
    written = match[3]
    unit = unit or _UNITS.get(written, written)
    if unit in _TIMES or unit in ("1/s", "count"):
        value = plain(match[2])
        if isinstance(value, (int, float)) and is_number(value):
            yield Number(metric, value, unit, statistic, raw=match[2])


def _pairs(metric: str, text: str) -> Iterator[Number]:
    for name, rank, raw, unit in _PAIR.findall(text):
        statistic = f"p{rank}" if rank else {"avg": "mean"}.get(name, name)
        yield Number(metric, float(raw), unit or "ms", statistic, raw=raw)


READERS = (Reader("inference logs", ("text", "markdown"), claims, with_rest(read)),)
