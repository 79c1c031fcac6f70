"""The check of a finished site: links, anchors, images, and nothing from the network."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

LOADING = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src",),
    "audio": ("src",),
    "object": ("data",),
    "embed": ("src",),
}
EXTERNAL_STYLE = re.compile(r"(?:@import\s+|url\()[\s\"']*(?:url\()?((?:https?:)?//[^\s\"')]+)")
FAILED = ("quarto-unresolved-ref", "cell-output-error", "citation-not-found")


@dataclass
class Contents(HTMLParser):
    """What a page holds that may be wrong."""

    ids: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    without_alt: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the parser."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag's address, id and classes."""
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.ids[values["id"]] += 1
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        for name in LOADING.get(tag, ()):
            if values.get(name):
                self.loads.append(values[name])
        if tag == "img" and not values.get("alt", "").strip():
            self.without_alt.append(values.get("src", ""))
        self.failed += [name for name in FAILED if name in values.get("class", "").split()]


def check_site(site: Path) -> list[str]:
    """Everything that is wrong with a site, one line each; empty for a good one.

    Parameters
    ----------
    site
        Folder of pages.

    Returns
    -------
    list of str
        ``page: what is wrong``.
    """
    site = site.resolve()
    pages = _read(site)
    if not pages:
        return [f"{site.name}: the site has no pages."]
    problems = [
        f"{page.relative_to(site)}: {problem}."
        for page, content in pages.items()
        for problem in _page_problems(page, content, pages)
    ]
    return problems + _style_problems(site)


def silent_failures(site: Path) -> list[str]:
    """What an engine leaves in its pages when it fails without saying so.

    Parameters
    ----------
    site
        Folder of pages.

    Returns
    -------
    list of str
        Stored errors, unresolved references, and addresses loaded from the network.
    """
    site = site.resolve()
    return [
        *(
            f"{page.relative_to(site)}: {problem}."
            for page, content in _read(site).items()
            for problem in [
                *(f"the engine left `{name}`" for name in content.failed),
                *(
                    f"{address} is loaded from the network"
                    for address in content.loads
                    if _external(address)
                ),
            ]
        ),
        *_style_problems(site),
    ]


def _read(site: Path) -> dict[Path, Contents]:
    pages: dict[Path, Contents] = {}
    for page in sorted(site.rglob("*.html")):
        pages[page] = Contents()
        pages[page].feed(page.read_text(encoding="utf-8"))
    return pages


def _style_problems(site: Path) -> list[str]:
    return [
        f"{file.relative_to(site)}: the style sheet loads {address} from the network."
        for file in sorted(site.rglob("*.css"))
        for address in EXTERNAL_STYLE.findall(file.read_text(encoding="utf-8"))
    ]


def _page_problems(page: Path, content: Contents, pages: Mapping[Path, Contents]) -> list[str]:
    repeated = [f"the anchor `{name}` stands {n} times" for name, n in content.ids.items() if n > 1]
    broken = [problem for link in content.links if (problem := _link_problem(page, link, pages))]
    loads = [problem for address in content.loads if (problem := _load_problem(page, address))]
    without = [f"the image {source[:60]} has no alt text" for source in content.without_alt]
    failed = [f"the engine left `{name}`" for name in content.failed]
    return [*repeated, *broken, *loads, *without, *failed]


def _external(address: str) -> bool:
    return address.startswith(("http:", "https:", "//", "mailto:"))


def _link_problem(page: Path, link: str, pages: Mapping[Path, Contents]) -> str | None:
    if _external(link) or link.startswith(("javascript:", "data:")):
        return None
    name, _, anchor = unquote(link).partition("#")
    target = (page.parent / name.partition("?")[0]).resolve() if name else page
    if not target.exists():
        return f"the link {link} leads nowhere"
    if anchor and target in pages and anchor not in pages[target].ids:
        return f"the link {link} leads to an anchor that does not exist"
    return None


def _load_problem(page: Path, address: str) -> str | None:
    if _external(address):
        return f"{address} is loaded from the network"
    if address.startswith("data:"):
        return None
    if not (page.parent / unquote(address.partition("?")[0])).exists():
        return f"the file {address} does not exist"
    return None
