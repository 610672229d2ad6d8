"""Results -> terminal text, JSON, a printable page, a spreadsheet: what is passed on to others."""
