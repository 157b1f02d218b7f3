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


def test_the_marked_bar_is_where_the_thing_at_hand_stands():
    made = chart("Price", "", 12, [("low", 5, ""), ("high", 7, "")], marked=1)

    assert [bar.is_marked for bar in made.bars] == [False, True]


def test_one_fewer_than_the_least_is_not_shown_and_the_least_is():
    counts = [("IV", 7, "")]

    assert [chart("", "", n, counts).is_shown for n in (LEAST - 1, LEAST)] == [False, True]


def test_a_distribution_that_is_not_shown_gives_away_none_of_its_numbers():
    page = render_to_string("_chart.html", {"chart": chart("Route", "", 9, [("IV", 777, "")])})

    assert "777" not in page
    assert "Stated by 9" in page
