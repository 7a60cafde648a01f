"""The scripts and styles of the form in which articles are written."""

from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.translation import gettext
from wagtail import hooks

from .blocks.article import SectionContent

#: The kinds of blocks that a section may have, for the list that one chooses from.
KINDS = list(SectionContent().child_blocks.values())


@hooks.register("insert_editor_js")
def checks_script():
    return format_html('<script type="module" src="{}"></script>', static("js/checks.js"))


@hooks.register("insert_editor_js")
def guides_script():
    return format_html('<script type="module" src="{}"></script>', static("js/guides.js"))


@hooks.register("insert_editor_js")
def naming_script():
    words = {
        "lines": {str(block.label): str(block.meta.description) for block in KINDS},
        "cell": gettext("Row {row}, column {column}"),
    }
    return format_html(
        '{}<script type="module" src="{}"></script>',
        json_script(words, "article-form-words"),
        static("js/naming.js"),
    )


@hooks.register("insert_global_admin_css")
def styles():
    return format_html('<link rel="stylesheet" href="{}">', static("css/article-form.css"))
