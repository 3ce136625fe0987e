"""What can go wrong with an Ollama server, in one line each; a call's warnings."""

import json
from collections.abc import Mapping
from typing import Any

from .base import Effective, Timings, Warned

#: A prompt counted below this share of our estimate was cut (we estimate from above).
CUT_BELOW = 0.45
#: A load of this many ms or more was a cold one.
COLD_MS = 500.0


def is_passing(error: BaseException) -> bool:
    """Tell whether to ask again can mend an error: refused, or busy."""
    import httpx
    import ollama

    if isinstance(error, ollama.ResponseError):
        return error.status_code == 503
    return isinstance(error, (httpx.ConnectError, ConnectionError))


def explain(
    error: Exception, host: str, model: str, connect_s: float = 5
) -> str | None:
    """Say cause and cure of an error in one line; None where it is not the server's."""
    import httpx
    import ollama

    if isinstance(error, ollama.ResponseError):
        return _refused(unwrap(error.error), error.status_code, host, model)
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection to {host} within {connect_s:g} s; is OLLAMA_HOST right?"
    if isinstance(error, (httpx.ConnectError, ConnectionError)):
        return f"no server answers at {host}; start one with `ollama serve`"
    if isinstance(error, httpx.TimeoutException):
        return f"the server at {host} stopped answering; look at its log"
    if isinstance(error, httpx.HTTPError):
        return (
            f"the server at {host} broke off in the middle of its answer;"
            " look at its log and run again"
        )
    if isinstance(error, (ValueError, AttributeError)):
        return f"what answers at {host} is no Ollama server; is OLLAMA_HOST right?"
    return None


def unwrap(text: Any) -> str:
    """Return the message inside an error, which may be JSON inside JSON."""
    for _ in range(3):
        try:
            found = json.loads(text) if isinstance(text, str) else text
        except ValueError:
            break
        if not isinstance(found, dict):
            break
        text = found.get("error", found.get("message", ""))
    return " ".join(str(text).split())[:300]


def _refused(said: str, status: int, host: str, model: str) -> str:
    low = said.lower()
    if status == 404 or ("model" in low and "not found" in low):
        return f"the server at {host} has no model {model!r}; `ollama pull {model}`"
    if status == 503:
        return f"the server at {host} is busy; try again later or with fewer workers"
    if status == 403:
        return f"the server at {host} refuses this host name; use 127.0.0.1"
    if "out of memory" in low or "out-of-memory" in low or "memory" in low:
        return f"not enough memory for {model}: {said}; lower num_gpu or num_ctx"
    if "exceed" in low or "longer than the context" in low:
        return f"the prompt is longer than the context: {said}; raise num_ctx"
    if "option" in low and "must be" in low:
        return f"the server refuses an option: {said}; correct the config"
    if "terminated" in low or "stopped" in low or "encountered" in low:
        return f"the model broke off: {said}; see the log of the server at {host}"
    code = f" ({status})" if status > 0 else ""
    return f"the server at {host} refused{code}: {said or 'without a reason'}"


def usual_warnings(
    estimate: int,
    timings: Timings,
    reason: str,
    done: bool,
    options: Mapping[str, Any],
    effective: Effective | None,
    blocks: int | None,
) -> tuple[Warned, ...]:
    """Return what a reader must know of a call that went through."""
    found: list[tuple[str, str]] = []
    prompt, made = timings.prompt_tokens, timings.tokens_generated
    asked = options.get("num_ctx")
    real = effective.num_ctx if effective else None
    context = real or asked
    if prompt is not None and prompt < CUT_BELOW * estimate:
        found.append((
            "prompt_cut",
            f"the server read {prompt} tokens of a prompt of about {estimate};"
            " it cut the rest, so raise num_ctx",
        ))  # fmt: skip
    if context and prompt and made and prompt + made > context:
        found.append((
            "context_shifted",
            f"prompt and answer took {prompt + made} tokens of {context}; the end was"
            " written without the whole prompt",
        ))  # fmt: skip
    if reason == "length":
        found.append(
            ("answer_cut", f"the answer was cut after {made or 'an unknown number of'}"
             " tokens; raise num_predict")
        )  # fmt: skip
    if not done and reason != "stopped":
        found.append((
            "no_done", "the stream ended without its last part; metrics are missing"
        ))  # fmt: skip
    if asked and real and asked != real:
        way = "context_raised" if real > asked else "context_lowered"
        found.append((way, f"num_ctx {asked} was asked, {real} was in effect"))
    num_gpu = options.get("num_gpu")
    if blocks and num_gpu is not None and num_gpu > blocks + 1:
        found.append((
            "layers_capped",
            f"num_gpu {num_gpu} is more than the model's {blocks + 1} layers",
        ))  # fmt: skip
    penalty = options.get("repeat_penalty")
    if penalty not in (None, 1) and ignores_penalty(
        effective.server_version if effective else None
    ):
        found.append((
            "penalty_ignored",
            "this server's version ignores repeat_penalty for gemma3",
        ))  # fmt: skip
    if timings.load_ms is not None and timings.load_ms >= COLD_MS:
        found.append((
            "cold_start",
            f"the model was loaded first, in {timings.load_ms / 1000:.1f} s, which is"
            " in the time to first token",
        ))  # fmt: skip
    return tuple(Warned(code=code, message=message) for code, message in found)


def ignores_penalty(version: str | None) -> bool:
    """Tell whether a server's engine ignores penalties (0.6 to 0.24, but for three)."""
    try:
        parts = tuple(int(each) for each in (version or "").split("-")[0].split("."))
    except ValueError:
        return False
    return (0, 6) <= parts < (0, 30) and not (0, 17, 5) <= parts <= (0, 17, 7)
