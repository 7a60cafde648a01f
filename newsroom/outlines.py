"""The screens in which editors-in-chief make outlines: *Settings → Outlines*."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Outline


class OutlineForm(WagtailAdminModelForm):
    """An outline may have empty blocks: whoever writes the article fills them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.defer_required_fields()
        self.fields["name"].required = True


class OutlineViewSet(ModelViewSet):
    model = Outline
    name = "outlines"
    icon = "list-ol"
    menu_label = _("Outlines")
    menu_order = 300
    add_to_settings_menu = True
    add_to_reference_index = False
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "description", "body", "faq")],
        base_form_class=OutlineForm,
    )
    list_display = ["name", Column("description", label=_("When to use it"))]


@hooks.register("register_admin_viewset")
def outlines():
    return OutlineViewSet()
