"""The honest traffic light: every cell of place and crime type against its own past."""
