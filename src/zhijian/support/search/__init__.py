"""Search by any two characters, pinyin initials and codes, inside the scope."""
