"""The screens of jobs in the Wagtail admin, under Reports."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views


@hooks.register("register_reports_menu_item")
def menu_item():
    return MenuItem(
        views.JobsView.page_title, reverse("jobs"), name="jobs", icon_name="tasks", order=1200
    )


@hooks.register("register_admin_urls")
def addresses():
    job = "jobs/<int:job_id>/"
    return [
        path("jobs/", views.JobsView.as_view(), name="jobs"),
        path(job, views.JobView.as_view(), name="job"),
        path(f"{job}progress/", views.job_progress, name="job_progress"),
        path(f"{job}stop/", views.stop, name="job_stop"),
        path(f"{job}resume/", views.resume, name="job_resume"),
    ]
