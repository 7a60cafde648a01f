"""What make messages collects is what Django looks up when it renders."""

from babel.messages.mofile import write_mo
from django.template import Context, Template
from django.utils import translation

from tools.messages import Catalog, Message, catalogues, in_code, in_template

TEMPLATE = """{% load i18n %}
{% translate "100 % sure" %}
{% translate "May" context "month" %}
{% if count %}{% blocktranslate trimmed count n=count %}
    One comment by
    {{ name }}
{% plural %}
    {{ n }} comments (50 %) by {{ name }}
{% endblocktranslate %}{% endif %}
{% blocktranslate context "greeting" %}Hello{% endblocktranslate %}
{{ nothing|default:_("Nobody") }}
{% for _ in "a" %}{% translate "Inside" as inside %}{{ inside }}{% endfor %}"""


def test_all_that_a_template_says_is_collected_as_it_is_looked_up(tmp_path, settings):
    collected = list(in_template(TEMPLATE))
    catalogue = Catalog(locale="vi")
    for message in collected:
        assert message.text, message
        is_plural = isinstance(message.text, tuple)
        last = message.text[-1] if is_plural else message.text
        # Vietnamese has one form for all numbers.
        string = (f"«{last}»",) if is_plural else f"«{last}»"
        catalogue.add(message.text, string, context=message.context)
    folder = tmp_path / "vi/LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("vi", "Vietnamese")]
    with translation.override("vi"):
        text = Template(TEMPLATE).render(Context({"count": 3, "name": "Ann"}))
    assert [line for line in text.splitlines() if line] == [
        "«100 % sure»",
        "«May»",
        "«3 comments (50 %) by Ann»",
        "«Hello»",
        "«Nobody»",
        "«Inside»",
    ]


def test_all_that_a_module_says_is_collected():
    source = (
        b"# Translators: On a button.\n"
        b'a = gettext_lazy("Send")\n'
        b'b = ngettext("%(n)d reply", "%(n)d replies", n)\n'
        b'c = pgettext_lazy("month", "May")\n'
        b'd = _("One " "sentence")\n'
    )
    assert list(in_code(source, "python")) == [
        Message(2, "Send", None, ("Translators: On a button.",)),
        Message(3, ("%(n)d reply", "%(n)d replies")),
        Message(4, "May", "month"),
        Message(5, "One sentence"),
    ]


def test_all_that_a_script_says_is_collected():
    source = b'say(gettext("Undo"));\nsay(ngettext("%s reply", "%s replies", n));\nconst a = "b";'
    assert list(in_code(source, "javascript")) == [
        Message(1, "Undo"),
        Message(2, ("%s reply", "%s replies")),
    ]


def test_modules_templates_and_scripts_are_read(tmp_path):
    for name, source in {
        "comments/forms.py": 'a = _("Send")',
        "site/config/csrf.py": '\n\nb = _("Send")',
        "templates/comments/form.html": '{% load i18n %}{% translate "Reply" %}',
        "static/js/desk.js": 'say(gettext("Undo"));',
        "tests/test_forms.py": 'c = _("Nothing")',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    found = {
        domain: {message.id: message.locations for message in catalogue if message.id}
        for domain, catalogue in catalogues(tmp_path).items()
    }
    assert found == {
        "django": {
            "Send": [("comments/forms.py", 1), ("site/config/csrf.py", 3)],
            "Reply": [("templates/comments/form.html", 1)],
        },
        "djangojs": {"Undo": [("static/js/desk.js", 1)]},
    }
