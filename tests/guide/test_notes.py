"""Notes of the guide: who writes them, who sees them when, and what stays written down."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.editions import current_edition
from directory.guide.notes import notes_on, paragraphs_of
from directory.guide.routes import ROUTES
from directory.guide.urls import urlpatterns
from directory.search.index.version import published_versions
from providers.guide_notes.writing import ChangedError, mark_of, publish_note, take_back_note
from providers.models import Event, GuideNote
from providers.models.guide_note import GUIDE_PAGES
from providers.moderation.roles import ADMINISTRATOR, EDITOR, MODERATOR
from tests.factories import TODAY, person, staff
from tests.threads import at_once

from .notes import MOON, published, written

pytestmark = pytest.mark.django_db
ADD = "/admin/providers/guidenote/add/"
CHEESE = "The moon is made of cheese."


def address(page):
    name, _slash, route = page.partition("/")
    return reverse(name, args=[route] if route else [])


@pytest.fixture
def editor(client):
    user = staff("edda", EDITOR)
    client.force_login(user)
    return user


@pytest.fixture
def reader():
    """Somebody's browser who is not signed in."""
    return Client()


def form(**values):
    return {**MOON, "as_of": str(TODAY), "review_by": "", "seen": "", **values}


def opened(note):
    """What a form that writes a note carries: when it was written before."""
    return note.edited_at.isoformat()


def press(client, note, button="publish", **values):
    sent = {button: "", "why": "Because.", "seen": mark_of(note), **values}
    return client.post(reverse("guide_note", args=[note.pk]), sent)


# --- Where notes stand ---------------------------------------------------------------------------


def test_every_page_of_the_guide_can_have_notes_and_no_other():
    names = {pattern.name for pattern in urlpatterns} - {"route"}
    assert set(GUIDE_PAGES) == names | {f"route/{route}" for route in ROUTES}


@pytest.mark.parametrize("page", GUIDE_PAGES)
def test_a_note_stands_on_its_page_with_source_and_date_and_on_no_other(reader, page):
    published(page=page)

    text = unescape(reader.get(address(page)).text)
    others = [other for other in GUIDE_PAGES if other != page]

    source = '<a href="https://moon.example/cheese" rel="noopener">Moon Almanac, 1999</a>'
    words = ("The moon</h3>", f"<p>{CHEESE}</p>", "<p>So is this test. ", source)
    assert [word for word in words if word not in text] == []
    says = re.sub("<[^>]+>", "", text.partition("So is this test.")[2].partition("</p>")[0])
    assert says.strip() == "Moon Almanac, 1999 · secondary source · as of Nov 21, 2026"
    assert [other for other in others if CHEESE in reader.get(address(other)).text] == []


@pytest.mark.parametrize("page", GUIDE_PAGES)
def test_without_notes_a_page_says_nothing_of_them(reader, page):
    written(page=page)  # nobody sees it

    text = reader.get(address(page)).text

    assert ("guide-notes" in text, CHEESE in text) == (False, False)


def test_notes_of_a_page_stand_in_the_order_they_were_written():
    for heading in ("Cheese", "Ham", "Bread"):
        published(heading=heading)

    assert [note.heading for note in notes_on(current_edition(), "routes")] == [
        *("Cheese", "Ham", "Bread"),
    ]


def test_markup_is_shown_as_it_was_typed(reader):
    wild = "<script>alert(1)</script> & <b>bold</b>"
    published(text=wild, heading=wild, source=wild, page="order")

    text = reader.get("/how-results-are-ordered/").text

    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;") == 3
    assert "<script>alert(1)" not in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.", ("One.",)),
        ("One.\r\n\r\nTwo.", ("One.", "Two.")),
        ("\n One.\nStill one.\n \n\n\nTwo.\n\n", ("One.\nStill one.", "Two.")),
    ],
)
def test_empty_lines_part_paragraphs(text, found):
    assert paragraphs_of(text) == found


@pytest.mark.parametrize(
    ("as_of", "review_by", "is_due"),
    [
        (0, None, False),
        (-365, None, False),
        (-366, None, True),
        (-366, 1, False),
        (-10, 0, True),
    ],
)
def test_a_note_that_is_due_says_so(reader, as_of, review_by, is_due):
    day = None if review_by is None else TODAY + timedelta(days=review_by)
    published(as_of=TODAY + timedelta(days=as_of), review_by=day, page="privacy")

    assert ("due to be checked again" in reader.get("/privacy/").text) == is_due


