"""The checker of sentences finds what is not handed to gettext, and nothing else."""

import pytest

from tools.untranslated import in_python, in_script, in_template


def texts(found) -> list[str]:
    return [text for _, text in found]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("<p>Page not found</p>", "Page not found"),
        ("<p>in {{ count }} days</p>", "in … days"),
        ("<p>{% if a %}Open{% else %}<b>{{ b }}</b>{% endif %}</p>", "… Open …"),
        ('<a aria-label="Next page" href="/">2</a>', "Next page"),
        ('<img alt="The moon {{ name }}">', "The moon …"),
        ('<input type="submit" value="Send">', "Send"),
        ('<input placeholder="Why …">', "Why …"),
        ('<div data-said="The list is open">1</div>', "The list is open"),
        ('<meta name="description" content="About us">', "About us"),
        ('{% include "a.html" with title="Read next" %}', "Read next"),
        ('{{ name|default:"Somebody" }}', "Somebody"),
        ("{{ number }}{{ number|pluralize }}", "|pluralize"),
        ('{{ open|yesno:"open,closed" }}', "|yesno"),
        ('<p translate="no"><b>Django</b></p><p>Hello</p>', "Hello"),
        ("<script>let a = 1;</script><p>Hello</p>", "Hello"),
        ("<p>Caf&eacute;</p>", "Café"),
    ],
)
def test_a_text_of_a_template_is_found(template, text):
    assert texts(in_template(template)) == [text]


@pytest.mark.parametrize(
    "template",
    [
        '{% load i18n %}<p>{% translate "Page not found" %}</p>',
        "<p>{% blocktranslate count n=n %}One{% plural %}{{ n }} of them{% endblocktranslate %}</p>",
        '<a aria-label="{% translate "Next page" %}">→</a>',
        '<a aria-label="{% blocktranslate %}The {{ n }}th page{% endblocktranslate %}">→</a>',
        '{% include "a.html" with title=_("Read next") %}',
        '{{ open|yesno:_("open,closed") }}',
        '{{ day|date:"D j F Y" }} · 12 % – {{ a }}/{{ b }}',
        "{# A comment #}{% comment %}Another comment{% endcomment %}<!-- A third one -->",
        "<style>a { color: red }</style><script>alert('Hello there')</script>",
        "<kbd>Esc</kbd><code>make test</code>",
        '<p translate="no">Django <b>and Wagtail</b></p>',
        '<div class="A class" id="Some" data-act="approve" data-number="{{ n }} x">1</div>',
        '<input type="hidden" value="Some value">',
    ],
)
def test_what_is_translated_or_no_text_is_let_through(template):
    assert in_template(template) == []


def test_texts_are_found_in_the_right_line():
    template = '{% comment %}\n\n{% endcomment %}<p\n  title="A title">\n\n  A text</p>'
    assert in_template(template) == [(3, "A title"), (6, "A text")]


def test_plain_text_is_read_line_by_line():
    template = "{{ name }},\n\nRead and reply: {{ url }}\n{% translate 'Bye' %}"
    assert in_template(template, is_html=False) == [(3, "Read and reply: …")]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('CharField(help_text="as a reader sees it")', "as a reader sees it"),
        ('CharField("Name of it")', "Name of it"),
        ('verbose_name = "article"', "article"),
        ('messages.success(request, "It is saved.")', "It is saved."),
        ('raise ValidationError("Please choose one.")', "Please choose one."),
        ('raise ValidationError(f"At most {n} of them.")', "At most … of them."),
        ('f"{n} comments"', "… comments"),
        ('class A(TextChoices):\n    ON = "on", "switched on"', "switched on"),
        ('WORDS = {"a": ["A long text"]}', "A long text"),
        ('x = "One text" if a else _("Another text")', "One text"),
    ],
)
def test_a_text_of_a_module_is_found(code, text):
    assert texts(in_python(code)) == [text]


@pytest.mark.parametrize(
    "code",
    [
        'CharField(help_text=_("As a reader sees it"))',
        'ngettext("One comment", "%(n)d comments", n) % {"n": n}',
        'pgettext_lazy("of a comment", "Held for now")',
        'class A(TextChoices):\n    ON = "on", _("switched on")',
        'def f():\n    """What it does."""',
        'cursor.execute("Select what is there")',
        'sql = "SELECT id FROM x"',
        'logger.warning("It went wrong")',
        'raise ImproperlyConfigured("This setting is missing")',
        'date_format(day, "D j F Y")',
        'preview_value = {"heading": "Why ice floats"}',
        'lines = ["User-agent: all"]  # not translated: for crawlers',
        'name = "comments"',
    ],
)
def test_what_is_translated_or_not_for_people_is_let_through(code):
    assert in_python(code) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('say("Nothing was changed.");', "Nothing was changed."),
        ("say(`${n} comments`);", "… comments"),
        ('say(gettext("One text"), "Another text");', "Another text"),
        ('// A comment\nsay("A text")', "A text"),
    ],
)
def test_a_text_of_a_script_is_found(code, text):
    assert texts(in_script(code)) == [text]


@pytest.mark.parametrize(
    "code",
    [
        'say(gettext("Nothing was changed."));',
        'say(interpolate(ngettext("One comment", "%s comments", (n)), [n]));',
        'pgettext("of a comment", "Held for now")',
        "// It says \"Some text\"\n/* And 'Other text' */",
        'row.querySelector("tr, li"); fetch(address, { headers: { "X-CSRFToken": "Some" } });',
        "link.className = `desk-row ${name}`;",
    ],
)
def test_what_is_translated_or_no_text_of_a_script_is_let_through(code):
    assert in_script(code) == []
