"""What a reader sees whose browser did not send the cookie that a form needs."""

from django.shortcuts import render

from comments import views as comments


def failure(request, reason=""):
    """A comment's form comes back with everything in it; elsewhere a page says what to do."""
    match = request.resolver_match
    if match and match.url_name == "reply":
        return comments.reply_again(request, **match.kwargs)
    return render(request, "403_csrf.html", status=403)
