"""Officers and what they do: staff and vehicles, ratios and references, coverage, workload, patrols. Pure.

Facts beside it: ``data/officers`` (headings of the sheets, assumptions) and ``data/standards`` (the benchmarks).
"""
