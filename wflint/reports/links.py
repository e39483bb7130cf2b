"""Where the documentation can be read: as the package's own metadata say."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, metadata


def page_url(page: str) -> str | None:
    """The address of ``page``, a path such as ``docs/rules/x.md``; None: no address is known."""
    home = _home()
    return f"{home.rstrip('/')}/{page}" if home is not None else None


@cache
def _home() -> str | None:
    """The address that the project gives for its source, of which the pages are a part."""
    try:
        known = metadata("wflint").get_all("Project-URL") or ()
    except PackageNotFoundError:  # run from a folder, not installed
        return None
    labelled = (entry.partition(",") for entry in known)
    return next((url.strip() for label, _, url in labelled if label == "Documentation"), None)
