"""Run by `benchmarks.claims` in the peers' environment: JSON in, JSON out."""

import json
import sys
import time


def main() -> None:
    """Say for each text whether the peer flags it, and how long all took."""
    given = json.load(sys.stdin)
    rows = given["rows"]
    if given["name"] == "corroborate":
        import corroborate

        chunks = ["\n".join(" ".join(map(str, row.values())) for row in rows)]

        def flags(text: str) -> bool:
            return not corroborate.check_answer("", chunks, text).ok()
    else:
        import figured

        strict = {"ignore_below": 0.0, "rel_tolerance": 0.005}
        policy = strict if given["name"] == "figured strict" else {}

        def flags(text: str) -> bool:
            return not figured.trace(text, rows, **policy).ok

    before = time.perf_counter()
    flagged = [flags(text) for text in given["texts"]]
    print(json.dumps({"flagged": flagged, "seconds": time.perf_counter() - before}))


if __name__ == "__main__":
    main()
