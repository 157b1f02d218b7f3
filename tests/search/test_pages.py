"""The home page and the search page as they leave the site."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language, override

from directory.languages import once_per_language
from directory.search.filters import ProviderFilter, Sort
from providers.models import Provider, Treatment
from tests.factories import availability, coverage, fee, listing, treatment
from tests.search.asking import UTAH, ask, publish_all, query

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def whole(number):
    """Return a listing with rows in every table a card reads."""
    return listing(
        treatment(
            "iv",
            psychotherapy="none",
            fees=[fee("dosing_session", 400)],
            coverage=[coverage("any", "dosing", "superbill")],
            availability=availability(True),
        ),
        treatment("im"),
        name=f"Provider number {number}",
    )


def publish(how_many):
    return publish_all(*(whole(number) for number in range(how_many)))


@pytest.fixture
def get(client):
    """Get the search page of some parameters."""

    def page(path="/providers/", headers=None, **params):
        return client.get(f"{path}?{query(**params)}" if params else path, headers=headers)

    return page


def addresses(response):
    """Return every address of this site that a page links to or loads, as written."""
    found = re.findall(r'(?:href|hx-get)="([^"]*)"', response.content.decode())
    return {unescape(address) for address in found}


def boxes_checked(response):
    """Return the form's checked boxes and circles, as written."""
    return re.findall(r"<input\b[^>]*\schecked\b[^>]*>", response.content.decode())


def searches(response):
    """Return the searches that a page links to, each as a list of (name, value)."""
    split = [urlsplit(address) for address in addresses(response)]
    return [parse_qsl(one.query) for one in split if one.path == "/providers/"]


