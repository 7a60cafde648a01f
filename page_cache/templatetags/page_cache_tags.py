"""The tag round a part of a page that stays while other parts change."""

from django import template

from ..parts import kept

register = template.Library()


class KeptNode(template.Node):
    def __init__(self, nodelist, name: str):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        return kept(self.name, lambda: self.nodelist.render(context))


@register.tag("kept")
def do_kept(parser, token):
    """``{% kept "name" %} … {% endkept %}``: a part of its own, one of this name on a page.

    A variable that is set inside is not known outside.
    """
    _, name = token.split_contents()
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(nodelist, name.strip("\"'"))
