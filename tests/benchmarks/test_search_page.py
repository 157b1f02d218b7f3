"""How long the search page takes at 2,000 and at 20,000 providers: ``make bench``.

The whole way of a request but the network: middleware, statements, template. The database gathers
its statistics first, as a real one does by itself.
"""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db  # without it pytest-django makes no database of its own

SEARCHES = {
    "everything": "",
    "route and place": "?route=iv&near=Denver,+CO",
    "four filters": "?route=iv&route=im&psychotherapy=included&price_max=700&accepting=yes",
    "insurance": "?covered=dosing:in_network&payer=aetna&payer=bcbs",
    "words": "?q=infusion+colorado",
    "a typing error": "?q=spravto+denver",
    "not stated too": "?route=iv&psychotherapy=included&unknown=1",
    "nothing found": "?route=sc&psychotherapy=present&state=WY&price_max=100",
}


@pytest.fixture(scope="module", params=[2_000, 20_000], ids="{:,} providers".format)
def catalogue(request, django_db_setup, django_db_blocker):
    """Fill the database with an invented catalogue, and empty it afterwards."""
    with django_db_blocker.unblock():
        database = connection.settings_dict
        assert database["NAME"] == database["TEST"]["NAME"], "Only a test's database is emptied."
        call_command("seed_demo", providers=request.param, seed=1, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield request.param
        call_command("flush", interactive=False, verbosity=0)


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_search_page(benchmark, catalogue, search):
    address = f"/providers/{search}"
    client = Client()

    response = benchmark.pedantic(client.get, (address,), rounds=7, warmup_rounds=1)

    assert response.status_code == 200


def test_home(benchmark, catalogue):
    response = benchmark.pedantic(Client().get, ("/",), rounds=7, warmup_rounds=1)

    assert response.status_code == 200
