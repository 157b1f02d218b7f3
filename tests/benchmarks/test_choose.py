"""How long the chooser's result takes, with one answer and with all that can be answered."""

import pytest

pytestmark = pytest.mark.django_db

ONE = "route=iv&want_route=2"
SIX = (
    "near=Denver,+CO&want_near=2&route=iv&route=im&want_route=must&psychotherapy=present"
    "&want_psychotherapy=3&price_max=600&want_price_max=1&payer=aetna&accepting=yes"
)
ALL = (
    f"{SIX}&setting=clinic&dose_control=during_session&stoppable=yes&dissociation=kept_low"
    "&present=nurse&condition=ptsd&course_max=4000&covered=dosing:in_network&payment=hsa_fsa"
    "&wait_max=14&evenings=yes&ride=not_needed&language=es&wheelchair=yes"
)


@pytest.mark.parametrize("answers", [ONE, SIX, ALL], ids=["one", "six", "all"])
def test_result(benchmark, report, providers, get, answers):
    address = f"/choose/result/?{answers}"
    assert get(address).status_code == 200

    benchmark(lambda: get(address))

    report.milliseconds[providers, "choose"][answers] = 1000 * benchmark.stats.stats.median
