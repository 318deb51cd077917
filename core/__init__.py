"""The words of the field. Opens no socket, reads no clock, keeps no table."""
