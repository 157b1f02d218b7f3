"""What the schema says of the whole API. No imports: the settings read it before any app is up."""

DESCRIPTION = """
The directory of ketamine-treatment providers as JSON, read-only and without an account. It gives
the same answers as the pages that people read: the same filters, listings and order.

**Not stated** is `null`, always. It never means no: nobody has said. An empty list means that the
provider stated "none". A filter does not match what is not stated unless `unknown=1` is given;
`not_stated_more` says how many more providers that would let through.

**Stale.** Every fact carries `as_of`, the day on which it was last confirmed, and who stated it.
Where `is_fresh` is false the fact is past its lifetime: 60 days for availability, 180 for fees and
coverage, 365 for the rest. It is still shown, and filters treat it as not stated.

**One and the same treatment.** Filters about a treatment must all hold for one treatment of a
provider; `matches` marks those for which they do. Choices of one filter are alternatives; different
filters must all hold.

**Invented listings.** Where `invented` is true the provider does not exist: it was made up to
demonstrate the directory. Leave those out of anything about the real world.

**Money** is a string of dollars with two decimals. A first course that is not complete has a `low`,
which means "at least", and no `high`.

**Errors.** A request that is not understood in full is not answered: status 400, with
`errors` as lists of messages by parameter. What belongs to no parameter, such as one that does not
exist, stands under `non_field_errors`.

**Use of the data.** No licence is stated yet: ask before you publish copies of it. It is what
providers and public sources state, not advice, and nobody has checked each statement.
""".strip()

SETTINGS = {
    "TITLE": "AskFirst: ketamine-treatment providers",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATION_PARAMETERS": False,  # the order of ProviderFilter
    "ENUM_NAME_OVERRIDES": {
        "Condition": "providers.vocabulary.Condition",
        "Consent": "providers.vocabulary.Consent",
        "CoverageComponent": "providers.vocabulary.Component",
        "CoverageStatus": "providers.vocabulary.CoverageStatus",
        "Dissociation": "providers.vocabulary.Dissociation",
        "DoseControl": "providers.vocabulary.DoseControl",
        "FdaStatus": "providers.vocabulary.FdaStatus",
        "FeeItem": "providers.vocabulary.FeeItem",
        "Freshness": "providers.freshness.Freshness",
        "Intent": "providers.vocabulary.Intent",
        "Order": "directory.search.order.Sort",
        "Payer": "providers.vocabulary.Payer",
        "Precision": "providers.vocabulary.Precision",
        "Psychotherapy": "providers.vocabulary.Psychotherapy",
        "Role": "providers.vocabulary.Role",
        "Route": "providers.vocabulary.Route",
        "Setting": "providers.vocabulary.Setting",
        "Source": "providers.vocabulary.Source",
    },
}
