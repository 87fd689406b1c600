"""Words that open an anonymous complaint: easy to read out and to write down in both languages, hard to guess."""

import hashlib
import re
import secrets

CONSONANTS, VOWELS = "bdfgklmnprst", "aiueo"
WORDS, SYLLABLES = 4, 3  # 60 syllables: 60 ** 12 are more than 70 random bits
# Four words at random may say what nobody wants to write down.
_UNFIT = ("kontol", "memek", "puki", "babi", "tai", "pepek", "titit", "goblok", "fuk", "fag", "nig", "sat")
_SHAPE = re.compile(r"[a-z]{6}(?:-[a-z]{6}){3}")


def new_code() -> str:
    """For example "kabilo-meruta-sonadi-pekufo"."""
    while True:
        code = "-".join(_word() for _place in range(WORDS))
        if not any(unfit in code for unfit in _UNFIT):
            return code


def _word() -> str:
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _syllable in range(SYLLABLES))


def tidy_code(typed: str) -> str:
    """As we wrote it, however it was typed; "" for what can't be one."""
    code = "-".join(re.findall(r"[a-z]+", typed.lower()[:200]))
    return code if _SHAPE.fullmatch(code) else ""


def code_hash(code: str) -> bytes:
    """What is stored and looked up. Slow, so that a copy of the database can't be tried through."""
    return hashlib.scrypt(code.encode(), salt=b"complaints.code-word", n=2**14, r=8, p=1, dklen=32)
