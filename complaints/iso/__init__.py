"""Evidence for ISO 10002:2018: what each clause asks for, and what of it can be seen in this system."""
