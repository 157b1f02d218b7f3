"""The addresses under /listing/."""

from django.urls import include, path

from . import beginning, claims, invitations, preview, rows, team, upkeep, views

BULK = path("bulk/", include("directory.listing.bulk.urls"))

urlpatterns = [
    path("", views.home, name="listings"),
    *upkeep.urlpatterns,
    path("forget/", views.forget, name="listing_forget"),
    path("new/", beginning.new, name="listing_new"),
    path("claim/<slug:slug>/", claims.claim, name="listing_claim"),
    path("claims/<int:claim>/withdraw/", claims.withdraw, name="listing_claim_withdraw"),
    path("invitation/<str:token>/", invitations.invitation, name="listing_invitation"),
    path("<uuid:team>/team/", team.team, name="listing_team"),
    path("<uuid:team>/team/invite/", team.invite, name="listing_invite"),
    path("<uuid:team>/team/leave/", team.leave, name="listing_leave"),
    path("<uuid:team>/team/members/<int:member>/", team.member, name="listing_member"),
    path(
        "<uuid:team>/team/invitations/<uuid:invitation>/withdraw/",
        team.withdraw,
        name="listing_invitation_withdraw",
    ),
    BULK,
    path("<uuid:team>/", views.overview, name="listing"),
    path("<uuid:team>/edit/", views.edit, name="listing_edit"),
    path("<uuid:team>/rebase/", views.rebase, name="listing_rebase"),
    path("<uuid:team>/begin-again/", views.begin_again, name="listing_begin_again"),
    path("<uuid:team>/submit/", views.submit, name="listing_submit"),
    path("<uuid:team>/withdraw/", views.withdraw, name="listing_withdraw"),
    path("<uuid:team>/discard/", views.discard, name="listing_discard"),
    path("<uuid:team>/preview/", preview.preview, name="listing_preview"),
    path(
        "<uuid:team>/preview/comparison/",
        preview.preview_comparison,
        name="listing_preview_comparison",
    ),
    path("<uuid:team>/rows/<slug:part>/", rows.rows, name="listing_rows"),
    path("<uuid:team>/<slug:step>/", views.step, name="listing_step"),
    path("<uuid:team>/<slug:part>/<slug:key>/<slug:step>/", views.step, name="listing_row"),
]
