"""The files of a run, checked by this process or by several."""
