"""Forms as data: definition, values, checks. Pure Python: no Django, no database, no clock."""
