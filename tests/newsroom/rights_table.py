"""Who may do what in the admin: the beginnings of addresses' names, and the roles that get there."""

import re

#: Who asks. A reader has an account without the right to enter the admin.
ROLES = {
    "nobody": None,
    "reader": None,
    "moderator": "Moderators",
    "contributor": "Contributors",
    "editor": "Editors",
    "chief": "Editors-in-chief",
    "superuser": None,
}
SUPER = {"superuser"}
CHIEFS = {"chief"} | SUPER
EDITORS = {"editor"} | CHIEFS
WRITERS = {"contributor"} | EDITORS
MODERATORS = {"moderator"} | SUPER
DISCUSSION = {"moderator"} | EDITORS
STAFF = {"moderator"} | WRITERS
ALL = set(ROLES)

#: The first line that matches counts. A method before the name makes a line for it alone. The article
#: that they ask about is live, and another's; *own* is a draft of the asker's.
TABLE = [
    # What everybody sees: signing in.
    (r"wagtailadmin_(sprite|login|password_reset|javascript_catalog)", ALL),
    (r"mfa:auth", set()),
    # What belongs to a person, or shows only what that person may see.
    (r"wagtailadmin_(home|account|dismissibles|error_test|tag_|editing_sessions:release)", STAFF),
    (r"wagtailadmin_reports:site_history|jobs$|admin/test404", STAFF),
    (r"choose_page|wagtailadmin_(choose_|workflows:task_cho)", STAFF),
    (r"wagtail(embeds|searchpromotions:chooser)", STAFF),
    (r"wagtail(docs|images)_chooser:(choose|chosen_multiple)", STAFF),
    (r"wagtailsnippetchoosers_articles_author:cho", STAFF),
    (r"wagtailadmin_api:(documents|images)|wagtailadmin_api:pages:listing", STAFF),
    # They answer each of their rows: see ``bulk`` below, and the page that is asked for.
    (r"wagtailadmin_pages:(revisions_index|choose_parent|confirm_workflow_can)", STAFF),
    (r"newsroom_guide|sign_ins|mfa:(list|codes|create)", STAFF),
    (r"page_again|writing_", STAFF),
    # Writing.
    (r"kinds_to_add|newsroom_(new_article|from_outline)|deleted_page|broken_links|articles_(import|paste)", WRITERS),
    (r"newsroom_(share|reviews|failing)|approval", EDITORS),
    (r"own (unpublish|lock|set_privacy)", EDITORS),
    (r"own ", WRITERS),
    (r"bulk (wagtailcore.page|pictures.picture|wagtaildocs.document) ", EDITORS),
    (r"wagtailadmin_explore|wagtailadmin_api:pages:detail", WRITERS),
    (r"wagtailadmin_pages:(add|preview_on_add|add_subpage|type_use|search)", WRITERS),
    (r"wagtailadmin_pages:unlock", CHIEFS),
    (r"wagtailadmin_(pages|api:pages|editing_sessions):", EDITORS),
    (r"wagtailadmin_reports:locked_pages", CHIEFS),
    (r"wagtailadmin_reports:", WRITERS),
    (r"wagtail(docs|images):(index|add)|picture_add", WRITERS),
    (r"wagtail(docs|images)_chooser:", WRITERS),
    (r"wagtail(docs|images):|(uploaded_)?picture_delete", EDITORS),
    (r"bulk articles.author|wagtailsnippet(s|choosers)_articles_author", EDITORS),
    (r"search_report|search_promote|wagtailsearchpromotions:(index|add|edit|delete)", EDITORS),
    (r"synonyms:", EDITORS),
    # Keeping the site.
    (r"wagtailsettings:\w+ (home.sitesettings|articles.checksettings)", CHIEFS),
    (r"wagtailadmin_collections:|wagtailredirects:|section_redirects:|outlines:", CHIEFS),
    (r"wagtailadmin_workflows:|wagtailsearchpromotions:search_terms|page_cache|site_status|policy_reports", SUPER),
    (r"wagtailsettings:\w+ accounts.signinrules", SUPER),
    (r"wagtailsites:|wagtailusers_|bulk auth.user|job", SUPER),
    # The discussion.
    (r"wagtailsettings:\w+ comments.discussionsettings", DISCUSSION),
    (r"comments_discussion|wagtailsnippets_comments_discussion:", DISCUSSION),
    (r"comments_|bulk comments\.|wagtailsnippets_comments_", MODERATORS),
]  # fmt: skip
#: Where nobody gets, superusers included, and why.
NOWHERE = [
    (r"bulk comments.(discussion|mail) delete", "rows of the site's own"),
    (r"wagtailsnippets_comments_discussion:(add|delete|copy)", "rows of the site's own"),
    (
        r"wagtailsnippets_comments_mail:(add|edit|delete|usage|history|copy)",
        "rows of the site's own",
    ),
    (r"section_redirects:(add|edit|usage)", "rows of the site's own"),
    (r"own unpublish", "a draft is not published"),
    (r"mfa:delete", "the key is another's"),
    (r"occupied_page", "the article has no pages below it"),
    (r"wagtailsnippets:index", "each kind of snippet has a menu item"),
    (r"admin/\^", "addresses that are not there"),
    (r"wagtailadmin_api:\w+:find", "it finds nothing, as nothing is asked for"),
    (r"wagtailadmin_pages:convert_alias", "the article is no alias"),
    (r"wagtailadmin_tag_model_autocomplete|wagtailadmin_block_preview", "it is asked for none"),
    (r"wagtailsettings:preview_on_edit", "these settings have no preview"),
    (r"wagtailimages:url_generator", "the site gives no such addresses"),
    (r"POST (comments_(try|commenter)|page_again)|search_report_query", "it is asked for nothing"),
    (r"POST wagtail(docs|images):(create_multiple|delete_upload)", "the upload is another's"),
]


def expected(method: str, name: str) -> set[str] | None:
    """The roles that get there; None where the table says nothing."""
    for lines in ([(line, set()) for line, _why in NOWHERE], TABLE):
        for line, roles in lines:
            if re.match(line, name) or re.match(line, f"{method} {name}"):
                return roles
    return None
