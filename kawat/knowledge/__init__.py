"""What a language or an ontology says, as data files and their frozen, compiled form."""
