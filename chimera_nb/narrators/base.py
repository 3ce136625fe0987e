"""What a narrator is given and gives back; one that asks a model sees only text."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class Timings:
    """The metrics of one model call; None is "not reported".

    Durations in ms, throughput in tokens per second (``tokens_generated / eval``).
    The clock of `ttft_ms` starts before the request and stops at the first non-empty
    piece of text; `total_duration_ms` is the whole call by the same clock.
    """

    throughput_tok_s: float | None = None
    ttft_ms: float | None = None
    total_duration_ms: float | None = None
    tokens_generated: int | None = None
    prompt_tokens: int | None = None
    prompt_eval_ms: float | None = None
    eval_ms: float | None = None
    load_ms: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``run.json`` holds under ``metrics``."""
        return asdict(self)


def total_timings(timings: list[Timings]) -> Timings | None:
    """Sum the metrics of several calls; the time to first token is the first call's.

    None where there was no call.
    """
    if not timings:
        return None

    def total(name: str) -> Any:
        values = [getattr(each, name) for each in timings]
        values = [value for value in values if value is not None]
        return sum(values) if values else None

    generated, spent = total("tokens_generated"), total("eval_ms")
    throughput = generated / spent * 1000 if generated and spent else None
    sums = {
        name: total(name)
        for name in asdict(timings[0])
        if name not in ("ttft_ms", "throughput_tok_s")
    }
    return Timings(ttft_ms=timings[0].ttft_ms, throughput_tok_s=throughput, **sums)


@dataclass(frozen=True, kw_only=True)
class Warned:
    """Something a reader must know of the call: a code, and a sentence."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What one call of a model gave."""

    text: str
    timings: Timings
    done_reason: str
    requested: Mapping[str, Any]
    warnings: tuple[Warned, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Effective:
    """The settings that were really in effect; None is "not known"."""

    num_ctx: int | None = None
    gpu_layers: int | None = None
    size_vram: int | None = None
    size: int | None = None
    model_digest: str | None = None
    quantization: str | None = None
    server_version: str | None = None


class Model(Protocol):
    """A narrator that asks a model: text in, `Reply` out."""

    name: str

    @property
    def context(self) -> int:
        """Tokens of context that will really be there for prompt and answer."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count the prompt's tokens, exactly or from above, template included."""
        ...

    def write(
        self,
        prompt: str,
        *,
        num_predict: int,
        on_text: Callable[[str], None] | None = None,
        stop: Callable[[str], bool] | None = None,
    ) -> Reply:
        """Ask once, streaming; *stop* sees the text so far and may end the stream."""
        ...

    def effective(self) -> Effective | None:
        """Say what was really in effect, after a call."""
        ...

    def close(self) -> None:
        """Release what the narrator holds."""
        ...
