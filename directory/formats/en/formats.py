"""How dates and times are written where no page says otherwise; Django reads this by its place."""

DATETIME_FORMAT = "N j, Y, H:i"  # "Nov. 21, 2026, 14:05": short, and without a morning
