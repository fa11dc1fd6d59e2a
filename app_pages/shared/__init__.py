"""What several pages share: pictures, tables, progress."""
