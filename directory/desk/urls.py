"""Addresses of the desk, below the admin site's."""

from django.urls import path

from . import correcting, deciding, history_page, listings, staff, versions, views

urlpatterns = [
    path("", views.queue, name="desk"),
    path("next/", views.take_next, name="desk_next"),
    path("decided/", views.decided, name="desk_decided"),
    path("staff/", staff.staff, name="desk_staff"),
    path("staff/<int:pk>/<slug:key>/", staff.role, name="desk_role"),
    path("listings/", listings.listings, name="desk_listings"),
    path("listings/<int:pk>/", listings.listing, name="desk_listing"),
    path("listings/<int:pk>/status/", listings.change_status, name="desk_status"),
    path("listings/<int:pk>/history/", history_page.history, name="desk_history"),
    path("listings/<int:pk>/versions/<int:version>/", versions.version, name="desk_version"),
    path(
        "listings/<int:pk>/versions/<int:version>/roll-back/",
        versions.roll_back,
        name="desk_roll_back",
    ),
    path("listings/<int:pk>/correct/", listings.publish_correction, name="desk_publish_live"),
    path("listings/<int:pk>/correct/drop/", correcting.drop_live, name="desk_drop_live"),
    path(
        "listings/<int:pk>/correct/take-over/<int:draft>/",
        correcting.take_over_live,
        name="desk_take_over_live",
    ),
    path(
        "listings/<int:pk>/correct/overtaken/<int:draft>/drop/",
        correcting.drop_overtaken,
        name="desk_drop_overtaken",
    ),
    path(
        "listings/<int:pk>/correct/<slug:step>/", correcting.correct_live, name="desk_correct_live"
    ),
    path(
        "listings/<int:pk>/correct/<slug:step>/<slug:key>/",
        correcting.correct_live,
        name="desk_correct_live_row",
    ),
    path("listings/<int:pk>/merge/", listings.merge, name="desk_merge"),
    path("imports/approve/", deciding.approve_imports, name="desk_approve_imports"),
    path("<int:pk>/", views.case, name="desk_case"),
    path("<int:pk>/take/", views.take, name="desk_take"),
    path("<int:pk>/put-back/", views.put_back, name="desk_put_back"),
    path("<int:pk>/preview/", views.preview, name="desk_preview"),
    path("<int:pk>/preview/comparison/", views.comparison, name="desk_preview_comparison"),
    path("<int:pk>/history/", history_page.case_history, name="desk_case_history"),
    path("<int:pk>/approve/", deciding.approve, name="desk_approve"),
    path("<int:pk>/request-changes/", deciding.request_changes, name="desk_request_changes"),
    path("<int:pk>/reject/", deciding.reject, name="desk_reject"),
    path("<int:pk>/approve-corrected/", deciding.approve_corrected, name="desk_approve_corrected"),
    path("<int:pk>/claim/approve/", deciding.approve_claim, name="desk_approve_claim"),
    path("<int:pk>/claim/reject/", deciding.reject_claim, name="desk_reject_claim"),
    path("<int:pk>/removal/grant/", deciding.grant_removal, name="desk_grant_removal"),
    path("<int:pk>/removal/refuse/", deciding.refuse_removal, name="desk_refuse_removal"),
    path("<int:pk>/removal/hide/", deciding.hide_first, name="desk_hide_first"),
    path("<int:pk>/report/uphold/", deciding.uphold_report, name="desk_uphold_report"),
    path("<int:pk>/report/dismiss/", deciding.dismiss_report, name="desk_dismiss_report"),
    path("<int:pk>/let-stand/", deciding.let_stand, name="desk_let_stand"),
    path("<int:pk>/correct/drop/", correcting.drop, name="desk_drop_correction"),
    path("<int:pk>/correct/take-over/<int:draft>/", correcting.take_over, name="desk_take_over"),
    path("<int:pk>/correct/<slug:step>/", correcting.correct, name="desk_correct"),
    path("<int:pk>/correct/<slug:step>/<slug:key>/", correcting.correct, name="desk_correct_row"),
]
