"""Words onto paper in every script: which letters, in which font, in which order, how large."""
