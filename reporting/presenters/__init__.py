"""Between queries and templates: what a page says, as declarations of portal/components.py."""
