"""How data come in from other systems: CSV and XLSX files, checked as a whole and written in one transaction.

A file is read as a stream (`reading`), each cell is turned into a value (`columns`), the rows go by COPY into a
temporary table, and everything that needs the registry is checked and written by a few set-based statements
(`kinds`, run by `engine`). Memory stays the same for a hundred rows and for a million.
"""
