"""The server. ``python app.py`` opens Cuadrante on this machine; ``python app.py --help`` tells the rest.

The ASGI application of Streamlit with our doorkeeper before it. Its main script, ``lib/ui/frame.py``, does not lie beside
``pages/``: there, Streamlit would serve a page without the frame (no language, no audience) on a fresh server.
"""

from __future__ import annotations

import streamlit as st

from lib.ui import security, server

app = st.App("lib/ui/frame.py", middleware=security.middleware(), lifespan=server.lifespan)

if __name__ == "__main__":
    raise SystemExit(server.serve())
