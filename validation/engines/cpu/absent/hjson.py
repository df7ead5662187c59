"""Stands for hjson where it is not installed: every JSON file is Hjson with the same meaning."""

from json import JSONDecodeError as HjsonDecodeError  # noqa: F401
from json import dump, dumps, load, loads  # noqa: F401
