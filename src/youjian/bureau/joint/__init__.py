"""联合执法: departments plan together, confirm, go out, and put their records and findings side by side."""
