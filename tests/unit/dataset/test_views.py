"""What the views of the SQLite file count is what the tables of results count."""

import sqlite3
from contextlib import closing

from govtext.dataset.views import VIEWS


def test_replies_are_late_by_whole_days_as_in_the_table_responses():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE complaints (region, date, reply, reply_date, reply_days)")
        connection.executemany("INSERT INTO complaints VALUES ('甲市', ?, '好', ?, ?)", [
            ("2024-01-01T20:00:00", "2024-01-17T05:00:00", 15.375),  # 16 days of the calendar
            ("2024-01-01T08:00:00", "2024-01-16T20:00:00", 15.5),  # 15
            ("2024-01-01T08:00:00", None, None),
        ])
        ((region, complaints, answered, share, mean, late),) = connection.execute(VIEWS["replies_by_region"]).fetchall()
    assert (region, complaints, answered, share, mean) == ("甲市", 3, 3, 1.0, 15.438)
    assert late == 1
