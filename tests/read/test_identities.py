"""Which model of the data a text names."""

from chimera_nb.read.identities import Names


def test_a_model_of_another_size_is_another_model() -> None:
    names = Names(["qwen2.5-0.5b-instruct"])
    assert names.find("Historial, Qwen2.5 1.5B") is None
    assert names.find("Historial, Qwen2.5 0.5B") == "qwen2.5-0.5b-instruct"
    assert names.find("Historial, Qwen2.5") == "qwen2.5-0.5b-instruct"
