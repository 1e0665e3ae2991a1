"""Reading: which layout is this file, and what are its rows as text? Nothing is judged here; ``checking`` does that.

    upload = Upload(name, stream, size)            # a seekable binary stream, read in blocks
    understood = understand(upload, formats(), Overrides(date_order="dmy"))
    if understood.format is None:                  # unknown layout: ask, then save the answers as a format
        mapping = guess_mapping(understood)
        saved = format_from_mapping("medellin", mapping, understood)
        text = format_to_toml(saved)               # write it to a .toml of your own, given to formats(extra=[path])
        understood = understand(upload, {saved.name: saved}, Overrides(format=saved.name))
    check(upload, understood, places=book, today=today)   # lib.complaints.checking

A format is a file of ``data/formats``. A column is named by its **meaning** (``meanings.MEANINGS``); a format lists the
headings that carry each meaning. ``Overrides`` overrule, field by field, what the file and the format say.

Raises only ``FileError`` (for the file) and ``UsageError`` (an override that does not exist), whatever the bytes.
"""

from lib.complaints.reading.formats import Format, format_to_toml, formats
from lib.complaints.reading.guided import Mapping, format_from_mapping, guess_mapping
from lib.complaints.reading.meanings import MEANINGS
from lib.complaints.reading.rows import RawBatch, read_rows
from lib.complaints.reading.templates import station_template
from lib.complaints.reading.understanding import Overrides, Understood, understand
from lib.complaints.reading.upload import Upload

__all__ = [
    "MEANINGS", "Format", "Mapping", "Overrides", "RawBatch", "Understood", "Upload", "format_from_mapping",
    "format_to_toml", "formats", "guess_mapping", "read_rows", "station_template", "understand",
]
