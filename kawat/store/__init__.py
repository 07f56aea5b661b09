"""How readings are kept and found: a folder of Parquet segments, a SQLite catalog, DuckDB to ask.

    record/
      record.json              which format this is; a record of a newer format is refused
      lock                     who writes: process, machine, since
      catalog.sqlite           which batches count, where each id is, stems of all words
      segments/000001/         one batch, never changed: a Parquet file for each table, and manifest.json
      set-aside/               damaged batches that `kawat repair` took out

Other rooms use `writer` (one at a time), `reader` (many) and `care` (check, repair).
"""
