"""A brief becomes bytes: Markdown, HTML, PDF and JSON."""
