"""The corridor: one short function per command, the only place where rooms meet.

A module holds what one command needs (``build``, ``check``, ``add``), so that a check does not
wait for the libraries of the map.
"""
