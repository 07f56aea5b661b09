"""Where bytes come from: files, folders, JSON lines -> raw pages."""