@pytest.mark.parametrize("number", [1, 3])
def test_notes_cost_one_query_an_edition(reader, django_assert_num_queries, number):
    for n in range(number):
        published(heading=f"Cheese {n}", page="privacy")

    with django_assert_num_queries(3):  # which edition it is, invented listings, and the notes
        reader.get("/privacy/")
    with django_assert_num_queries(1):
        reader.get("/privacy/?again=1")


# --- Writing, publishing, taking back ------------------------------------------------------------


def test_an_editor_writes_previews_and_publishes_and_people_see_it_at_once(client, editor, reader):
    before = reader.get("/routes/")
    headers = {"If-None-Match": before.headers["ETag"]}
    assert reader.get("/routes/", headers=headers).status_code == 304

    saved = client.post(ADD, form())
    note = GuideNote.objects.get()
    preview = client.get(saved.headers["Location"])
    assert saved.headers["Location"] == reverse("guide_note", args=[note.pk])
    assert CHEESE in preview.text
    assert "Nothing changes before it is published." in preview.text
    assert reader.get("/routes/", headers=headers).status_code == 304

    assert press(client, note).status_code == 302

    after = reader.get("/routes/", headers=headers)
    assert (after.status_code, CHEESE in after.text) == (200, True)
    headers = {"If-None-Match": after.headers["ETag"]}
    assert reader.get("/routes/", headers=headers).status_code == 304
    assert after.cookies == {}
    assert "editor" in after.text
    assert "edda" not in after.text


def test_a_correction_is_seen_when_it_is_published_and_not_before(client, editor, reader):
    note = published()
    change = reverse("admin:providers_guidenote_change", args=[note.pk])
    sent = form(text="It is ham.", seen=opened(note))

    assert client.post(change, sent).headers["Location"] == reverse("guide_note", args=[note.pk])
    preview = client.get(reverse("guide_note", args=[note.pk])).text
    assert ("It is ham." in preview, "What people see now" in preview) == (True, True)
    assert CHEESE in reader.get("/routes/").text

    note.refresh_from_db()
    press(client, note)

    text = reader.get("/routes/").text
    assert ("It is ham." in text, CHEESE in text) == (True, False)


def test_what_is_taken_back_is_gone_at_once_and_can_come_again(client, editor, reader):
    note = published()
    etag = reader.get("/routes/").headers["ETag"]

    press(client, note, "take_back")
    note.refresh_from_db()

    gone = reader.get("/routes/", headers={"If-None-Match": etag})
    assert (gone.status_code, CHEESE in gone.text) == (200, False)
    press(client, note)
    assert CHEESE in reader.get("/routes/").text


def test_every_change_is_an_event_with_who_when_why_before_and_after(client, editor):
    client.post(ADD, form())
    note = GuideNote.objects.get()
    press(client, note, why="It was asked for.")
    change = reverse("admin:providers_guidenote_change", args=[note.pk])
    client.post(change, form(text="It is ham.", seen=opened(note)))
    note.refresh_from_db()
    press(client, note, why="It is not cheese.")
    note.refresh_from_db()
    press(client, note, "take_back", why="The almanac is gone.")

    first = {**MOON, "note": note.pk, "as_of": str(TODAY), "review_by": None}
    second = first | {"text": "It is ham."}
    told = Event.objects.order_by("pk").values_list("kind", "by", "note", "before", "after")
    assert list(told) == [
        ("note_written", editor.pk, "", None, first),
        ("note_published", editor.pk, "It was asked for.", None, first),
        ("note_written", editor.pk, "", first, second),
        ("note_published", editor.pk, "It is not cheese.", first, second),
        ("note_taken_back", editor.pk, "The almanac is gone.", second, {"note": note.pk}),
    ]
    assert all(timezone.now() - at < timedelta(minutes=5) for at in moments())
    history = client.get(reverse("guide_note", args=[note.pk])).text
    assert "<del>It is ham.</del>" in history
    assert "The almanac is gone." in history


def moments():
    return Event.objects.values_list("at", flat=True)


