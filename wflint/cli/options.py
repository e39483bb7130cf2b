"""What several commands take as options."""

from __future__ import annotations

from datetime import date, datetime

import click


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day, as ``2026-11-24``."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        text = str(value)
        try:
            return date.fromisoformat(text) if len(text) == len("2026-11-24") else self._no(text)
        except ValueError:
            self.fail(f'"{text}" is no day such as 2026-11-24', param, ctx)

    @staticmethod
    def _no(text: str) -> date:
        raise ValueError(text)


class Moment(click.ParamType):  # type: ignore[type-arg]
    """A moment, as ``2026-11-24T09:00``; without an offset it is in the portal's time zone."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is no moment such as 2026-11-24T09:00', param, ctx)
