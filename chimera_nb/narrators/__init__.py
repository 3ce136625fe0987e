"""Narrators: who writes the prose."""
