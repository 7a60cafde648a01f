"""Every address of the admin, from the url configuration, with an example of what it is about."""

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from mfa.models import MFAKey
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Collection, Page, Site, UploadedFile, Workflow

from articles.models import SectionRedirect
from comments.intake import posting
from comments.models import (
    Action,
    BulkJob,
    DecisionReason,
    Discussion,
    DiscussionSettings,
    JobState,
    Mail,
    NetworkBan,
)
from comments.moderation import deciding
from home.models import SiteSettings
from jobs.models import Job
from newsroom.models import Outline
from restoring.models import DeletedPage
from search.models import SynonymGroup
from tests import factories

#: Addresses without a name.
UNNAMED = {
    "admin/test404/": "/admin/test404/",
    "admin/^.*/$": "/admin/any/thing/",
}
#: Bulk actions are at one address, which names what is done to which model.
BULK = "wagtail_bulk_action"
SETTINGS = ("wagtailsettings:edit", "wagtailsettings:preview_on_edit")


def patterns(found, route="", space=()):
    """The name, the route and the parameters of each address of the admin."""
    for pattern in found:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*space, pattern.namespace) if pattern.namespace else space
            yield from patterns(pattern.url_patterns, here, inner)
        elif here.startswith("admin/"):
            name = ":".join((*space, pattern.name)) if pattern.name else ""
            yield name, here, list(pattern.pattern.regex.groupindex)


