"""A rule changes: an editor says so, under the strict policy, and the public reads it."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from playwright.sync_api import Page, expect

from providers.models import User
from tests.factories import code_of_the_moment, with_second_factor


@pytest.fixture
def editor(transactional_db):
    user = User.objects.create_user("editor@askfirst.example", password="a long one", is_staff=True)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    user.user_permissions.add(Permission.objects.get(codename="change_datedfact"))
    return with_second_factor(user)


def test_editor_changes_a_rule_and_the_public_reads_it(live_server, page: Page, editor, browser):
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/favicon.ico", lambda route: route.fulfill(body=""))
    public = browser.new_context().new_page()
    public.goto(f"{live_server.url}/routes/lozenge/")
    expect(public.get_by_text("was set to end on December 31, 2026")).to_be_visible()

    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Email").fill(editor.email)
    page.get_by_label("Password").fill("a long one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_of_the_moment())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Dated facts").first.click()
    page.get_by_role("link", name="law.telehealth").click()
    page.get_by_label("Text").fill("The rule was extended.")
    page.locator("#id_as_of").fill("2026-11-20")
    page.locator("#id_review_by").fill("2027-12-31")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    public.reload()
    expect(public.get_by_text("The rule was extended.")).to_be_visible()
    expect(public.locator("time[datetime='2026-11-20']")).to_have_text("Nov 20, 2026")
    assert public.context.cookies() == []
    assert complaints == []
