"""A random gemma3 of under a megabyte, for trying a real llama.cpp."""

from pathlib import Path

_WORDS = """the of and to a in is for with on that it as was by are be this from at or an
which not than were mean fact facts compile time times backend backends model models
eager latency build seconds ms tensor prompt report value values figures file files
number numbers states data statistic count risk table executive summary findings
recommendations key only write use each one two three""".split()  # noqa: SIM905
_TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<start_of_turn>{{ m['role'] }}\n"
    "{{ m['content'] }}<end_of_turn>\n{% endfor %}<start_of_turn>model\n"
)


def write_tiny_gemma3(path: Path, seed: int = 0) -> Path:
    """Write the model: 4 blocks, width 64; the same seed makes the same file."""
    import numpy as np
    from gguf import GGUFWriter, TokenType

    tokens = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
    kinds = [TokenType.CONTROL] * 3 + [TokenType.UNKNOWN] + [TokenType.CONTROL] * 2
    tokens += [f"<0x{byte:02X}>" for byte in range(256)]
    kinds += [TokenType.BYTE] * 256
    pieces = dict.fromkeys("▁")
    for word in _WORDS:
        for end in range(1, len(word) + 1):
            pieces |= {word[:end]: None, "▁" + word[:end]: None}
    pieces |= dict.fromkeys(chr(code) for code in range(33, 127))
    tokens += list(pieces)
    kinds += [TokenType.NORMAL] * len(pieces)
    scores = [0.0] * 262 + [float(len(each)) for each in pieces]

    writer = GGUFWriter(path, "gemma3")
    writer.add_context_length(8192)
    writer.add_block_count(4)
    writer.add_embedding_length(64)
    writer.add_feed_forward_length(128)
    writer.add_head_count(4)
    writer.add_head_count_kv(1)
    writer.add_key_length(16)
    writer.add_value_length(16)
    writer.add_sliding_window(512)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(1)
    writer.add_unk_token_id(3)
    writer.add_pad_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_chat_template(_TEMPLATE)
    random = np.random.default_rng(seed)

    def tensor(name: str, *shape: int) -> None:
        ones = len(shape) == 1
        values = np.ones(shape) if ones else random.normal(0, 0.05, shape)
        writer.add_tensor(name, values.astype(np.float32))

    tensor("token_embd.weight", len(tokens), 64)
    tensor("output_norm.weight", 64)
    for block in range(4):
        shapes = {
            "attn_norm": (64,), "attn_q": (64, 64), "attn_k": (16, 64),
            "attn_v": (16, 64), "attn_output": (64, 64), "attn_q_norm": (16,),
            "attn_k_norm": (16,), "post_attention_norm": (64,), "ffn_norm": (64,),
            "ffn_gate": (128, 64), "ffn_up": (128, 64), "ffn_down": (64, 128),
            "post_ffw_norm": (64,),
        }  # fmt: skip
        for name, shape in shapes.items():
            tensor(f"blk.{block}.{name}.weight", *shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
