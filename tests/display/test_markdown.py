from __future__ import annotations

import time

import pytest

from nuon_notebook.display.markdown import MAX_CHARACTERS, markdown
from nuon_notebook.redaction.masking import MASK

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<b onclick=alert(1)>x</b>",
    "<style>*{display:none}</style>",
    '<div style="position:fixed" class="a" id="b">x</div>',
    "<iframe src=https://x.example></iframe>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,a)",
    '<a href="java&#115;cript:alert(1)">x</a>',
    "<a href='vbscript:x'>x</a>",
    "![x](javascript:alert(1))",
    '<img alt="&quot;><script>alert(1)</script>" src="https://x.example">',
    "<form action=https://x.example><input name=a></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<link rel=stylesheet href=https://x.example>",
    "<meta http-equiv=refresh content=0>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_it_can_act(text: str) -> None:
    made = str(markdown(text)).lower()

    for active in ("<script", "<img", "<svg", "<style", "<iframe", "<form", "<input", "<link", "<meta", "<math"):
        assert active not in made
    for attribute in (" onerror=", " onclick=", " onload=", " style=", " class=", " id=", " src="):
        assert attribute not in made.replace("&quot;", '"').split("&lt;")[0]
    assert 'href="javascript' not in made
    assert 'href="data' not in made


def test_links_lead_to_the_web_or_to_a_mailbox_and_nowhere_else() -> None:
    made = markdown("[a](https://a.example) [b](mailto:b@example.com) [c](./c) [d](#d) [e](//e.example)")

    assert made.count("href=") == 2
    assert 'href="https://a.example"' in made
    assert 'href="mailto:b@example.com"' in made


def test_an_image_becomes_a_link_with_its_description() -> None:
    made = markdown('![a logo](https://x.example/a.png) <img src="https://x.example/b.png" alt="a & b">')

    assert '<a href="https://x.example/a.png" target="_blank" rel="noreferrer">a logo</a>' in made
    assert '<a href="https://x.example/b.png" target="_blank" rel="noreferrer">a &amp; b</a>' in made


def test_a_linked_image_becomes_one_link() -> None:
    made = markdown("[![build](https://x.example/badge.svg)](https://x.example/ci)")

    assert made == '<p><a href="https://x.example/ci" target="_blank" rel="noreferrer">build</a></p>\n'


def test_headings_are_small_whether_written_in_markdown_or_html() -> None:
    assert "<h4>A</h4>" in markdown("# A")
    assert "<h4>B</h4>" in markdown('<h1 align="center">B</h1>')
    assert "<h6>C</h6>" in markdown("###### C")


def test_a_leading_run_of_template_lines_is_folded() -> None:
    made = markdown("{{ $x := .nuon }}\n{{- if\n  .a }}\n\n# Title")

    assert "<summary>template preamble, 3 lines</summary><pre>{{ $x := .nuon }}\n{{- if\n  .a }}</pre>" in made
    assert "<h4>Title</h4>" in made


def test_other_template_expressions_are_text() -> None:
    assert markdown("Hi {{ .a_b_c | d `*e*` }}!") == "<p>Hi {{ .a_b_c | d `*e*` }}!</p>\n"


def test_a_pipe_in_a_template_expression_divides_no_cell() -> None:
    assert ">{{ .a | b }}</td>" in markdown("| x | y |\n|---|---|\n| {{ .a | b }} | c |")


def test_mermaid_is_shown_as_code() -> None:
    assert "<pre><code>graph TD; A--&gt;B\n</code></pre>" in markdown("```mermaid\ngraph TD; A-->B\n```")


def test_details_of_the_source_work() -> None:
    made = markdown("<details><summary>More</summary>\n\ntext\n\n</details>")

    assert "<details><summary>More</summary>" in made
    assert made.count("</details>") == 1


def test_closing_tags_without_an_opening_one_go() -> None:
    assert "</div>" not in markdown("a</div></details></td>b")


def test_secrets_are_masked() -> None:
    assert f"password: {MASK}" in markdown("```\npassword: hunter2\n```")


def test_characters_that_turn_text_around_are_removed() -> None:
    assert markdown("a\u202eb\u200bc\x1b[31md") == "<p>abc[31md</p>\n"


def test_what_is_cut_is_counted() -> None:
    assert "… and 10 more characters" in markdown("a" * (MAX_CHARACTERS + 10))


def test_nothing_is_nothing() -> None:
    assert not markdown(None).strip()
    assert not markdown("").strip()


@pytest.mark.parametrize("unit", ["[", "![", "[a](", "*a ", "**a*", ">", "- ", "<b>", "_a", "~~a", "<!--", "{{ ", "|a"])
def test_hostile_text_takes_no_longer_than_its_length_allows(unit: str) -> None:
    started = time.process_time()

    markdown(unit * (MAX_CHARACTERS // len(unit)))

    assert time.process_time() - started < 10


def test_cells_say_their_alignment_themselves() -> None:
    made = markdown("| a |\n|---|\n| b |")
    assert '<td style="text-align:left">b</td>' in made
    assert '<th style="text-align:left">a</th>' in made


def test_a_link_that_leads_nowhere_is_text() -> None:
    assert "<a" not in markdown("[here]({{ $domain }}) and [there](/lab/tree)")
