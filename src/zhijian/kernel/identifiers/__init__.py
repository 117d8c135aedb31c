"""Official numbers: each has one parser that gives the normal form or says in Chinese which character is wrong."""
