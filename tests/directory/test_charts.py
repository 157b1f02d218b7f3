import re

from django.template.loader import render_to_string

from directory.charts import LEAST, Bar, Chart, chart


def test_bars_are_in_percent_of_the_longest_and_few_can_be_told_from_none():
    made = chart(
        "Route", "1,004 treatments", 1004, [("IV", 1000, "/a"), ("IM", 4, ""), ("SC", 0, "")]
    )

    assert made == Chart(
        "Route",
        "1,004 treatments",
        1004,
        (Bar("IV", 1000, 100, "/a"), Bar("IM", 4, 1), Bar("SC", 0, 0)),
    )


def test_one_fewer_than_the_least_is_not_shown_and_the_least_is():
    counts = [("IV", 7, "")]

    assert [chart("", "", n, counts).is_shown for n in (LEAST - 1, LEAST)] == [False, True]


def test_fewer_are_enough_and_a_whole_is_told_where_a_page_says_so():
    made = chart("", "", 1, [("IV", 50, "")], least=1, whole=100)
    assert (made.is_shown, made.bars) == (True, (Bar("IV", 50, 50),))
    assert not chart("", "", 0, [("IV", 0, "")], least=1).is_shown


def test_a_distribution_that_is_not_shown_gives_away_none_of_its_numbers():
    made = chart("Route", "9 treatments.", 9, [("IV", 777, "")])

    page = render_to_string("_chart.html", {"chart": made})

    assert "777" not in page
    assert "<b>Route</b> 9 treatments. Too few to show how they are spread." in page


def test_every_column_that_is_read_out_has_a_header():
    page = render_to_string("_chart.html", {"chart": chart("Route", "", 10, [("IV", 10, "")])})

    headers = re.findall(r'<th scope="col"><span class="visually-hidden">(.*?)</span>', page)
    assert headers == ["Value", "How many"]
