"""Narrators: who writes the prose.

::

    config ─▶ choose ─▶ Choice(name, why, model)
                          │      ollama     a server, by the ollama package
                          │      llamacpp   an engine in a child process of our own
                          │      recorded   a text written before (no model)
                          │      rules      sentences made of the facts (no model)

`choose` decides, and says why. Nothing heavy is imported before it is needed.
"""

from dataclasses import dataclass

from ..config import RunConfig
from ..errors import ConfigError, NarratorError
from .base import Model

__all__ = ["Choice", "choose"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who writes, why, and the model to ask; None where no model is asked."""

    name: str
    why: str
    model: Model | None = None


def choose(config: RunConfig) -> Choice:
    """Decide who writes.

    A narrator that is named is taken; ``auto`` asks the server at ``OLLAMA_HOST`` for
    at most a second and falls back to ``rules``, with the reason in `Choice.why`.

    Raises
    ------
    NarratorError
        A model was demanded and cannot be reached.
    ConfigError
        ``recorded`` without the path of an answer.
    """
    if config.narrator == "rules":
        return Choice(name="rules", why="as configured")
    if config.narrator == "recorded":
        if config.recorded is None:
            raise ConfigError(
                "config: narrator is 'recorded' but recorded is not set;"
                " want the path of an answer.json or a Markdown file"
            )
        return Choice(name="recorded", why=f"recorded in {config.recorded}")
    if config.narrator == "llamacpp":
        from .llamacpp import LlamaCppModel

        return Choice(name="llamacpp", why="as configured", model=LlamaCppModel(config))
    from .ollama import OllamaModel, has_model, host_in_use, missing_model, probe

    host = host_in_use()
    demanded = config.narrator == "ollama"
    server = probe(host, timeout=5.0 if demanded else 1.0)
    if server is None:
        limit = "5 s" if demanded else "1 s"
        why = f"no server answered at {host} within {limit}"
        if demanded:
            raise NarratorError(f"{why}; start one with `ollama serve`")
        return Choice(name="rules", why=why)
    if not has_model(server, config.model):
        why = missing_model(server, config.model)
        if demanded:
            raise NarratorError(f"{why}; get it with `ollama pull {config.model}`")
        return Choice(name="rules", why=why)
    why = "as configured" if demanded else f"the server at {host} has {config.model}"
    return Choice(name="ollama", why=why, model=OllamaModel(config, host))
