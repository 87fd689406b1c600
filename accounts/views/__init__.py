"""Pages about people, the organisation, and how each person arranges the lists."""
