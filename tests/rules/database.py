# ruleid: sql-outside-store
from sqlalchemy import select, text


def asked(conn, cursor, number):
    # ruleid: sql-outside-store
    conn.exec_driver_sql("VACUUM")
    # ruleid: sql-outside-store
    cursor.execute("SELECT 1")
    # ok: sql-outside-store
    cursor.execute(select(number))


def pieced(conn, number):
    # ruleid: sql-from-pieces
    conn.execute(f"UPDATE reports SET number = {number}")
    # ruleid: sql-from-pieces
    text(f"SELECT {number}")
    # ruleid: sql-from-pieces
    text("SELECT %s" % number)
    # ruleid: sql-from-pieces
    text("SELECT {}".format(number))
    # ruleid: sql-from-pieces
    text("SELECT " + number)
    # ok: sql-from-pieces
    conn.execute(text("SELECT :number"), {"number": number})
