"""Dates, times and numbers as people and programs write them, read for a whole column at once."""
