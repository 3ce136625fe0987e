"""The llamacpp narrator: a GGUF file, run by llama.cpp in a child process of ours."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..config import RunConfig
from ..errors import NarratorError
from .base import Effective, Reply, Timings, Warned

#: What is taken where nobody sets num_ctx.
DEFAULT_CONTEXT = 4096

_START_S = 600.0
_GAP_S = 600.0


class LlamaCppModel:
    """A model in a GGUF file, served by llama.cpp in an own process.

    Parameters
    ----------
    config
        `RunConfig.model` is the path of the file; the options go to the engine
        (``num_ctx``, ``num_gpu``) and into each request.

    Raises
    ------
    NarratorError
        The file or xllamacpp is not there, or the engine refuses the file.
    """

    name = "llamacpp"

    def __init__(self, config: RunConfig):
        self._config = config
        self._path = Path(config.model).expanduser()
        _check_file(self._path)
        if find_spec("xllamacpp") is None:
            raise NarratorError(
                "the llamacpp narrator needs xllamacpp;"
                " `pip install chimera-nb[embedded]`"
            )
        import httpx

        self._blocks: int | None = None
        self.process, address = self._start()
        self._http = httpx.Client(
            base_url=address, timeout=httpx.Timeout(_GAP_S, connect=5), trust_env=False
        )
        self._real_ctx: int | None = None
        try:
            props = self._post("GET", "/props", None)
        except NarratorError:
            self.close()
            raise
        settings = props.get("default_generation_settings") or {}
        self._real_ctx = settings.get("n_ctx")

    @property
    def context(self) -> int:
        """Tokens of context that were asked for, less where the engine made less."""
        asked = self._config.num_ctx or DEFAULT_CONTEXT
        return min(asked, self._real_ctx or asked)

    def count_tokens(self, text: str) -> int:
        """Count a prompt's tokens exactly, its chat template included."""
        asked = {"messages": [{"role": "user", "content": text}]}
        whole = self._post("POST", "/apply-template", asked).get("prompt", text)
        body = {"content": whole, "add_special": True, "parse_special": True}
        return len(self._post("POST", "/tokenize", body).get("tokens", ()))

    def write(
        self,
        prompt: str,
        *,
        num_predict: int,
        on_text: Callable[[str], None] | None = None,
        stop: Callable[[str], bool] | None = None,
    ) -> Reply:
        """Ask once, streaming.

        Raises
        ------
        NarratorError
            The prompt is longer than the context, or the engine ended.
        """
        options = {**self._config.options(), "num_predict": num_predict}
        body: dict[str, Any] = {name: value for name, value in options.items()
                if name not in ("num_ctx", "num_gpu", "num_predict")}  # fmt: skip
        body |= {
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": num_predict, "stream": True,
            "stream_options": {"include_usage": True}, "timings_per_token": False,
        }  # fmt: skip
        text, first, reason, stopped = "", None, "", False
        raw: dict[str, Any] = {}
        start = time.perf_counter()
        for event in self._events(body):
            raw |= {key: event[key] for key in ("usage", "timings") if event.get(key)}
            for choice in event.get("choices") or ():
                reason = choice.get("finish_reason") or reason
                piece = (choice.get("delta") or {}).get("content") or ""
                if piece:
                    first = first or time.perf_counter()
                    text += piece
                    if on_text:
                        on_text(piece)
                    stopped = bool(stop and stop(text))
            if stopped:
                reason = "stopped"
                break
        end = time.perf_counter()
        timings = _timings(raw, start, first, end)
        return Reply(text=text, timings=timings, done_reason=reason, requested=options,
                     raw=raw, warnings=self._warnings(timings, reason))  # fmt: skip

    def effective(self) -> Effective | None:
        """Say what is really in effect; the layers only where the header is read."""
        num_gpu, layers = self._config.num_gpu, None
        if num_gpu is not None and num_gpu >= 0:
            most = self._count_layers()
            layers = min(num_gpu, most) if most else None
        return Effective(
            num_ctx=self._real_ctx, gpu_layers=layers, size=self._path.stat().st_size
        )

    def close(self) -> None:
        """End the child process."""
        with suppress(AttributeError):
            self._http.close()
        process = self.process
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()

    def _start(self) -> tuple["subprocess.Popen[str]", str]:
        """Start the child and wait for its one line."""
        ctx = self._config.num_ctx or DEFAULT_CONTEXT
        gpu = -1 if self._config.num_gpu is None else self._config.num_gpu
        process = subprocess.Popen(
            [sys.executable, "-m", "chimera_nb.narrators.llamacpp_child",
             str(self._path), str(ctx), str(gpu)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        self.process = process
        assert process.stdout is not None
        try:
            ready, _, _ = select.select([process.stdout], [], [], _START_S)
            line = process.stdout.readline() if ready else ""
            told = json.loads(line) if line.strip() else {}
        except BaseException:
            self.close()
            raise
        if "address" not in told:
            self.close()
            why = " ".join(str(told.get("error") or "it ended at once").split())[:200]
            raise NarratorError(f"llama.cpp cannot load {self._path}: {why}")
        return process, str(told["address"])

    def _events(self, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        import httpx

        try:
            with self._http.stream("POST", "/v1/chat/completions", json=body) as reply:
                if reply.status_code != 200:
                    raise NarratorError(_refused(reply.read()))
                for line in reply.iter_lines():
                    if not line.startswith("data:"):
                        continue
                    data = line[5:].strip()
                    if data == "[DONE]":
                        return
                    event = json.loads(data)
                    if "error" in event:
                        raise NarratorError(_refused(data.encode()))
                    yield event
        except (httpx.HTTPError, ValueError) as error:
            raise NarratorError(self._ended(error)) from None

    def _post(self, method: str, path: str, body: Any) -> dict[str, Any]:
        import httpx

        try:
            found = self._http.request(method, path, json=body).raise_for_status()
            return dict(found.json())
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise NarratorError(self._ended(error)) from None

    def _ended(self, error: Exception) -> str:
        with suppress(subprocess.TimeoutExpired):
            code = self.process.wait(timeout=1)
            return (
                f"llama.cpp's process ended ({code}) while it was asked;"
                " lower num_gpu or num_ctx, or try another file"
            )
        return f"llama.cpp did not answer as it should: {type(error).__name__}"

    def _count_layers(self) -> int | None:
        """Read the model's layers, output included, from the file's header."""
        if self._blocks is None and find_spec("gguf") is not None:
            from gguf import GGUFReader

            with suppress(ValueError, OSError, IndexError, KeyError):
                fields = GGUFReader(self._path).fields
                kind = str(fields["general.architecture"].contents())
                self._blocks = int(fields[f"{kind}.block_count"].contents())
        return None if self._blocks is None else self._blocks + 1

    def _warnings(self, timings: Timings, reason: str) -> tuple[Warned, ...]:
        found, asked = [], self._config.num_ctx
        if reason == "length":
            made = timings.tokens_generated
            found.append(("answer_cut", f"the answer was cut after {made} tokens;"
                          " raise num_predict"))  # fmt: skip
        if not reason:
            found.append(("no_done", "the stream ended without its last part"))
        if asked and self._real_ctx and asked != self._real_ctx:
            way = "context_raised" if self._real_ctx > asked else "context_lowered"
            said = f"num_ctx {asked} was asked, {self._real_ctx} was in effect"
            found.append((way, said))
        layers, num_gpu = self._count_layers(), self._config.num_gpu
        if layers and num_gpu is not None and num_gpu > layers:
            said = f"num_gpu {num_gpu} is more than the model's {layers} layers"
            found.append(("layers_capped", said))
        return tuple(Warned(code=code, message=said) for code, said in found)


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise NarratorError(
            f"{path}: {error.strerror or error}; narrator llamacpp wants the path of"
            " a GGUF file as model"
        ) from None
    if magic != b"GGUF":
        raise NarratorError(f"{path}: is not a GGUF file")


def _refused(content: bytes) -> str:
    try:
        said = json.loads(content)["error"]
        said = said["message"] if isinstance(said, dict) else said
    except (ValueError, KeyError, TypeError):
        said = content[:200].decode("utf-8", "replace")
    said = " ".join(str(said).split())
    cure = "; raise num_ctx" if "context size" in said else ""
    said = said.removesuffix(", try increasing it") if cure else said
    return f"llama.cpp refused: {said}{cure}"


def _timings(
    raw: Mapping[str, Any], start: float, first: float | None, end: float
) -> Timings:
    told, usage = raw.get("timings") or {}, raw.get("usage") or {}
    made, took = told.get("predicted_n"), told.get("predicted_ms")
    return Timings(
        throughput_tok_s=made / took * 1000 if made and took else None,
        ttft_ms=None if first is None else (first - start) * 1000,
        total_duration_ms=(end - start) * 1000,
        tokens_generated=made, prompt_tokens=usage.get("prompt_tokens"),
        prompt_eval_ms=told.get("prompt_ms"), eval_ms=took,
    )  # fmt: skip
