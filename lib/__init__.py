"""Cuadrante: crime-complaint statistics that say what they count, over what, how sure they are and where they come from.

The floors, importing only downward (``tests/test_floors.py`` reads the imports):

7  ``app``, ``pages``, ``lib.__main__``      what people open: the server, the pages, the command line
6  ``lib.ui``                                the frame, the filter bar, showing; the only importer of Streamlit in lib
5  ``lib.figures``, ``lib.reports``          pictures and documents, drawn from Released results only
4  ``lib.privacy``                           the way out: what an audience may see
3  ``lib.storage``, ``lib.access``           the Delta log, the DuckDB snapshot, the queries; who is looking
2  ``lib.complaints``, ``places``, ``officers`` ...   the domain words, pure
1  ``lib.errors``, ``texts``, ``catalogue``, ``result``
0  ``data/``                                 facts, never code

``docs/house.md`` walks the road that the data take.
"""
