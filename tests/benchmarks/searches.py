"""The searches that every benchmark asks, by name: plain ones and the costliest of their kind."""

SEARCHES = {
    "everything": "",
    "route and place": "route=iv&near=Denver,+CO",
    "four filters": "route=iv&route=im&psychotherapy=included&price_max=700&accepting=yes",
    "insurance": "covered=dosing:in_network&payer=aetna&payer=bcbs",
    "words": "q=infusion+colorado",
    "a typing error": "q=spravto+denver",
    "not stated too": "route=iv&psychotherapy=included&unknown=1",
    "nothing found": "route=sc&psychotherapy=present&state=WY&price_max=100",
}
