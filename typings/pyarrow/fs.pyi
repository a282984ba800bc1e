# Functions of many signatures; their results are checked where they are used.
from typing import Any

def __getattr__(name: str) -> Any: ...
