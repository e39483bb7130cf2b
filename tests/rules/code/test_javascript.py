"""What is read from JavaScript: the environment, and the ways out of main."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.rules.code.javascript import facts_of


def main(body: str, parameters: str = "event, callback") -> str:
    return f"exports.main = async ({parameters}) => {{\n{body}\n}};\n"


ANSWERING = [
    "callback({});",
    "return { outputFields: {} };",
    "if (event.a) { callback({}); } else { return 1; }",
    "if (event.a) { callback({}); return; }\ncallback({});",
    "try { callback({}); } catch (e) { callback({}); }",
    "try { work(); } catch (e) { throw e; } finally { callback({}); }",
    "throw new Error('no');",
    "work().then((x) => callback(x)).catch((e) => callback(e));",
    "setTimeout(() => { callback({}); }, 10);",
    "const done = (x) => callback(x);\ndone(1);",
    "async.parallel([], callback);",
    "for (const one of event.list) { if (one) { return one; } }",
    "switch (event.a) { case 1: callback(1); break; default: callback(2); }",
    "const result = callback({});",
    "await callback({});",
    "{ callback({}); }",
    "return callback({});",
    "const args = arguments; args[1]({});",
]
SILENT = [
    "",
    "console.log(event);",
    "return;",
    "if (event.a) { callback({}); }",
    "if (!event.a) return;\ncallback({});",
    "try { callback({}); } catch (e) { console.log(e); }",
    "const later = () => callback({});",
    "function later() { callback({}); }",
    "const x = await work();\nif (x) { return x; }",
    "if (event.a) { return 1; } else if (event.b) { return 2; }",
]


@pytest.mark.parametrize("body", ANSWERING)
def test_it_answers(body: str) -> None:
    assert facts_of(main(body)).unanswered == ()


@pytest.mark.parametrize("body", SILENT)
def test_it_can_end_in_silence(body: str) -> None:
    assert len(facts_of(main(body)).unanswered) == 1


@pytest.mark.parametrize(
    "code",
    [
        "exports.main = run;\nfunction run(event, callback) { }",
        "const run = async (event, callback) => { };\nmodule.exports.main = run;",
        "module.exports = { main: async (event, callback) => { } };",
        "module.exports = { async main(event, callback) { } };",
        "async function main(event, callback) { }\nmodule.exports = { main };",
        "exports['main'] = function (event, callback) { };",
    ],
)
def test_main_is_found_however_it_is_exported(code: str) -> None:
    assert len(facts_of(code).unanswered) == 1
    assert facts_of(code.replace("{ }", "{ callback({}); }")).unanswered == ()


@pytest.mark.parametrize(
    "code",
    [
        "exports.main = wrap(handler);",
        "exports.main = async (event) => ({ outputFields: {} });",
        "Object.assign(exports, require('./main'));",
        "exports.main = async (event) => { return {{{ };",
    ],
)
def test_what_cannot_be_told_is_left_alone(code: str) -> None:
    assert facts_of(code).unanswered == ()


def test_code_without_main_never_answers() -> None:
    assert len(facts_of("const x = 1;").unanswered) == 1


def test_the_environment_and_its_places() -> None:
    code = (
        "const é = process.env.ONE;\n"
        "const two = process.env['TWO'];\n"
        "const { THREE, FOUR: four = 'x', ...rest } = process.env;\n"
        "// process.env.FIVE\n"
        'const text = "process.env.SIX";\n'
        "const seven = process.env[name];\n"
    )
    found = {code[slice(*span)]: name for name, span in facts_of(code).environment}
    assert found == {"ONE": "ONE", "'TWO'": "TWO", "THREE": "THREE", "FOUR": "FOUR"}


@given(st.text("exports.main=()>{}callback;returnif \n'\"`", max_size=80))
def test_any_text_is_read_or_left_alone(code: str) -> None:
    for span, _ in facts_of(code).unanswered:
        assert 0 <= span[0] <= span[1] <= len(code)


def test_deep_nesting_is_no_trouble() -> None:
    facts_of(main("if (a) {" * 3000 + "callback();" + "}" * 3000))
    facts_of(main("(" * 3000 + "a" + ")" * 3000))
