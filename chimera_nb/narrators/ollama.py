"""The ollama narrator: one streamed chat with an Ollama server, timed and checked."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Queue
from typing import Any
from urllib.parse import urlsplit

from ..config import RunConfig
from ..errors import NarratorError
from .base import Effective, Reply, Timings
from .ollama_faults import explain, is_passing, usual_warnings
from .tokens import TEMPLATE_TOKENS, estimate_tokens

#: What Ollama takes where nobody sets num_ctx (on a machine with a small GPU or none).
DEFAULT_CONTEXT = 4096

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_END = object()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The longest waits in seconds: to connect, for the first token, between two."""

    connect_s: float = 5
    first_token_s: float = 600
    between_tokens_s: float = 60


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that answered: where, its version, and the models it has."""

    host: str
    version: str
    models: tuple[str, ...]


def host_in_use(host: str | None = None) -> str:
    """Return the server's URL by the ollama package's rules.

    The argument, else ``OLLAMA_HOST``, else ``http://127.0.0.1:11434``. A host without
    a scheme gets port 11434, ``http://h`` port 80. The address 0.0.0.0, meant for a
    server, becomes loopback.

    Raises
    ------
    NarratorError
        It is no host at all.
    """
    asked = (host or os.environ.get("OLLAMA_HOST") or "").strip()
    scheme, mark, rest = asked.partition("://")
    if not mark:
        scheme, rest = "http", asked
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        name, port = parts.hostname or "127.0.0.1", parts.port
        if scheme not in ("http", "https"):
            raise ValueError(scheme)
    except ValueError:
        raise NarratorError(
            f"OLLAMA_HOST is {asked!r}; want a host such as 127.0.0.1:11434"
        ) from None
    if port is None:
        port = {"http": 80, "https": 443}[scheme] if mark else 11434
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(name, name)  # noqa: S104
    name = f"[{name}]" if ":" in name else name
    return f"{scheme}://{name}:{port}{parts.path.rstrip('/')}"


def probe(host: str | None = None, timeout: float = 1.0) -> Server | None:
    """Ask a server for its version and models, in at most *timeout* seconds in all."""
    host = host_in_use(host)
    found: Queue[Server | None] = Queue()

    def look() -> None:
        import httpx

        server = None
        with suppress(httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError,
                      KeyError, AttributeError):  # fmt: skip
            with httpx.Client(
                base_url=host, timeout=timeout, trust_env=not is_loopback(host)
            ) as client:
                version = client.get("/api/version").raise_for_status().json()
                tags = client.get("/api/tags").raise_for_status().json()
            names = tuple(str(each["model"]) for each in tags.get("models") or ())
            server = Server(host=host, version=str(version["version"]), models=names)
        found.put(server)

    threading.Thread(target=look, daemon=True).start()
    try:
        return found.get(timeout=timeout)
    except Empty:
        return None


def is_loopback(host: str) -> bool:
    """Tell whether a URL is of this machine, so that no proxy lies between."""
    return urlsplit(host).hostname in _LOOPBACK


def full_name(model: str) -> str:
    """Return a model's name with its tag: ``gemma3`` is ``gemma3:latest``."""
    return model if ":" in model.rpartition("/")[2] else f"{model}:latest"


def has_model(server: Server, model: str) -> bool:
    """Tell whether the server has the model; case does not count there."""
    return full_name(model).lower() in {full_name(m).lower() for m in server.models}


def missing_model(server: Server, model: str) -> str:
    """Say that the server has not got the model, and what it has."""
    few = ", ".join(server.models[:5]) or "none"
    more = f" and {len(server.models) - 5} more" if len(server.models) > 5 else ""
    return f"the server at {server.host} has no model {model!r}; it has {few}{more}"


