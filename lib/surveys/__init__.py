"""Surveys: what an instrument asks, what people answered, and how far the answers may be trusted.

instrument   Codebook: which item belongs to which variable and dimension, its scale, what counts as missing
answers      Answers: numbers by respondent and item; scores of variables and dimensions
"""
