"""What the tables of the first migration are made with."""

import sqlalchemy as sa

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
