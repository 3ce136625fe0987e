"""The child process of the llamacpp narrator: xllamacpp's HTTP server, and no more.

``python -m chimera_nb.narrators.llamacpp_child MODEL NUM_CTX NUM_GPU`` prints one JSON
line, ``{"address": ...}`` or ``{"error": ...}``, and serves until its stdin ends, which
it does when the parent closes it or dies. The engine may abort its process, so it is
never in the parent's.
"""

import json
import os
import sys


def main(model: str, num_ctx: int, num_gpu: int) -> None:
    """Serve a GGUF file on a loopback port until stdin ends."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the engine prints must not get between our lines
    try:
        address = _serve(model, num_ctx, num_gpu)
    except Exception as error:  # noqa: BLE001 (the parent makes one line of it)
        print(json.dumps({"error": str(error)}), file=answer, flush=True)
        os._exit(1)
    print(json.dumps({"address": address}), file=answer, flush=True)
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)  # at once, also in the middle of an answer


def _serve(model: str, num_ctx: int, num_gpu: int) -> str:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx = num_ctx
    params.n_parallel = 1
    params.n_gpu_layers = num_gpu
    params.fit_params = False
    params.ctx_shift = False
    params.port = 0
    params.hostnames = ["127.0.0.1"]
    server = xllamacpp.Server(params)
    _kept.append(server)
    return str(server.listening_address)


_kept: list[object] = []  # the server ends when it is collected

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
