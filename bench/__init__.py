"""`make bench`: what pages, lists and routines cost, each beside a floor measured in the same run."""