def test_nothing_new_is_no_event(client, editor):
    note = published()
    before = (Event.objects.count(), published_versions())

    change = reverse("admin:providers_guidenote_change", args=[note.pk])
    client.post(change, form(seen=opened(note)))
    press(client, note)
    note = written(heading="Nobody sees it")
    press(client, note, "take_back")

    assert (Event.objects.count() - 1, published_versions()) == before


def test_only_what_was_previewed_is_published(client, editor, reader):
    note = written()
    change = reverse("admin:providers_guidenote_change", args=[note.pk])
    client.post(change, form(text="It is ham.", seen=opened(note)))

    refused = press(client, note, why="Cheese!")  # what was seen before the ham

    assert refused.status_code == 422
    assert "This note has changed since you looked at it. Please look again." in refused.text
    assert 'value="Cheese!"' in refused.text
    assert "guide-notes" not in reader.get("/routes/").text
    note.refresh_from_db()
    assert f'value="{mark_of(note)}"' in unescape(refused.text)


@pytest.mark.parametrize("button", ["publish", "take_back"])
def test_publishing_and_taking_back_need_a_reason(client, editor, button):
    note = published() if button == "take_back" else written()
    before = Event.objects.count()

    response = press(client, note, button, why=" ")

    assert (response.status_code, "This field is required." in response.text) == (422, True)
    assert Event.objects.count() == before
    verb = {"publish": publish_note, "take_back": take_back_note}[button]
    with pytest.raises(ValidationError, match="say why"):
        verb(note, seen=mark_of(note), why=" ", by=editor, now=timezone.now())


def test_second_of_two_editors_is_told_before_writing_over_the_first(client, editor):
    note = written()
    seen = opened(note)
    change = reverse("admin:providers_guidenote_change", args=[note.pk])
    client.post(change, form(text="The first.", seen=seen))

    told = client.post(change, form(text="The second.", seen=seen))

    assert told.status_code == 200
    assert "Somebody else has changed this since you opened it." in told.text
    assert GuideNote.objects.get().text == "The first."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"page": "nowhere"}, "Select a valid choice."),
        ({"heading": ""}, "This field is required."),
        ({"text": " "}, "This field is required."),
        ({"source": ""}, "This field is required."),
        ({"source_url": ""}, "This field is required."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"source_url": "ftp://moon.example/"}, "Enter a valid URL."),
        ({"as_of": "2026-11-22"}, "Nobody can have checked the source after today."),
        ({"review_by": "2026-11-21"}, "The day of review comes after the day of the check."),
        ({"grade": "rumor"}, "Select a valid choice."),
        ({"text": "x" * 3001}, "Ensure this value has at most 3000 characters"),
        ({"heading": "nul\0"}, "Null characters are not allowed."),
    ],
)
def test_mistake_is_named_beside_its_field_and_nothing_is_lost(client, editor, wrong, said):
    response = client.post(ADD, form(**wrong))

    assert (response.status_code, said in response.text) == (200, True)
    assert "Moon Almanac, 1999" in response.text or "source" in wrong
    assert (GuideNote.objects.count(), Event.objects.count()) == (0, 0)


# --- Who may -------------------------------------------------------------------------------------


def test_a_moderator_looks_and_changes_nothing(client):
    note = published()
    client.force_login(staff("mo", MODERATOR))
    change = reverse("admin:providers_guidenote_change", args=[note.pk])
    page = reverse("guide_note", args=[note.pk])
    before = Event.objects.count()

    assert CHEESE in client.get(change).text
    assert CHEESE in client.get(page).text
    assert "<button" not in client.get(page).text.partition("<main")[2].partition("</main")[0]
    refused = [
        client.post(change, form(text="Ham.", seen=opened(note))),
        client.post(ADD, form()),
        press(client, note, "take_back"),
        press(client, note),
    ]
    assert [response.status_code for response in refused] == [403] * 4
    assert (Event.objects.count(), GuideNote.objects.get().text) == (before, MOON["text"])


def test_an_administrator_and_strangers_see_no_note_of_the_staff(client, reader):
    page = reverse("guide_note", args=[published().pk])
    client.force_login(staff("ada", ADMINISTRATOR))

    assert client.get(page).status_code == 403
    assert reader.get(page).headers["Location"].startswith("/admin/login/?next=/admin/guide/")
    client.force_login(person("olive"))
    assert client.get(page).status_code == 302