def words_of(response):
    """Return a page's text without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", response.content.decode())))


@pytest.fixture
def chosen():
    """Publish a provider and return the ids of its treatments, as they stand in an address."""
    (provider,) = publish(1)
    return tuple(str(pk) for pk in provider.treatments.values_list("pk", flat=True))


# --- What every answer carries -------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/providers/", "/providers/?route=iv&near=80203&x=1"])
@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_page_answers_without_a_trace(client, path, headers):
    publish(1)

    response = client.get(path, headers=headers)

    assert response.status_code == 200
    assert response.cookies == {}
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/providers/"])
def test_a_page_loads_nothing_from_another_host_and_runs_nothing_inline(client, path):
    publish(1)

    html = client.get(path).content.decode()

    assert [a for a in re.findall(r'(?:src|href|action|hx-get)="([^"]*)"', html) if "//" in a] == []
    assert re.findall(r"<script(?![^>]*src=)[^>]*>|<style| style=| on[a-z]+=", html) == []


def test_htmx_gets_the_results_and_everyone_else_the_page(get):
    publish(1)

    whole_page, part = get(route="iv"), get(headers=HTMX, route="iv")

    assert (b"<html" in whole_page.content, b"<html" in part.content) == (True, False)
    assert whole_page.headers["Vary"] == part.headers["Vary"]
    assert "HX-Request" in whole_page.headers["Vary"]
    assert part.headers["HX-Push-Url"] == "/providers/?route=iv"
    assert b"Provider number 0" in whole_page.content
    assert b"Provider number 0" in part.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/providers/"])
def test_a_page_is_only_read(client, method, path):
    assert getattr(client, method)(path).status_code == 405


# --- Costs in queries ----------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_home_takes_so_many_queries(client, django_assert_num_queries, rows):
    publish(rows)

    with django_assert_num_queries(6):
        client.get("/")


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_search_for_all_takes_so_many_queries(client, django_assert_num_queries, rows):
    publish(rows)

    with django_assert_num_queries(11):
        client.get("/providers/")


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_narrowed_search_takes_so_many_queries(client, django_assert_num_queries, rows):
    publish(rows)

    with django_assert_num_queries(12):
        client.get(
            "/providers/?route=iv&near=80203&price_max=500&covered=dosing:superbill&payer=va"
        )


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_search_for_words_takes_so_many_queries(client, django_assert_num_queries, rows):
    publish(rows)

    with django_assert_num_queries(13):
        client.get("/providers/?q=provider")


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_search_with_unknown_takes_so_many_queries(client, django_assert_num_queries, rows):
    publish(rows)

    with django_assert_num_queries(13):
        client.get("/providers/?route=iv&unknown=1")


# --- The address ---------------------------------------------------------------------------------


def test_empty_parameters_lead_to_the_tidy_address_which_keeps_the_rest(client, chosen):
    drip, injection = chosen
    response = client.get(
        f"/providers/?near=&q=&route=iv&route=im&within=50&t={injection}&t={drip}&page=2&x=a%20b&sort="
    )

    assert response.status_code == 302
    assert response.headers["Location"] == (
        f"/providers/?route=iv&route=im&t={injection}&t={drip}&page=2&x=a+b"
    )


def test_the_tidy_address_stays_where_it_is(client):
    first = client.get("/providers/?near=&within=50&q=&route=iv")

    assert client.get(first.headers["Location"]).status_code == 200


def test_a_radius_with_its_place_is_kept(client):
    response = client.get("/providers/?near=80203&within=100&q=")

    assert response.headers["Location"] == "/providers/?near=80203&within=100"


def test_a_redirect_stays_on_this_site(client):
    response = client.get("/providers/?q=&next=//evil.example/&x=%0d%0aSet-Cookie:a=b")

    assert response.headers["Location"].startswith("/providers/?next=%2F%2Fevil")
    assert response.cookies == {}


def test_what_is_chosen_to_compare_is_in_every_link_and_form(get, chosen):
    publish(30)

    response = get(route=["iv", "im"], q="provider", t=chosen)

    links = [{value for name, value in link if name == "t"} for link in searches(response) if link]
    assert len(links) > settings.PAGE_SIZE
    assert [link for link in links if not link or len(link ^ set(chosen)) > 1] == []
    html = response.content.decode()
    form = re.findall(r'<input type="hidden" name="t" value="(\d+)" form="search">', html)
    assert form == list(chosen)


def pills(response):
    """Return the address behind each pill, in order."""
    found = re.findall(r'<a class="pill[^"]*" href="([^"]*)"', response.content.decode())
    return [unescape(address) for address in found]


def test_a_pill_removes_one_value_of_many(get, chosen):
    t = chosen[0]

    response = get(route=["iv", "im"], near="80203", within=100, unknown=1, t=t, page=3)

    assert pills(response) == [
        f"/providers/?route=iv&route=im&unknown=1&t={t}",
        f"/providers/?route=im&near=80203&within=100&unknown=1&t={t}",
        f"/providers/?route=iv&near=80203&within=100&unknown=1&t={t}",
        f"/providers/?route=iv&route=im&near=80203&within=100&t={t}",
        f"/providers/?t={t}",
    ]


def test_pages_link_to_their_neighbors_with_the_whole_search(get, chosen):
    publish(2 * settings.PAGE_SIZE)
    search = f"/providers/?route=iv&route=im&t={chosen[0]}"

    first, middle, last = (get(route=["iv", "im"], t=chosen[0], page=page) for page in (1, 2, 3))

    assert neighbors(first) == {"next": f"{search}&page=2"}
    assert neighbors(middle) == {"prev": f"{search}&page=1", "next": f"{search}&page=3"}
    assert neighbors(last) == {"prev": f"{search}&page=2"}
    assert "41 providers" in words_of(last)


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(("rows", "said"), [(2, "two"), (3, "three"), (4, "three")])
def test_first_cards_are_compared_with_one_link(get, rows, said, headers):
    publish(rows)
    injections = dict(Treatment.objects.filter(route="im").values_list("provider", "pk"))
    first = [injections[pk] for pk in ask(route="im").ids[:3]]

    response = get(headers=headers, route="im")

    address = f"/compare/?route=im&{query(t=first)}"
    assert comparisons(response) == {f"Compare the first {said}": address}


def test_first_cards_are_not_compared_alone_or_beside_what_is_chosen(get, chosen):
    alone = get()
    publish(3)

    assert (comparisons(alone), comparisons(get(t=chosen[0]))) == ({}, {})


def comparisons(response):
    """Return the address behind each link of the results that compares the first cards."""
    html = response.content.decode()
    found = re.findall(r'<a href="([^"]*)">(Compare the first [^<]*)</a>', html)
    return {words: unescape(address) for address, words in found}


def neighbors(response):
    found = re.findall(r'<a href="([^"]*)" rel="(prev|next)"', response.content.decode())
    return {rel: unescape(address) for address, rel in found}


def test_every_link_on_a_page_leads_somewhere(client):
    """The one for providers leads to the sign-in."""
    publish(25)
    html = client.get("/providers/?route=iv&psychotherapy=none")

    broken = {
        address: code
        for address in addresses(html)
        if address.startswith("/") and not address.startswith("/static/")
        if (code := client.get(address, follow=True).status_code) != 200
    }

    assert broken == {}


# --- What a page says ----------------------------------------------------------------------------


def test_a_search_that_finds_nothing_names_ways_out_with_numbers(get, chosen):
    publish(2)

    response = get(route="iv", psychotherapy="present", t=chosen[0])

    assert "No provider meets all of this." in words_of(response)
    assert f'href="/providers/?route=iv&amp;t={chosen[0]}"' in response.content.decode()
    assert "Without: Therapist present during dosing 3" in words_of(response)
    assert "Without: IV infusion 0" in words_of(response)


def test_those_who_have_not_said_are_counted_and_offered(get):
    publish(3)

    response = get(psychotherapy="none", route=["iv", "im"], accepting="yes", language="es")
    shown = get(psychotherapy="none")

    assert "Include those who have not said 3" in words_of(response)
    assert "more provider" not in words_of(shown)


def test_what_is_wrong_is_said_beside_its_field_and_above_the_results(get):
    publish(1)

    response = get(near="Nowhereville", price_max="cheap", route=["iv", "telepathy"], x=1)
    html = response.content.decode()

    assert html.count('aria-invalid="true"') == 2
    assert 'id="near-error"' in html
    assert 'id="price_max-error"' in html
    assert 'id="route-error"' in html
    assert "“telepathy” is not a choice here." in html
    assert "There is no filter called “x”." in html
    assert 'value="Nowhereville"' in html
    assert 'value="cheap"' in html
    assert "Provider number 0" in html


def test_every_control_outside_the_filters_explains_itself(get):
    publish(1)

    html = get(near="80203", q="provider").content.decode()

    explained = re.findall(r'Not sure\?<span class="visually-hidden"> ([^<]*)</span>', html)
    assert explained == ["Words or a name", "Within", "Order"]
    orders = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", html.split(explained[-1])[-1])
    assert [pair for pair in orders if pair[1].endswith(" first.")] == [
        (sort.label, sort.explanation) for sort in Sort
    ]


def test_hostile_text_of_a_provider_is_shown_as_text(client):
    mark = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ 7|add:7 }}"
    document = whole(0)
    document["provider"]["name"] = mark
    document["locations"][0]["city"] = mark
    (provider,) = publish_all(document)
    chosen = provider.treatments.first().pk

    echoed = f"/providers/?q={mark}&near={mark}&route={mark}&sort={mark}&{mark}=1"

    for path in ("/", f"/providers/?t={chosen}", echoed):
        for headers in (None, HTMX):
            html = client.get(path, headers=headers).content.decode()
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert "14" not in html.split("alert(1)")[-1][:60]


@pytest.mark.parametrize("status", [s for s in Provider.Status if s != "live"])
def test_a_provider_that_is_not_live_leaks_nowhere(client, status):
    shown, hidden = publish_all(
        whole(0), listing(treatment("sc"), name="Zanzibar Secret", locations=[UTAH])
    )
    into = {"merged_into": shown} if status == "merged" else {}
    Provider.objects.filter(pk=hidden.pk).update(status=status, **into)
    chosen = f"t={hidden.treatments.get().pk}"

    for path in (
        *("/", "/providers/", "/providers/?q=provider"),
        *("/providers/?route=sc", "/providers/?state=UT"),
        *("/providers/?near=84043", f"/providers/?{chosen}"),
        *(f"/providers/?route=sc&unknown=1&{chosen}"),
        "/providers/?q=Zanzibr",
    ):
        for headers in (None, HTMX):
            found = words_of(client.get(path, headers=headers)).replace("Lehi, UT 84043", "")
            assert [word for word in ("Zanzibar", "Lehi, UT") if word in found] == [], path
    assert re.search(r"providers 1 ", words_of(client.get("/")))
    assert shown.name in words_of(client.get("/providers/"))


def test_an_empty_catalogue_is_said_plainly(client):
    assert client.get("/").status_code == 200
    assert "The catalogue is empty." in words_of(client.get("/providers/"))


# --- Nothing stays from one search to the next ---------------------------------------------------


def test_what_one_search_asks_the_next_does_not_see(get):
    publish(3)
    before = words_of(get())

    asked = get(route=["iv", "zz"], price_max="x", psychotherapy="none", near="80203")

    assert len(boxes_checked(asked)) == 2
    assert words_of(get()) == before
    assert boxes_checked(get()) == []
    assert "zz" not in get(route="im").content.decode()


def test_fields_of_two_searches_share_their_choices_and_nothing_else():
    one, other = ProviderFilter(QueryDict("route=zz")), ProviderFilter(QueryDict("route=iv"))
    assert not one.form.is_valid()
    assert other.form.is_valid()

    mine, theirs = one.form.fields["route"], other.form.fields["route"]
    assert (mine.rejected, theirs.rejected) == (("zz",), ())
    assert mine.choices is theirs.choices
    assert one.filters["route"] is not other.filters["route"]
    assert one.filters["route"].parent is one
    assert other.filters["route"].parent is other


def test_a_text_is_kept_for_its_language_alone():
    said = once_per_language(lambda number: f"{get_language()} {number}")

    with override("en"):
        assert (said(1), said(1), said(2)) == ("en 1", "en 1", "en 2")
    with override("es"):
        assert said(1) == "es 1"


def test_card_says_where_a_price_stands_among_those_nearby(client):
    for amount in (400, 500, 500, *[600] * 8):
        publish_all(listing(treatment(fees=[fee("dosing_session", amount)])))

    text = client.get("/providers/").text

    assert text.count("Lower than 8 of 10 known within 100 miles, the same as 1<") == 2
    assert text.count("Lower than 10 of 10 known within 100 miles<") == 1
    assert text.count("Lower than 0 of 10 known within 100 miles, the same as 7<") == 8


def test_card_says_what_is_stated_of_the_insurer_asked_for_and_of_whom(get):
    said = [
        coverage("any", "dosing", "superbill"),
        coverage("aetna", "dosing", "in_network"),
        coverage("bcbs", "medicine", "not_covered"),
    ]
    publish_all(listing(treatment(coverage=said)))

    everybody = get().text
    bcbs = get(payer="bcbs").text

    assert (
        "Dosing visit: In network (stated for Aetna)<br>"
        "Dosing visit: Out of network, with superbill (stated for any other insurer)<br>1 more"
    ) in everybody
    assert (
        "Dosing visit: Out of network, with superbill (stated for any insurer)<br>"
        "Medicine: Not covered (stated for Blue Cross Blue Shield) </dd>"
    ) in re.sub(r"\s+", " ", bcbs)


def test_page_around_a_place_says_that_home_treatment_goes_by_the_state(get):
    assert "within 50 miles of Denver, CO 80203, or at home in Colorado." in get(near="80203").text


def test_what_was_searched_without_its_place_says_so(get):
    publish_all(listing(treatment("iv")))
    said = "Wherever they are: the place was not understood."

    assert [said in get(near=near).text for near in ("Springfield", "nowhere", "80203", "")] == [
        *(True, True),
        *(False, False),
    ]
