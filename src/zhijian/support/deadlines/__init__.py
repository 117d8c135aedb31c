"""Legal periods as dated rules, the work calendar, and running clocks."""
