"""Application support: parts that know no market supervision."""
