"""Files that people send us: what they are, and where they lie. Nothing here knows complaints or requests."""
