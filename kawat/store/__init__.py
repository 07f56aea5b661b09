"""How readings are kept and found: a folder of Parquet segments, a SQLite catalog, DuckDB to ask.

    record/
      record.json              which format this is; a record of a newer format is refused
      lock                     who writes: process, machine, since
      catalog.sqlite           which batches count, where each id is, stems of all words
      segments/000001/         one batch, never changed: a Parquet file for each table, and manifest.json
      set-aside/               damaged batches that `kawat repair` took out

Other rooms use `writer` (one at a time), `reader` (many) and `care` (check, repair).
"""

import os

# Arrow's usual allocator keeps what a merge of segments needed: memory grew by 12 % from the 5,000th to the 28,000th
# article, and by 3 % with this one, as fast. It must be named before Arrow loads; who names another keeps that.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
