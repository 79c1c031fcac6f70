"""One look for all figures: a module per chapter, panels in `panels.py`."""
