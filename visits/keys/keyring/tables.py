"""The tables of a keyring's database.

`keyring` is one row: whose keys these are, and the last day whose key was destroyed. `day_key` and
`month_key` have a row for each living day and month, `decision` the decision log in its order.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()
keyring = Table(
    "keyring",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("owner", LargeBinary, nullable=False),
    Column("destroyed_through", Date, nullable=False),
)
day_key = Table(
    "day_key",
    metadata,
    Column("day", Date, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
month_key = Table(
    "month_key",
    metadata,
    Column("month", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
# `corrected` is the visit of an entry that holds a guest's words, though sealed.
decision = Table(
    "decision",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("corrected", LargeBinary, index=True),
    Column("entry", Text, nullable=False),
)
