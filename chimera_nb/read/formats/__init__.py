"""One module per tool or family of files; each has a tuple ``READERS``."""
