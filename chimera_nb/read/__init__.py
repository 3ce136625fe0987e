"""Reading: all measurements of a folder, the inventory of its files, what failed."""

from .folder import Reading, read_benchmarks

__all__ = ["Reading", "read_benchmarks"]
