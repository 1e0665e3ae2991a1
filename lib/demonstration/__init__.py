"""The demonstration: a seeded, synthetic register of Ica, and files of any size for tests and benchmarks.

ica      demonstration() -> the three files as bytes; planted() -> what a test must find again
volume   incident_layer_file(target, rows, ...) -> a file of the georeferenced layer, any size
world    what data/demonstration/ica.toml says; drawing and layer turn it into rows
"""
