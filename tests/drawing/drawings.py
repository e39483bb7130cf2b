"""Drawings of any kind, with any text."""

from __future__ import annotations

from hypothesis import strategies as st

from wflint.drawing.model import Drawing, Edge, Mark, Node, Shape
from wflint.findings import Level
from wflint.reports.visible import visible

HOSTILE = (
    "end",
    '"]; click a0 "javascript:alert(1)"',
    '%%{init: {"theme": "dark"}}%%',
    "<script>alert(1)</script>",
    "#quot; #35; &amp; &#60; \\n \\N \\",
    "`x` **b** _i_ 1. x - y",
    "{{x}} [y] (z) |p| --> -.-> ==>",
    "a\r\n%% b\u202e\x00\ud800",
    "]]> --> $$x^2$$ fa:fa-car ﬂ°°35¶ß",
)

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)).map(visible)
marks = st.none() | st.builds(
    Mark,
    st.sampled_from(Level),
    st.lists(st.sampled_from(["WF101", "WF102"]), min_size=1).map(tuple),
)


@st.composite
def drawings(draw: st.DrawFn, most: int = 12) -> Drawing:
    """Any nodes and edges; what stands at a node, and whether it is reached, fits nothing else."""
    shapes = st.sampled_from([shape for shape in Shape if shape is not Shape.START])
    others = draw(st.lists(st.tuples(shapes, texts, marks, st.booleans()), max_size=most))
    nodes = [Node("start", Shape.START, draw(texts))]
    for number, (shape, text, mark, reached) in enumerate(others):
        end = shape is Shape.END
        nodes.append(Node(f"a{number}", shape, "" if end else text, None if end else mark, reached))
    keys = st.sampled_from([node.key for node in nodes])
    flags = (st.booleans(),) * 4
    edges = st.lists(st.builds(Edge, keys, keys, texts | st.just(""), *flags), max_size=2 * most)
    path = draw(st.none() | texts)
    return Drawing(draw(texts), tuple(nodes), tuple(draw(edges)), path)
