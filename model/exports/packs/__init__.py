"""The pack: scenarios with brief, tables, pictures, baseline and sources in one zip, and how one is checked."""
