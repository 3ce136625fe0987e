"""An estimate of a prompt's tokens from above, for servers that cannot count."""

import re

#: Tokens that a chat template puts around one message of a user (gemma3 takes 10).
TEMPLATE_TOKENS = 16

_PIECES = re.compile(r"[A-Za-z]+|[^\x00-\x7f]+|\s+|.", re.DOTALL)


def estimate_tokens(text: str) -> int:
    """Estimate how many tokens a text takes, rather too many than too few.

    Every digit and punctuation mark counts as one token, a word of letters as one for
    each four begun, other scripts as one for each two bytes begun. One space belongs
    to the word after it, further ones and line ends count.
    """
    total = 0
    for match in _PIECES.finditer(text):
        piece = match.group()
        if piece.isspace():
            total += 0 if piece == " " else len(piece)
        elif piece[0] > "\x7f":
            total += -(-len(piece.encode("utf-8", "replace")) // 2)
        else:
            total += -(-len(piece) // 4)
    return total
