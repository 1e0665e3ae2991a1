"""The way out: what an audience may see. Figures, tables, downloads and the command line accept only ``Released``."""
