"""The two programs that turn the staged book into a site and a PDF."""

from report.engines.checks import check_site
from report.engines.choice import Engine, RenderReport, choose_engine, render_book
from report.engines.rules import book_problems

__all__ = [
    "Engine",
    "RenderReport",
    "book_problems",
    "check_site",
    "choose_engine",
    "render_book",
]
