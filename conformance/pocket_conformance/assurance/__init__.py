"""How sure we are of what, and why: one table of everything that was checked, read from what the checkers left."""

from pocket_conformance.assurance.page import everything, html, tables
from pocket_conformance.assurance.report import gathered
from pocket_spec.theorems import Tier

__all__ = ["Tier", "everything", "gathered", "html", "tables"]