class World:
    """Something of everything that an address can be about; it is not the asker's own."""

    def __init__(self, topic, boss):
        article = factories.article(topic, title="Whose?", owner=boss)
        article.save_revision(user=boss)
        sender = posting.Sender("A reader", "reader@example.net", ip="192.0.2.7")
        site = Site.objects.get()
        rules, _row = DiscussionSettings.for_site(site), SiteSettings.for_site(site)
        comment = posting.post(article, "Words of a reader.", sender, rules)[0]
        decision = deciding.decide(boss, comment.pk, Action.SPAM)
        bulk = BulkJob.objects.create(state=JobState.FINISHED, action=Action.SPAM, moderator=boss)
        page = ContentType.objects.get_for_model(Page)
        waiting = factories.article(topic, title="Waits?", publish=False, owner=boss)
        state = Workflow.objects.get(name="Review").start(waiting, boss)
        session = EditingSession.objects.create(
            user=boss, content_type=page, object_id=article.pk, last_seen_at=timezone.now()
        )
        upload = UploadedFile.objects.create(uploaded_by_user=boss, for_content_type=page)
        image, document = factories.image(), factories.document()
        factories.article(topic, title="Gone?", owner=boss).delete()
        deleted = DeletedPage.objects.get()
        collection = Collection.get_first_root_node().add_child(name="Maps")
        #: The values of parameters by their names.
        self.values = {
            "page_id": article.pk,
            "page_pk": article.pk,
            "page_to_move_id": article.pk,
            "parent_page_id": topic.pk,
            "destination_id": factories.topic(topic.get_parent(), "Elsewhere").pk,
            "object_id": article.pk,
            "revision_id": article.latest_revision_id,
            "task_state_id": state.current_task_state_id,
            "workflow_state_id": state.pk,
            "task_id": state.current_task_state.task_id,
            "workflow_pk": state.workflow_id,
            "session_id": session.pk,
            "uploaded_file_id": upload.pk,
            "image_id": image.pk,
            "doc_id": document.pk,
            "document_id": document.pk,
            "collection_id": collection.pk,
            "comment_id": comment.pk,
            "decision_id": decision.pk,
            "job_id": Job.objects.create(user=boss, kind="delete", total=1).pk,
            "query_id": Query.objects.create(query_string="why").pk,
            "redirect_id": Redirect.objects.create(old_path="/old", redirect_link="/new").pk,
            "content_type_app_name": "articles",
            "content_type_model_name": "articlepage",
            "app_label": "articles",
            "model_name": "articlepage",
            "app_name": "taggit",
            "filter_spec": "max-165x165",
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "action_name": "approve",
            "uidb64": "MQ",
            "kind_id": ContentType.objects.get_for_model(article).pk,
            "outline_id": Outline.objects.first().pk,
            "name": "editors",
            "method": "TOTP",
            "token": "set-password",
        }
        #: Of those that are called alike in several places: by the beginning of the address's name.
        self.by_name = {
            "approval": {"page_id": waiting.pk},
            "comments_job": {"job_id": bulk.pk},
            "comments_": {"pk": comment.commenter.pk},
            "section_redirects": {
                "pk": SectionRedirect.objects.create(site=site, old_path="/a/", new_path="/b/").pk
            },
            "mfa:delete": {"pk": MFAKey.objects.create(user=boss, method="TOTP").pk},
            "outlines": {"pk": Outline.objects.first().pk},
            "newsroom_guide_picture": {"name": "moderators-row.webp"},
            "deleted_page": {"pk": deleted.pk},
            "synonyms": {"pk": SynonymGroup.objects.first().pk},
            "wagtailadmin_api:pages:action": {"action_name": "publish"},
            "wagtailadmin_api:pages": {"pk": article.pk},
            "wagtailadmin_api:images": {"pk": image.pk},
            "wagtailadmin_api:documents": {"pk": document.pk},
            "wagtailadmin_collections": {"pk": collection.pk},
            "wagtailadmin_pages:workflow": {"page_id": waiting.pk},
            "wagtailadmin_pages:co": {"page_id": waiting.pk},
            "wagtailadmin_pages:copy": {"page_id": article.pk},
            "wagtailadmin_pages:convert_alias": {"page_id": article.pk},
            "wagtailadmin_pages:revisions_compare": {"pk": article.pk},
            "wagtailadmin_workflows:add_task": {
                "app_label": "newsroom",
                "model_name": "publishersreview",
            },
            "wagtailadmin_workflows:edit_task": {"pk": state.current_task_state.task_id},
            "wagtailadmin_workflows:disable_task": {"pk": state.current_task_state.task_id},
            "wagtailadmin_workflows:enable_task": {"pk": state.current_task_state.task_id},
            "wagtailadmin_workflows:": {"pk": state.workflow_id},
            "wagtaildocs_chooser": {"pk": document.pk},
            "wagtailimages_chooser": {"pk": image.pk},
            "wagtailsites": {"pk": site.pk},
            "wagtailusers_groups": {"pk": Group.objects.create(name="Others").pk},
            "wagtailusers_users": {"pk": factories.user("Contributors", "somebody").pk},
            **{
                f"wagtailsnippet{kind}_{row._meta.app_label}_{row._meta.model_name}": {"pk": row.pk}
                for row in (
                    factories.author(),
                    Discussion.objects.get(page=article),
                    DecisionReason.objects.first(),
                    NetworkBan.objects.create(network="203.0.113.0/24", until=timezone.now()),
                    Mail.objects.create(kind="notice", commenter=comment.commenter, state="sent"),
                )
                for kind in ("s", "choosers")
            },
        }
        #: What bulk actions are about.
        self.rows = {
            "page": article,
            "picture": image,
            "document": document,
            "readercomment": comment,
        }
        self.topic = topic

    def value(self, name, parameter):
        for beginning in sorted(self.by_name, key=len, reverse=True):
            if name.startswith(beginning) and parameter in self.by_name[beginning]:
                return self.by_name[beginning][parameter]
        return self.values[parameter]

    def cases(self):
        """What the table calls each address, and the address. An error where there is no example."""
        for name, route, parameters in patterns(get_resolver().url_patterns):
            if not name:
                yield route, UNNAMED[route]
            elif name == BULK:
                yield from self.bulk_actions()
            elif name in SETTINGS:
                yield from self.settings(name, parameters)
            elif name == "wagtailadmin_editing_sessions:ping":
                yield (
                    name,
                    reverse(name, args=["articles", "articlepage", *self.of(name, parameters)[2:]]),
                )
            else:
                yield name, reverse(name, args=self.of(name, parameters))

    def of(self, name, parameters):
        return [self.value(name, parameter) for parameter in parameters]

    def bulk_actions(self):
        bulk_action_registry._scan_for_bulk_actions()
        for app, models in bulk_action_registry.actions.items():
            for model, actions in models.items():
                for action in actions:
                    row = self.rows.get(model)
                    row = row or apps.get_model(app, model)._default_manager.order_by("-pk").first()
                    address = reverse(BULK, args=[app, model, action])
                    yield f"bulk {app}.{model} {action}", f"{address}?id={row.pk}"

    def settings(self, name, parameters):
        for model in settings_registry:
            args = [model._meta.app_label, model._meta.model_name]
            of = model.load() if issubclass(model, BaseGenericSetting) else Site.objects.get()
            args += [of.pk] * (len(parameters) - len(args))
            yield f"{name} {'.'.join(map(str, args[:2]))}", reverse(name, args=args)
