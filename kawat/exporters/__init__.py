"""How readings leave: JSON, tables, a page for people."""
