"""Complaints: their columns, reading them from files, checking, identity, filters and counting. Pure."""
