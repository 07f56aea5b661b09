"""The desk: a record in a browser. Pages ask kawat.api alone, and send nothing anywhere."""
