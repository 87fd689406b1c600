"""Reads of surveys, invitations and answers."""
