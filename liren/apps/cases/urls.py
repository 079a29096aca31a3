from django.urls import path

from liren.apps.cases import views
from liren.apps.cases.views import phone

STEPS = (
    "accept",
    "reject",
    "self_handle",
    "dispatch",
    "sign",
    "return",
    "handle",
    "feed_back",
    "verify",
    "close",
    "reopen",
    "rate",
    "ask",
    "answer",
)

urlpatterns = [
    path("cases/", views.desk, name="cases.desk"),
    path("cases/report/", views.report, name="cases.report"),
    path("cases/bulk/", views.bulk, name="cases.bulk"),
    path("cases/export.xlsx", views.export, name="cases.export"),
    path("cases/map/", views.chart, name="cases.map"),
    path("cases/points.json", views.points, name="cases.points"),
    path("cases/views/", views.save_view, name="cases.save_view"),
    path("cases/views/<int:pk>/drop/", views.drop_view, name="cases.drop_view"),
    path("kinds/", views.kinds, name="cases.kinds"),
    path("my/", views.mine, name="cases.mine"),
    path("cases/<uuid:uid>/", views.view, name="cases.view"),
    path("cases/<uuid:uid>/join/", views.join, name="cases.join"),
    path("open/report/", views.report_open, name="cases.report_open"),
    path("open/done/", views.receipt, name="cases.receipt"),
    path("follow/", views.follow, name="cases.follow"),
    path("follow/<uuid:uid>/", views.followed, name="cases.followed"),
    path("follow/<uuid:uid>/<slug:verb>/", views.followed_step, name="cases.followed_step"),
    path(
        "follow/<uuid:uid>/pictures/<uuid:picture>/<slug:size>.jpg",
        views.followed_picture,
        name="cases.followed_picture",
    ),
    path("cases/<uuid:uid>/print/", views.sheet, name="cases.sheet"),
    path("cases/<uuid:uid>/pictures/", views.add_picture, name="cases.add_picture"),
    path(
        "cases/<uuid:uid>/pictures/<uuid:picture>/",
        views.picture,
        {"size": ""},
        name="cases.picture",
    ),
    path(
        "cases/<uuid:uid>/pictures/<uuid:picture>/<slug:size>.jpg",
        views.picture,
        name="cases.picture_size",
    ),
    path(
        "cases/<uuid:uid>/pictures/<uuid:picture>/remove/",
        views.remove_picture,
        name="cases.remove_picture",
    ),
    path(
        "cases/<uuid:uid>/pictures/<uuid:picture>/redact/",
        views.redact_picture,
        name="cases.redact_picture",
    ),
    *(
        path(f"cases/<uuid:uid>/{verb}/", views.step, {"verb": f"cases.{verb}"}, f"cases.{verb}")
        for verb in STEPS
    ),
    path("m/", phone.today, name="cases.phone"),
    path("m/shell/", phone.shell, name="cases.phone_shell"),
    path("m/tasks.json", phone.tasks, name="cases.phone_tasks"),
    path("m/report/", phone.report, name="cases.phone_report"),
    path("m/map/", phone.chart, name="cases.phone_map"),
    path("m/points.json", phone.points, name="cases.phone_points"),
    path("m/cases/", phone.listing, name="cases.phone_list"),
    path("m/cases/<uuid:uid>/", phone.case, name="cases.phone_case"),
    path("m/cases/<uuid:uid>/<slug:verb>/", phone.step, name="cases.phone_step"),
    path("m/me/", phone.me, name="cases.phone_me"),
]