def test_looking_changes_nothing(client, editor):
    note = written()

    client.get(reverse("guide_note", args=[note.pk]), {"publish": "", "why": "x", "seen": "x"})

    assert Event.objects.count() == 1
    assert client.get(reverse("guide_note", args=[note.pk + 1])).status_code == 404


def test_nobody_deletes_a_note(client):
    note = published()
    chief = staff("chief")
    type(chief).objects.filter(pk=chief.pk).update(is_superuser=True)
    client.force_login(chief)

    delete = reverse("admin:providers_guidenote_delete", args=[note.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [note.pk], "post": "yes"}
    client.post(reverse("admin:providers_guidenote_changelist"), many)
    assert GuideNote.objects.get() == note


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_leave_one_event():
    note, editor = written(), person("edda")
    seen = mark_of(note)

    def publishes():
        given = {"why": "Now.", "by": editor, "now": timezone.now()}
        publish_note(note, seen=seen, **given)

    assert at_once(publishes, publishes) == [None, None]
    assert Event.objects.filter(kind="note_published").count() == 1


def test_what_changed_meanwhile_is_refused_by_the_verb_too():
    note = written()

    with pytest.raises(ChangedError):
        publish_note(note, seen="", why="Now.", by=person("edda"), now=timezone.now())


def test_a_correction_published_meanwhile_is_not_taken_back_unseen(client, editor, reader):
    note = published()
    change = reverse("admin:providers_guidenote_change", args=[note.pk])
    client.post(change, form(text="It is ham.", seen=opened(note)))
    note.refresh_from_db()
    looked_at = mark_of(note)  # by a colleague, before the ham was published
    press(client, note)

    refused = press(client, note, "take_back", why="Cheese!", seen=looked_at)

    assert refused.status_code == 422
    assert "This note has changed since you looked at it." in refused.text
    assert 'value="Cheese!"' in refused.text
    assert "It is ham." in reader.get("/routes/").text
    note.refresh_from_db()
    assert f'value="{mark_of(note)}"' in unescape(refused.text)
    assert press(client, note, "take_back").status_code == 302


def test_what_was_taken_back_meanwhile_is_not_published_again_unseen(client, editor, reader):
    note = published()
    looked_at = mark_of(note)
    press(client, note, "take_back")

    assert press(client, note, seen=looked_at).status_code == 422
    assert CHEESE not in reader.get("/routes/").text


@pytest.mark.parametrize(
    ("button", "first", "again"),
    [
        (
            "publish",
            "Published: people see it now.",
            "People see this wording already, so nothing has changed.",
        ),
        (
            "take_back",
            "Taken back: people see it no more.",
            "People see nothing of it already, so nothing has changed.",
        ),
    ],
)
def test_a_button_pressed_twice_says_the_second_time_that_nothing_changed(
    client, editor, button, first, again
):
    note = written() if button == "publish" else published()
    page, said = reverse("guide_note", args=[note.pk]), []
    for _press in range(2):
        assert press(client, note, button).headers["Location"] == page
        said += [str(one) for one in client.get(page).context["messages"]]
    assert said == [first, again]


def test_a_reason_sent_after_the_session_has_ended_is_in_the_form_again(client, editor, reader):
    note = written()
    page = reverse("guide_note", args=[note.pk])
    seal = client.get(page).context["seal"]
    client.logout()

    told = press(client, note, why="It was asked for.", seal=seal)

    assert told.headers["Location"] == f"/account/login/?next={page}"
    assert CHEESE not in reader.get("/routes/").text
    client.force_login(editor)
    again = client.get(page)
    assert ("Not saved yet." in again.text, 'value="It was asked for."' in again.text) == (
        *(True, True),
    )
    seal = again.context["seal"]
    assert press(client, note, why="It was asked for.", seal=seal).status_code == 302
    assert "Not saved yet." not in client.get(page).text
    assert CHEESE in reader.get("/routes/").text


def test_a_button_without_a_seal_leads_back_to_its_note(reader):
    note = written()
    page = reverse("guide_note", args=[note.pk])
    assert press(reader, note).headers["Location"] == f"/admin/login/?next={page}"
