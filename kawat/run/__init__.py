"""On which machine, in what batches."""
