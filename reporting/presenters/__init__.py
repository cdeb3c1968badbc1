"""Between queries and templates: what a page says, in words, as declarations of portal/components.py. No request here."""
