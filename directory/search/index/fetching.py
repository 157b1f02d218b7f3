"""Rows of numbers from PostgreSQL into numpy, without a Python object for each."""

from collections.abc import Mapping

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Expression,
    Field,
    FloatField,
    IntegerField,
    QuerySet,
)
from django.db.models.functions import Cast

HEADER, TRAILER = 19, 2  # bytes around the rows of a binary COPY

# The numpy type that PostgreSQL's binary form of a column has: numbers, high byte first.
TYPES: dict[type[Field], str] = {BigIntegerField: ">i8", IntegerField: ">i4", FloatField: ">f8"}


def fetch(rows: QuerySet, columns: Mapping[str, tuple[Expression, type[Field]]]) -> np.ndarray:
    """Return {name: (expression, type)} of every row as a structured array.

    By binary COPY: with numbers alone, and no NULL among them, every row has the same width and the
    whole answer is the array. Raises ValueError where a NULL was among them.
    """
    layout = [("fields", ">i2")]
    for name, (_expression, kind) in columns.items():
        layout += [(f"width of {name}", ">i4"), (name, TYPES[kind])]
    dtype = np.dtype(layout)
    casts = {f"c{n}": Cast(e, kind()) for n, (e, kind) in enumerate(columns.values())}
    asked = rows.order_by().annotate(**casts).values_list(*casts)
    try:
        sql, params = asked.query.sql_with_params()
    except EmptyResultSet:
        return np.empty(0, dtype)
    received = bytearray()
    asked_sql = connection.ops.compose_sql(sql, params)
    copy_out = f"COPY ({asked_sql}) TO STDOUT (FORMAT BINARY)"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(copy_out) as copy,
    ):
        for block in copy:
            received += block
    number, rest = divmod(len(received) - HEADER - TRAILER, dtype.itemsize)
    found = np.frombuffer(received, dtype, number, offset=HEADER)
    if rest or (found["fields"] != len(columns)).any():  # NULL has no bytes
        raise ValueError("A column of the index holds NULL.")
    return found
