"""Files as departments send them -> Layer, Register; faults are told by file and row."""
