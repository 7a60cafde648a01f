"""What is said about comments is said in the language of whoever reads it."""

import pytest
from django.utils import translation
from wagtail.users.models import UserProfile

from comments.mailing import sending
from comments.models import Notify

from .desk import QUEUE, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "direction"), [("en-gb", "ltr"), ("ar", "rtl")])
def test_a_mail_names_its_language_and_direction(
    rules, moderator, held, mailoutbox, language, direction
):
    rules.notify = Notify.AT_ONCE
    held()
    with translation.override(language):
        sending.send_due()
    html = mailoutbox[0].alternatives[0][0]
    assert f'<html lang="{language}" dir="{direction}">' in html


def test_each_moderator_reads_the_buttons_in_their_own_language(held):
    held()
    english, german = signed_in(), signed_in()
    UserProfile.objects.create(user=german.user, preferred_language="de")
    menu = '<summary class="button button-small button-secondary">{}</summary>'
    for browser, words in ((english, "More"), (german, "Mehr"), (english, "More")):
        assert menu.format(words) in browser.get(QUEUE).content.decode()
