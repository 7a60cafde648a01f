"""The admin's forms as an editor's browser sends them."""

import json

from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield


def draftail(text: str) -> str:
    """A rich text as the editor of the admin sends it."""
    block = {"key": "abcde", "text": text, "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def question(words: str, answer: str):
    """A question of the FAQ, for ``article_streams``."""
    return ("question", {"question": words, "answer": draftail(answer), "anchor": ""})


def article_streams(*questions) -> dict:
    """The streams of an article, which a script adds to its form."""
    streams = {"body": streamfield([]), "faq": streamfield(questions), "sources": streamfield([])}
    return nested_form_data(streams)


def _form(html: str, form: str | None) -> str:
    """The part of a page that is this form, which is read in less time; without a name, all of it."""
    if not form:
        return html
    before, tag, after = html.partition(f'id="{form}"')
    assert tag, f"no form {form}"
    return before[before.rindex("<form") :] + tag + after[: after.index("</form>")] + "</form>"


def sent(client, address: str, form: str, **fields):
    """The answer to the form at an address, sent with other values in these fields.

    A name's double underscore stands for a hyphen: ``action__publish``.
    """
    data = querydict_from_html(_form(client.get(address).content.decode(), form), form_id=form)
    for name, value in fields.items():
        data[name.replace("__", "-")] = value
    return client.post(address, data)


def edit(client, page, publish=True, questions=(), **fields):
    """The answer to an article's form."""
    fields |= article_streams(*questions)
    if publish:
        fields["action__publish"] = "publish"
    return sent(client, f"/admin/pages/{page.pk}/edit/", "page-edit-form", **fields)
