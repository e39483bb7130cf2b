"""Files as other programs name them: from the root of the repository, wherever wflint ran."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote


def from_root(file: str, root: Path | None) -> PurePath:
    """``file`` as seen from ``root``; an absolute path where it lies elsewhere.

    Without a root the name stays what it is.
    """
    if root is None:
        return PurePath(file)
    whole = Path(os.path.abspath(file))  # noqa: PTH100 - links are not followed
    return whole.relative_to(root) if whole.is_relative_to(root) else whole


def uri(path: PurePath) -> str:
    """``path`` as a URI (RFC 8089), a relative one as a relative reference."""
    whole = path.as_posix()
    drive = path.drive.replace("\\", "/")
    rest = quote(whole[len(drive) :], errors="replace")
    if drive.startswith("//"):  # a share
        return f"file:{quote(drive, errors='replace')}{rest}"
    if drive:
        return f"file:///{drive}{rest}"
    return f"file://{rest}" if path.is_absolute() else rest
