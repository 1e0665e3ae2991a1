"""Checking what a publication prints: recompute it from its own numbers and say whether they can stand together."""
