"""A server that answers as Ollama does, with scripted replies and faults.

``with OllamaServer(tokens=["Hello", " world"]) as server: ... server.host``; every
request body is kept in ``server.requests`` as (path, body). Faults are its fields.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class OllamaServer:
    tokens: Iterable[str] | Callable[[dict], Iterable[str]] = ("Hello", " world", ".")
    model: str = "gemma3:latest"
    version: str = "0.33.0"
    blocks: int = 34
    floor: int = 2048
    done_reason: str = "stop"
    metrics: dict[str, int] = field(default_factory=dict)
    status: tuple[int, str] | None = None  # refuse each chat
    busy: int = 0  # so many 503 first
    slow_first: float = 0.0
    slow_gap: float = 0.0
    slow_all: float = 0.0  # before any reply at all
    fault: str = ""  # "drop", "no_done", "error", "html" after the first token
    requests: list[tuple[str, Any]] = field(default_factory=list)
    broken_off: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "OllamaServer":
        self._ctx = 4096
        handler = type("Handler", (_Handler,), {"script": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def chats(self) -> list[Any]:
        """The bodies of the chats that were asked for."""
        return [body for path, body in self.requests if path == "/api/chat"]


class _Handler(BaseHTTPRequestHandler):
    script: OllamaServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        script = self.script
        time.sleep(script.slow_all)
        script.requests.append((self.path, None))
        details = {"family": "gemma3", "quantization_level": "Q4_K_M"}
        card = {"name": script.model, "model": script.model, "digest": "a2af6cc3eb7f",
                "size": 5000, "details": details}  # fmt: skip
        if self.path == "/api/version":
            self._json({"version": script.version})
        elif self.path == "/api/tags":
            self._json({"models": [card]})
        elif self.path == "/api/ps":
            running = {"size_vram": 5000, "context_length": script._ctx}
            self._json({"models": [card | running]})
        else:
            self._json({"error": "404 page not found"}, 404)

    def do_POST(self) -> None:
        script = self.script
        time.sleep(script.slow_all)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script.requests.append((self.path, body))
        name = body.get("model", "")
        if (name if ":" in name else f"{name}:latest") != script.model:
            self._json({"error": f"model '{name}' not found"}, 404)
        elif self.path == "/api/show":
            info = {"general.architecture": "gemma3",
                    "gemma3.block_count": script.blocks}  # fmt: skip
            self._json({"details": {"quantization_level": "Q4_K_M"},
                        "model_info": info, "capabilities": ["completion"]})  # fmt: skip
        elif self.path == "/api/chat":
            self._chat(body)
        else:
            self._json({"error": "404 page not found"}, 404)

    def _chat(self, body: dict) -> None:
        script, options = self.script, body.get("options") or {}
        for key in ("num_ctx", "num_gpu", "num_predict", "top_k", "seed"):
            if key in options and not isinstance(options[key], (int, float)):
                said = f'option "{key}" must be of type integer'
                return self._json({"error": said}, 500)
        if script.busy:
            script.busy -= 1
            said = "server busy, please try again.  maximum pending requests exceeded"
            return self._json({"error": said}, 503)
        if script.status:
            return self._json({"error": script.status[1]}, script.status[0])
        script._ctx = max(options.get("num_ctx", 4096), script.floor)
        try:
            self._stream(body, options.get("num_predict", -1))
        except OSError:
            script.broken_off.set()
            self.close_connection = True

    def _stream(self, body: dict, most: int) -> None:
        script, started = self.script, time.perf_counter_ns()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        time.sleep(script.slow_first)
        given, reason = 0, script.done_reason
        first_at = time.perf_counter_ns()
        tokens = script.tokens(body) if callable(script.tokens) else script.tokens
        for token in tokens:
            if given == most:
                reason = "length"
                break
            if given:
                time.sleep(script.slow_gap)
            self._line(self._chunk(token))
            given += 1
            if script.fault == "drop":
                self.close_connection = True
                self.connection.close()
                return
            if script.fault == "error":
                said = "an error was encountered while running the model: CUDA error"
                self._line({"error": said})
                return self._last()
            if script.fault == "html":
                self._write(b"<html>502 Bad Gateway</html>\n")
                return self._last()
        if script.fault != "no_done":
            now, prompt = time.perf_counter_ns(), body["messages"][-1]["content"]
            numbers = {
                "total_duration": now - started, "load_duration": 50_000_000,
                "prompt_eval_count": len(prompt) // 4 + 10,
                "prompt_eval_duration": max(first_at - started, 1),
                "eval_count": given, "eval_duration": now - first_at,
            } | script.metrics  # fmt: skip
            kept = {key: value for key, value in numbers.items() if value}  # omitempty
            self._line(self._chunk("") | {"done": True, "done_reason": reason} | kept)
        self._last()

    def _chunk(self, text: str) -> dict:
        return {"model": self.script.model, "created_at": "2026-01-02T03:04:05.678Z",
                "message": {"role": "assistant", "content": text},
                "done": False}  # fmt: skip

    def _line(self, value: dict) -> None:
        self._write(json.dumps(value).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _last(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def _json(self, value: object, status: int = 200) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