class OllamaModel:
    """A model on an Ollama server.

    Parameters
    ----------
    config
        Its model and options.
    host
        The server; ``OLLAMA_HOST``, else the loopback address, where None.
    limits
        The longest waits.
    """

    name = "ollama"

    def __init__(
        self,
        config: RunConfig,
        host: str | None = None,
        limits: Limits = Limits(),
    ):
        import httpx
        import ollama

        self.host = host_in_use(host)
        self._config, self._limits = config, limits
        between = max(limits.first_token_s, limits.between_tokens_s)
        timeout = httpx.Timeout(between + 1, connect=limits.connect_s)
        direct = not is_loopback(self.host)
        self._client = ollama.Client(self.host, timeout=timeout, trust_env=direct)
        self._http = httpx.Client(
            base_url=self.host, timeout=limits.connect_s, trust_env=direct
        )
        self._shown: Mapping[str, Any] | None = None
        self._effective: Effective | None = None

    @property
    def context(self) -> int:
        """Tokens of context that were asked for; the server's default where none."""
        return self._config.num_ctx or DEFAULT_CONTEXT

    def count_tokens(self, text: str) -> int:
        """Count a prompt's tokens from above: the server itself cannot be asked."""
        return estimate_tokens(text) + TEMPLATE_TOKENS

    def write(
        self,
        prompt: str,
        *,
        num_predict: int,
        on_text: Callable[[str], None] | None = None,
        stop: Callable[[str], bool] | None = None,
    ) -> Reply:
        """Ask once, streaming; retry what a retry can mend, before the first piece.

        Raises
        ------
        NarratorError
            One line of cause and cure.
        """
        from tenacity import (
            Retrying,
            retry_if_exception,
            stop_after_attempt,
            wait_exponential,
        )

        retrying = Retrying(
            retry=retry_if_exception(is_passing), stop=stop_after_attempt(4),
            wait=wait_exponential(multiplier=0.2, max=5), reraise=True,
        )  # fmt: skip
        options = {**self._config.options(), "num_predict": num_predict}
        try:
            return retrying(self._ask, prompt, options, on_text, stop)
        except NarratorError:
            raise
        except Exception as error:
            told = explain(error, self.host, self._config.model, self._limits.connect_s)
            if told is None:
                raise
            raise NarratorError(told) from None

    def _ask(
        self,
        prompt: str,
        options: dict[str, int | float],
        on_text: Callable[[str], None] | None,
        stop: Callable[[str], bool] | None,
    ) -> Reply:
        chat = self._client.chat(
            model=self._config.model,
            messages=[{"role": "user", "content": prompt}],
            options=options,
            stream=True,
        )
        text, first, final, stopped = "", None, None, False
        start = time.perf_counter()
        pieces = self._limited(iter(chat))
        try:
            for chunk in pieces:
                piece = chunk.message.content or ""
                if piece:
                    first = first or time.perf_counter()
                    text += piece
                    if on_text:
                        on_text(piece)
                if chunk.done:
                    final = chunk
                    break
                if piece and stop and stop(text):
                    stopped = True
                    break
        finally:
            pieces.close()  # type: ignore[attr-defined]
        end = time.perf_counter()
        raw = final.model_dump(exclude={"message"}, exclude_none=True) if final else {}
        timings = _timings(raw, start, first, end)
        reason = "stopped" if stopped else raw.get("done_reason") or ""
        self._effective = None
        self._effective = self.effective()
        return Reply(
            text=text, timings=timings, done_reason=reason, requested=options,
            raw=raw, warnings=usual_warnings(
                self.count_tokens(prompt), timings, reason, final is not None,
                options, self._effective, self.blocks(),
            ),
        )  # fmt: skip

    def _limited(self, chat: Iterator[Any]) -> Iterator[Any]:
        """Yield what *chat* yields, but wait no longer than the limits allow.

        A thread reads, so that a slow drip of bytes cannot stretch a limit. Closing
        this generator closes the stream, which ends the generation on the server.
        """
        queue: Queue[Any] = Queue()
        given_up = threading.Event()

        def read() -> None:
            try:
                for chunk in chat:
                    queue.put(chunk)
                    if given_up.is_set():
                        break
            except Exception as error:  # noqa: BLE001 (raised again by the reader)
                queue.put(error)
            finally:
                chat.close()  # type: ignore[attr-defined]
                queue.put(_END)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        limit, started = self._limits.first_token_s, False
        deadline = time.monotonic() + limit
        try:
            while True:
                try:
                    item = queue.get(timeout=max(0.0, deadline - time.monotonic()))
                except Empty:
                    self._break_off()
                    raise NarratorError(self._too_slow(started, limit)) from None
                if item is _END:
                    return
                if isinstance(item, Exception):
                    raise item
                if item.message.content:
                    started, limit = True, self._limits.between_tokens_s
                    deadline = time.monotonic() + limit
                yield item
        finally:
            given_up.set()
            reader.join(timeout=0.2)

    def _too_slow(self, started: bool, limit: float) -> str:
        what = "no further token" if started else "no first token"
        cure = "look at the server's load" if started else "it may still load the model"
        return f"the server at {self.host} sent {what} within {limit:g} s; {cure}"

    def _break_off(self) -> None:
        """Close the connection under a reader that waits, and make a new client."""
        import httpx
        import ollama

        self._client._client.close()
        between = max(self._limits.first_token_s, self._limits.between_tokens_s)
        timeout = httpx.Timeout(between + 1, connect=self._limits.connect_s)
        self._client = ollama.Client(
            self.host, timeout=timeout, trust_env=not is_loopback(self.host)
        )

    def _get(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask one of the small questions; empty where it is not answered."""
        import httpx

        with suppress(httpx.HTTPError, ValueError):
            reply = self._http.post(path, json=body) if body else self._http.get(path)
            found = reply.raise_for_status().json()
            return found if isinstance(found, dict) else {}
        return {}

    def _show(self) -> Mapping[str, Any]:
        if self._shown is None:
            self._shown = self._get("/api/show", {"model": self._config.model})
        return self._shown

    def blocks(self) -> int | None:
        """Return how many blocks the model has, where the server says."""
        info = self._show().get("model_info") or {}
        count = info.get(f"{info.get('general.architecture')}.block_count")
        return count if isinstance(count, int) else None

    def effective(self) -> Effective | None:
        """Say what was really in effect, as the server tells it after a call."""
        if self._effective is not None:
            return self._effective
        asked = full_name(self._config.model).lower()
        running = [
            each
            for each in self._get("/api/ps").get("models") or ()
            if full_name(str(each.get("model") or each.get("name"))).lower() == asked
        ]
        here = running[0] if running else {}
        blocks, num_gpu = self.blocks(), self._config.num_gpu
        size, in_vram = here.get("size"), here.get("size_vram", 0 if here else None)
        layers = None
        if blocks and num_gpu is not None and num_gpu >= 0 and size:
            asked_layers = min(num_gpu, blocks + 1)
            whole = asked_layers == blocks + 1 and in_vram == size
            layers = asked_layers if whole or (asked_layers == 0) else None
        details = here.get("details") or self._show().get("details") or {}
        return Effective(
            num_ctx=here.get("context_length"), gpu_layers=layers,
            size_vram=in_vram, size=size, model_digest=here.get("digest"),
            quantization=details.get("quantization_level"),
            server_version=self._get("/api/version").get("version"),
        )  # fmt: skip

    def close(self) -> None:
        """Close the connections."""
        self._client._client.close()
        self._http.close()


def _timings(
    raw: Mapping[str, Any], start: float, first: float | None, end: float
) -> Timings:
    """Make our metrics of the server's (in ns, zero ones absent) and of our clock."""

    def ms(name: str) -> float | None:
        value = raw.get(name)
        return None if value is None else value / 1e6

    tokens, eval_ms = raw.get("eval_count"), ms("eval_duration")
    return Timings(
        throughput_tok_s=tokens / eval_ms * 1000 if tokens and eval_ms else None,
        ttft_ms=None if first is None else (first - start) * 1000,
        total_duration_ms=(end - start) * 1000,
        tokens_generated=tokens, prompt_tokens=raw.get("prompt_eval_count"),
        prompt_eval_ms=ms("prompt_eval_duration"), eval_ms=eval_ms,
        load_ms=ms("load_duration"),
    )  # fmt: skip
