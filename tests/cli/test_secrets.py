"""No secret in any output, whatever is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.fixtures.checking import FIXTURES
from wflint.cli import main
from wflint.source.secrets import secrets_in
from wflint.workflow.references import texts_in

FILES = [
    *sorted((FIXTURES / "rules" / "hard-coded-secret").glob("fails-*")),
    FIXTURES / "loud" / "data-hygiene-first-version.json",
]
TOKEN = "pat-na1-00000000-0000-4000-8000-000000000000"


def secrets_of(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    value = json.loads(text) if path.suffix == ".json" else text
    return {
        one[slice(*secret.span)] for one, _ in texts_in(value, "") for secret in secrets_in(one)
    }


def output(*arguments: str) -> str:
    done = CliRunner().invoke(main, [*arguments])
    assert done.exit_code in {0, 1}, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_output_of_a_check_holds_it(path: Path, tmp_path: Path) -> None:
    secrets = secrets_of(path)
    assert secrets
    for select in ("ALL", "WF701"):
        chosen = [] if select == "ALL" else ["--select", select]
        for kind in ("text", "concise", "json"):
            file = tmp_path / "report"
            shown = ["check", str(path), "--isolated", "--level", "info", *chosen]
            texts = [output(*shown, "--output-format", kind)]
            output(*shown, "--output-format", kind, "--output-file", str(file))
            texts.append(file.read_text(encoding="utf-8"))
            assert not [one for one in secrets for text in texts if one in text]


def test_nor_does_it_stand_in_what_an_action_is_called(tmp_path: Path) -> None:
    flow = {
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "startActionId": "1",
        "actions": [
            {
                "actionId": number,
                "type": "SINGLE_CONNECTION",
                "actionTypeId": "0-5",
                "fields": {"property_name": "note", "value": {"staticValue": TOKEN}},
            }
            for number in ("1", "2")
        ],
    }
    path = tmp_path / "flow.json"
    path.write_text(json.dumps(flow), encoding="utf-8")
    for arguments in (
        ["check", str(path), "--isolated", "--level", "info"],
        ["check", str(path), "--isolated", "--output-format", "json"],
        ["simulate", str(path)],
        ["simulate", str(path), "--output-format", "json", "--trace"],
    ):
        text = output(*arguments)
        assert "pat-na1" not in text
