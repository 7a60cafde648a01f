"""The page for a reader whose browser did not send the cookie that a form needs."""

from django.shortcuts import render

from comments import views as comments


def failure(request, reason=""):
    """Shows a comment's form again with everything in it, and for other forms a page with advice."""
    match = request.resolver_match
    if match and match.url_name == "reply":
        return comments.reply_again(request, **match.kwargs)
    return render(request, "403_csrf.html", status=403)
