"""The rules desk (规则)."""
