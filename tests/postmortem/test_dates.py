"""Dates and times as people write them, as a table: the forms are those of public postmortems."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.postmortem.dates import (
    DateStyle,
    Moment,
    document_order,
    leading,
    may_be_numeric,
    moments,
    month_days,
    plausible,
    settle,
    spell,
    spell_days,
)


def brief(moment: Moment) -> str:
    """A moment in a line: readings of the day, time, zone, its offset, and ~ if it is approximate."""
    days = [str(day) for day in moment.days] or [f"--{month:02}-{day:02}" for month, day in moment.month_days]
    clock = ""
    if moment.time:
        clock = {"hour": "{:%H}h", "minute": "{:%H:%M}", "second": "{:%H:%M:%S}"}[moment.time_precision].format(
            moment.time
        )
    zone = moment.zone or ""
    if moment.offset is not None:
        zone += f"={moment.offset / timedelta(hours=1):+g}"
    parts = ("|".join(days), "impossible" if moment.impossible else "", clock, zone, "~" if moment.approximate else "")
    return " ".join(filter(None, parts))


ONE_MOMENT = [
    ("Feb 9 1924 UTC: back", "--02-09 19:24 UTC=+0"),
    ("9 Feb 1924 UTC", "--02-09 19:24 UTC=+0"),
    ("Feb 9 2024 UTC", "2024-02-09"),
    ("Feb 9, 1924", "1924-02-09"),
    ("2023-05-04 0251: stopped", "2023-05-04 02:51"),
    ("2023-05-04 1234 pods", "2023-05-04"),
    ("2023-05-04 11:21a", "2023-05-04 11:21"),
    ("11:21p: back", "23:21"),
    ("11:21 a server", "11:21"),
    ("05.11. 22:40 Alarm", "--11-05 22:40"),
    ("05.13. 22:40 Alarm", "22:40"),
    ("18h05 UTC", "18:05 UTC=+0"),
    ("10:30 PST/PDT", "10:30 PST/PDT"),
    ("10:30 US/Pacific", "10:30 US/Pacific"),
    ("13:50 GST: back", "13:50 GST"),
    ("2023-05-04 15:44 Second try", "2023-05-04 15:44"),
    # the year first
    ("2023-05-04", "2023-05-04"),
    ("2023-5-4", "2023-05-04"),
    ("2023/05/04", "2023-05-04"),
    ("2023.05.04", "2023-05-04"),
    ("2023\u201105\u201104", "2023-05-04"),
    ("2023–05–04", "2023-05-04"),
    ("# 2023-05-04 Record Linkage", "2023-05-04"),
    ("20230504_record_linkage.md", "2023-05-04"),
    ("postmortem-20230504.md", "2023-05-04"),
    ("postmortems/2017-09-29-504.md", "2017-09-29"),
    ("2022-07-11-slow-performance.html.md.erb", "2022-07-11"),
    ("障害2023-05-04発生", "2023-05-04"),
    ("2023-03-03[^3]:", "2023-03-03"),
    ("9999-12-31", "9999-12-31"),
    ("2024-02-29", "2024-02-29"),
    ("2023 May 4", "2023-05-04"),
    ("2023-May-04", "2023-05-04"),
    # the year first, with a time
    ("2023-05-04T10:30Z", "2023-05-04 10:30 Z=+0"),
    ("date: '2023-03-23T20:10:01.466Z'", "2023-03-23 20:10:01 Z=+0"),
    ("2023-05-04T10:30:15+02:00", "2023-05-04 10:30:15 +02:00=+2"),
    ("2023-05-04T10:30-07:00", "2023-05-04 10:30 -07:00=-7"),
    ("2023-05-04t10:30z", "2023-05-04 10:30 z=+0"),
    ("20230504T1030Z", "2023-05-04 10:30 Z=+0"),
    ("20230504T103015", "2023-05-04 10:30:15"),
    ("2023-05-04 10:30:15 UTC", "2023-05-04 10:30:15 UTC=+0"),
    ("2018-07-07 18:32:27.000 CEST", "2018-07-07 18:32:27 CEST"),
    ("[W 2017-09-28 16:20:51.785 JupyterHub base:350]", "2017-09-28 16:20:51"),
    ("Resolved 2020-02-12 12:07", "2020-02-12 12:07"),
    ("2022-03-10 11.50", "2022-03-10 11:50"),
    ("2023-09-18 15.26 Compared the disk size", "2023-09-18 15:26"),
    ("2018-01-17 17:14pm", "2018-01-17 17:14"),
    ("2018-07-12 9:49 UTC", "2018-07-12 09:49 UTC=+0"),
    ("2018-08-22, 03:26pm: first noticed", "2018-08-22 15:26"),
    ("2021-05-25 - 09:30 UTC: The", "2021-05-25 09:30 UTC=+0"),
    ("2021-05-25 - ~14:00 UTC: the", "2021-05-25 14:00 UTC=+0 ~"),
    ("2018-07-08 ca. 18:30", "2018-07-08 18:30 ~"),
    ("2024-06-28 7:09 AM Eastern:", "2024-06-28 07:09 Eastern"),
    ("– 2024-04-15 15:53: Applied", "2024-04-15 15:53"),
    ("2024-04-15 **15:53**", "2024-04-15 15:53"),
    ("2023-05-04 1530Z", "2023-05-04 15:30 Z=+0"),
    ("2025-07-27 Sunday", "2025-07-27"),
    ("2023-05-04 (Thu) 10:30", "2023-05-04 10:30"),
    ("2023-05-04 (10:30 PT)", "2023-05-04 10:30 PT"),
    ("2023-W18-4", "2023-05-04"),
    ("2023W184", "2023-05-04"),
    ("2023-05-04T10Z", "2023-05-04 10h Z=+0"),
    ("2023-05-04-10:30", "2023-05-04 10:30"),
    ("2023-05-04 24:00", "2023-05-04"),
    ("2023-05-04 25:61", "2023-05-04"),
    ("2023-05-04 noon UTC", "2023-05-04 12h UTC=+0"),
    ("2023-05-04 midnight", "2023-05-04"),
    ("2023-05-04 10:30 (Thu)", "2023-05-04 10:30"),
    ("5/4/23 10:30 Z", "2023-04-05|2023-05-04 10:30 Z=+0"),
    # the month by name
    ("4 May 2023", "2023-05-04"),
    ("the 4th of May 2023", "2023-05-04"),
    ("Thursday, the 4th of May 2023 at noon", "2023-05-04 12h"),
    ("noon on 4 May 2023", "2023-05-04 12h"),
    ("midnight on 4 May 2023", "2023-05-04"),
    ("Thu, 04 May 2023 10:30:00 +0200", "2023-05-04 10:30:00 +0200=+2"),
    ("Thu. 4. May 2023", "2023-05-04"),
    ("Thu 4 May 23", "2023-05-04"),
    ("4 May 23, 10:30", "2023-05-04 10:30"),
    ("4 May 23 10:30", "2023-05-04 10:30"),
    ("4th of May, 2023", "2023-05-04"),
    ("4. May 2023", "2023-05-04"),
    ("4-May-2023", "2023-05-04"),
    ("4-may-23", "2023-05-04"),
    ("May 4 '23", "2023-05-04"),
    ("4 may 2023", "2023-05-04"),
    ("MAY 4, 2023", "2023-05-04"),
    ("May 4th, 2023", "2023-05-04"),
    ("Oct 31 2021 Dust Storm", "2021-10-31"),
    ("Sept. 9, 2020", "2020-09-09"),
    ("until the 1th of June 2021 then", "2021-06-01"),
    ("Saturday Oct 30th 2021", "2021-10-30"),
    ("Monday, 24 March 2025:", "2025-03-24"),
    ("4\u00a0May\u00a02023", "2023-05-04"),
    ("Thu 4 May 2023 at 17:05 UTC+2", "2023-05-04 17:05 UTC+2=+2"),
    ("May 4th, 2023, 10:30 AM PT", "2023-05-04 10:30 PT"),
    ("Sep 29 2017 08:59", "2017-09-29 08:59"),
    ("July 11, 2025 at 4:42PM UTC", "2025-07-11 16:42 UTC=+0"),
    ("February 15, 2024: 7:56am utc", "2024-02-15 07:56 utc=+0"),
    ("June 14th, 2022, 1:00 PM:", "2022-06-14 13:00"),
    ("June 17th 2022 2:00\u202fPM:", "2022-06-17 14:00"),
    ("Nov 1, 2021 at approximately 09:45 am UTC the", "2021-11-01 09:45 UTC=+0 ~"),
    ("[29/Jun/2022:03:28:53 +0000]", "2022-06-29 03:28:53 +0000=+0"),
    ("Date:   Mon May 10 19:03:52 2021 +0900", "2021-05-10 19:03:52 +0900=+9"),
    ("At 4:00 PM UTC February 16, 2024 the team", "2024-02-16 16:00 UTC=+0"),
    ("10:30 on Thursday, 4 May 2023 (PT)", "2023-05-04 10:30 PT"),
    # the month by name, without a year
    ("1 Jan 0001 00:00:00", "00:00:00"),
    ("## May 12", "--05-12"),
    ("Thu 4 May", "--05-04"),
    ("4 May 23 engineers", "--05-04"),
    ("4 May 23:10", "--05-04 23:10"),
    ("Step 4 May 20", "--05-20"),
    ("Phase 4 May 20, 2023", "2023-05-20"),
    ("4 May 0", "--05-04"),
    ("May 4, 12000 users", "--05-04"),
    ("## 15 May", "--05-15"),
    ("the 24th of November.", "--11-24"),
    ("Sunday the 31st of October", "--10-31"),
    ("July 23 4:10 AM", "--07-23 04:10"),
    ("Jan 15, 5:33 PM", "--01-15 17:33"),
    ("Sunday, October 31 at 21:33 PT, a user", "--10-31 21:33 PT"),
    ("1st of November 14:49 AWS sent", "--11-01 14:49"),
    ("November 12th 10:17pm UTC", "--11-12 22:17 UTC=+0"),
    ("12:45 PM PST Saturday Oct 30th: First wave", "--10-30 12:45 PST"),
    ("**22:30 UTC (Oct 29)** - Incident reported", "--10-29 22:30 UTC=+0"),
    ("5:40PM on November 18th, now", "--11-18 17:40"),
    ("Feb 21, 13:00", "--02-21 13:00"),
    ("Feb 29", "--02-29"),
    ("-rw-r--r-- 4200464 May 29 22:37 plugins", "--05-29 22:37"),
    # numbers in either order
    ("5/4/23", "2023-04-05|2023-05-04"),
    ("5/4/2023", "2023-04-05|2023-05-04"),
    ("05-04-2023", "2023-04-05|2023-05-04"),
    ("04.05.2023", "2023-04-05|2023-05-04"),
    ("4. 5. 2023", "2023-04-05|2023-05-04"),
    ("Thursday 4.5.2023", "2023-05-04"),
    ("12/25/23", "2023-12-25"),
    ("4.5.2023", "2023-04-05|2023-05-04"),
    ("_4/21/23_", "2023-04-21"),
    ("24/07/25", "2025-07-24"),
    ("# Website Outage 5-26-21", "2021-05-26"),
    ("5/5/23", "2023-05-05"),
    ("5/4/69", "2069-04-05|2069-05-04"),
    ("5/4/70", "1970-04-05|1970-05-04"),
    ("Thu 5/4/23", "2023-05-04"),
    ("5/4/23 (Wed)", "2023-04-05"),
    ("Fri 5/4/23", "2023-04-05|2023-05-04"),
    ("03-29-2023|MPI query code", "2023-03-29"),
    ("10-31-2021-dust-storm.jpg", "2021-10-31"),
    ("12-10-2021 12:31 PM", "2021-10-12|2021-12-10 12:31"),
    ("07-27-2023 2:14 pm - Attacker", "2023-07-27 14:14"),
    ("Engineering Sync @ 10:30am PT on 5/4/23", "2023-04-05|2023-05-04 10:30 PT"),
    ("10:30 PT\non 5/4/23", "2023-04-05|2023-05-04 10:30 PT"),
    ("10:30 5/4/23 PT", "2023-04-05|2023-05-04 10:30 PT"),
    ("4.5.23 10:30", "2023-04-05|2023-05-04 10:30"),
    ("5/4 10:30", "--04-05|--05-04 10:30"),
    ("Mon 5/14", "--05-14"),
    ("10:30 on 5/4", "--04-05|--05-04 10:30"),
    ("[03-26 02:50] The outage", "--03-26 02:50"),
    # no such day
    ("2023-02-31", "impossible"),
    ("2023-13-01", "impossible"),
    ("2023-00-10", "impossible"),
    ("31 Feb 2023", "impossible"),
    ("February 29, 2023", "impossible"),
    ("99/99/2023", "impossible"),
    ("13/13/2023", "impossible"),
    ("May 99th, 2023", "impossible"),
    ("31/4/2023 10:30", "impossible 10:30"),
    # times alone
    ("### 20:15", "20:15"),
    ("1:03", "01:03"),
    ("[08:57] @someone notices", "08:57"),
    (">Someone [8:27 AM]", "08:27"),
    ("### 08:52 PM", "20:52"),
    ("13:06 PM: The impersonator", "13:06"),
    ("12:05 AM", "00:05"),
    ("12:05 pm", "12:05"),
    ("5pm", "17h"),
    ("5pm-ish", "17h ~"),
    ("noon", "12h"),
    ("12 noon PT", "12h PT"),
    ("12:00 midnight", "00h"),
    ("midnight UTC", "00h UTC=+0"),
    ("17.05 CET", "17:05 CET"),
    ("17:05 (UTC +2)", "17:05 UTC +2=+2"),
    ("10:30 Z: drive is full", "10:30"),
    ("8 p.m. UTC", "20h UTC=+0"),
    ("2.47pm", "14:47"),
    ("### 16:59 PST", "16:59 PST"),
    ("- **22:50 UTC** - Root cause", "22:50 UTC=+0"),
    ("- 09:15:04 UTC an edit", "09:15:04 UTC=+0"),
    ("16:59 – Incident declared", "16:59"),
    ("~10:30", "10:30 ~"),
    ("circa 10:30", "10:30 ~"),
    ("Around 10:30 UTC", "10:30 UTC=+0 ~"),
    ("approx. 16:12", "16:12 ~"),
    ("10:30ish", "10:30 ~"),
    ("Mon ~10:30", "10:30 ~"),
    ("16:30h", "16:30"),
    ("16:30 hrs IST", "16:30 IST"),
    ("16:30h UTC", "16:30 UTC=+0"),
    ("1530 UTC", "15:30 UTC=+0"),
    ("10:30 (UTC+2)", "10:30 UTC+2=+2"),
    ("10:30 UTC-5:30", "10:30 UTC-5:30=-5.5"),
    ("10:30 GMT+0100", "10:30 GMT+0100=+1"),
    ("10:30 -0700", "10:30 -0700=-7"),
    ("10:30+02:00", "10:30 +02:00=+2"),
    ("13:25 UTC+1: something", "13:25 UTC+1=+1"),
    ("(13:25 UTC+1)", "13:25 UTC+1=+1"),
    ("13:25 (UTC+1): something", "13:25 UTC+1=+1"),
    ("**13:25 UTC-11:** something", "13:25 UTC-11=-11"),
    ("13:25 UTC+01:00: something", "13:25 UTC+01:00=+1"),
    ("13:25 GMT+0100:", "13:25 GMT+0100=+1"),
    ("13:25 UTC+5:30: something", "13:25 UTC+5:30=+5.5"),
    ("13:25 +02:00: something", "13:25 +02:00=+2"),
    ("13:25+02: something", "13:25 +02=+2"),
    ("13:25 -0700: something", "13:25 -0700=-7"),
    ("2023-05-04T13:25-07:00: something", "2023-05-04 13:25 -07:00=-7"),
    ("10:30 America/New_York", "10:30 America/New_York"),
    ("10:30 Pacific Time", "10:30 Pacific Time"),
    ("10:30 Central team was paged", "10:30"),
    ("10:30 est tombé", "10:30"),
    ("**Time:** 10:30", "10:30"),
    ("10:30 3/4 of users were gone", "10:30"),
]

SEVERAL_MOMENTS = [
    ("10:30–11:00", ["10:30", "11:00"]),
    ("10:30-11:00 UTC", ["10:30 UTC=+0", "11:00 UTC=+0"]),
    ("10:30 UTC-11:00 UTC", ["10:30 UTC=+0", "11:00 UTC=+0"]),
    ("8-9 PM", ["20h", "21h"]),
    ("~8-9 PM", ["20h ~", "21h"]),
    ("11:30-1 PM", ["11:30", "13h"]),
    ("10:30 to 11:00 am PT", ["10:30 PT", "11:00 PT"]),
    ("14:20-2:00", ["14:20", "02:00"]),
    ("10:30-07:00", ["10:30", "07:00"]),
    ("10:30-07:00: something", ["10:30", "07:00"]),
    ("10:30 UTC-2:00 GMT", ["10:30 UTC=+0", "02:00 GMT=+0"]),
    ("10:30:15-11:00:20", ["10:30:15", "11:00:20"]),
    ("2023-05-04 to 2023-05-05", ["2023-05-04", "2023-05-05"]),
    ("4/21/23-4/25/23", ["2023-04-21", "2023-04-25"]),
    ("02/13/2025 - 02/19/2025.", ["2025-02-13", "2025-02-19"]),
    ("October 29-30, 2025", ["2025-10-29", "2025-10-30"]),
    ("29–30 October 2025", ["2025-10-29", "2025-10-30"]),
    ("October 29-30", ["--10-29", "--10-30"]),
    ("4-6 May", ["--05-04", "--05-06"]),
    ("May 4 – 6, 2023", ["2023-05-04", "2023-05-06"]),
    ("4th to 6th May 2023", ["2023-05-04", "2023-05-06"]),
    ("4th and 5th of May", ["--05-04", "--05-05"]),
    ("from May 4 through 6, 2023", ["2023-05-04", "2023-05-06"]),
    ("May 4 and 12 pods", ["--05-04"]),
    ("May 4th and 6th June 2023", ["--05-04", "2023-06-06"]),
    ("Thursday and Friday, May 4-5, 2023", ["2023-05-04", "2023-05-05"]),
    ("2023-05-04/06", ["2023-05-04", "2023-05-06"]),
    ("2023-05-04/04", ["2023-05-04"]),
    ("2023-05-04..2023-05-06", ["2023-05-04", "2023-05-06"]),
    ("Apr 30 - May 2, 2023", ["2023-04-30", "2023-05-02"]),
    ("30 April – 2 May 2023", ["2023-04-30", "2023-05-02"]),
    ("Dec 30 to Jan 2, 2024", ["2023-12-30", "2024-01-02"]),
    ("Feb 29 to Mar 2, 2023", ["--02-29", "2023-03-02"]),
    ("May 4 10:30 - May 5, 2023 11:00", ["2023-05-04 10:30", "2023-05-05 11:00"]),
    ("10:30 PM May 4 - 1:00 AM May 5 2023", ["2023-05-04 22:30", "2023-05-05 01:00"]),
    ("10:30 AM – noon PT", ["10:30 PT", "12h PT"]),
    ("23:00–01:00 (next day)", ["23:00", "01:00"]),
    ("Sep 29 - 12 pods", ["--09-29"]),
    ("2021-11-18 - 11:07 UTC => 13:40 UTC (02h 37min)", ["2021-11-18 11:07 UTC=+0", "13:40 UTC=+0"]),
    ("November 13th -- 15:00 to 19:30 UTC", ["--11-13 15:00 UTC=+0", "19:30 UTC=+0"]),
    ("- 20:07 EDT (00:07 UTC): A", ["20:07 EDT", "00:07 UTC=+0"]),
    (
        "22:30 UTC on October 29 to 05:39 UTC on October 30 (7 hours 9 minutes)",
        ["--10-29 22:30 UTC=+0", "--10-30 05:39 UTC=+0"],
    ),
    ("2021-05-25 11:30 UTC until 2021-05-26 07:51", ["2021-05-25 11:30 UTC=+0", "2021-05-26 07:51"]),
    ("10:30, 2023-05-04 11:00", ["10:30", "2023-05-04 11:00"]),
    ("4 May Sat 5 May", ["--05-04", "--05-05"]),
    ("[2023-05-04](https://a.example/2023-05-05) 2023-05-06", ["2023-05-04", "2023-05-06"]),
]

NO_MOMENT = [
    "",
    "TBD",
    "May 2023",
    "Q4 2025 - Q1 2026",
    "Q2",
    "2023-W18",
    "2023-W60-1",
    "2023-W18-8",
    "2023-124",
    "0000-01-01",
    "99999-05-04",
    "99th",
    "May 99th",
    "31 February",
    "25:61",
    "10:60 UTC",
    "5/4",
    "23.05.04",
    "2023.5.4",
    "logs/2023-05-04x/06",
    "Noon report",
    "midnight job",
    "afternoon",
    "17.05",
    "T+5",
    "next Thursday",
    "2013",
    "1.6.1",
    "version 1.270.0",
    "v1.2.2023",
    "Version 10.0.2023",
    "10.12.5.36:10254",
    "10.0.0.1:22",
    "45.9.148.85",
    "localhost:8080",
    "main.py:10:30",
    "00:1a:10:30:15:22",
    "10:30:15:22",
    "16:9",
    "2:1",
    "a ratio of 1:10",
    "24/7",
    "3/4 of users",
    "1/2/3",
    "50/30/20",
    "1/1       Running   0          9m",
    "$10.30",
    "€5/4/23",
    "0h 45m",
    "02h 37min",
    "33h 15m",
    "10+ hours debugging for 1-3 engineers",
    "1:30 hours",
    "1:30 hours UTC",
    "10:30 min PT",
    "10:30 min",
    "6-9hours old",
    "Resolved in 2.30 minutes",
    "https://a.example/2023/05/04/x-2023-05-04?t=10:30",
    "www.a.example/2023-05-04",
    "[post](../assets/2026-04-02-report.md)",
    "/2023/05/04/",
    "CVE-2022-36447",
    "PYSEC-2025-72",
    "gke-prod-a-ssd-pool-32-134a959a-vvsw",
    "v20190208-c35c7e3",
    "kolibri-0.6.dev020170821165952-git",
    "12345678",
    "20231345",
    "#20230504",
    "1234-56-78",
    "555-12-2023",
    "123-45-6789",
    "22025-03-18",
    "11/03/202",
    "25:10",
    "10:75",
    "24:00",
    "13:06 am",
    "2023 UTC",
    "we may 10 times",
    "the june 3",
    "Feb 30",
    "May 4-related",
    "May 4% of",
    "1-2-03-04",
    "4.5.23",
    "2 + 2 = 4",
    "10 am\u00e9ricains",
    "1530",
]


@pytest.mark.parametrize(("text", "expected"), ONE_MOMENT)
def test_one_moment(text: str, expected: str) -> None:
    assert [brief(moment) for moment in moments(text)] == [expected]


@pytest.mark.parametrize(("text", "expected"), SEVERAL_MOMENTS)
def test_several_moments(text: str, expected: list[str]) -> None:
    assert [brief(moment) for moment in moments(text)] == expected


@pytest.mark.parametrize("text", NO_MOMENT)
def test_no_moment(text: str) -> None:
    assert [brief(moment) for moment in moments(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5/4", ["--04-05|--05-04"]),
        ("Engineering Sync, 5/14", ["--05-14"]),
        ("4.5.23", ["2023-04-05|2023-05-04"]),
        ("10:30 5/4", ["10:30", "--04-05|--05-04"]),
        ("24/7", []),
        ("May 4, 20233", ["impossible"]),
        ("4 May 99999", ["impossible"]),
        ("4 May 0000", ["impossible"]),
        ("May 4, 0203", ["impossible"]),
        ("May 4, 202", ["impossible"]),
        ("May 4, 2230", ["impossible"]),
        ("May 4 2230", ["--05-04"]),
        ("May 4, 12:30", ["--05-04 12:30"]),
        ("May 4, 2023", ["2023-05-04"]),
    ],
)
def test_a_text_that_says_when(text: str, expected: list[str]) -> None:
    assert [brief(moment) for moment in moments(text, says_when=True)] == expected


def test_there_are_enough_cases() -> None:
    assert len(ONE_MOMENT) + len(SEVERAL_MOMENTS) + len(NO_MOMENT) >= 200


@pytest.mark.parametrize("text", [text for text, _ in ONE_MOMENT] + [text for text, _ in SEVERAL_MOMENTS])
def test_offsets_cut_out_what_is_said_to_be_written(text: str) -> None:
    for moment in moments(text):
        assert moment.text == text[moment.start : moment.end]
        assert moment.day_text == text[moment.day_start : moment.day_end]
        assert moment.start <= moment.day_start <= moment.day_end <= moment.end


def only(text: str) -> Moment:
    (moment,) = moments(text)
    return moment


def test_the_parts_of_a_moment() -> None:
    text = "**Meeting Scheduled For:** Engineering Sync @ 10:30am PT on 5/4/23"
    assert only(text) == Moment(
        start=46,
        end=66,
        text="10:30am PT on 5/4/23",
        days=(date(2023, 4, 5), date(2023, 5, 4)),
        day_text="5/4/23",
        day_start=60,
        day_end=66,
        numeric=True,
        impossible=False,
        partial=None,
        time=time(10, 30),
        time_precision="minute",
        approximate=False,
        zone="PT",
        offset=None,
        month_days=(),
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("on Thu 4 May 2023 at 17:05 UTC+2.", "Thu 4 May 2023 at 17:05 UTC+2"),
        ("was ~10:30 or so", "~10:30"),
        ("- **22:30 UTC (Oct 29)** - x", "22:30 UTC (Oct 29)"),
        ("at 10:30 (PT).", "10:30 (PT)"),
        ("at 8 p.m. they", "8 p.m."),
        ("at 8 PM. They", "8 PM"),
        ("until 4 May. Then", "4 May"),
        ("4\u00a0May\u20092023 – x", "4\u00a0May\u20092023"),
    ],
)
def test_what_is_written(text: str, written: str) -> None:
    assert only(text).text == written


def test_a_year_that_is_missing_is_not_filled_in() -> None:
    named, numeric = only("May 4"), only("5/4 10:30")
    assert (named.days, named.partial, named.day_text, named.numeric) == ((), (5, 4), "May 4", False)
    assert (numeric.days, numeric.partial, numeric.month_days) == ((), None, ((4, 5), (5, 4)))
    assert numeric.numeric


def test_a_weekday_is_kept_even_alone() -> None:
    assert only("Mon 10:30").weekday == 0
    assert only("Thursday, May 4").weekday == 3
    assert only("it sat 10:30").weekday is None


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Mon 10:30", 0),
        ("on Thursday, May 4", 3),
        ("about Thu. 5/4/23", 6),
        ("at 10:30 on Thursday the 4th of May 2023", 12),
        ("on Mon May 10 19:03:52 2021", 3),
        ("5/4/23 (Thu)", 8),
        ("4\u00a0May 2023, Thursday", 12),
        ("May 4", None),
        ("it sat 10:30", None),
    ],
)
def test_where_the_weekday_stands(text: str, start: int | None) -> None:
    assert only(text).weekday_start == start


@pytest.mark.parametrize(
    ("text", "numeric"),
    [("5/4/23", True), ("5/26/23", True), ("99/99/2023", True), ("2023-05-04", False), ("4 May 2023", False)],
)
def test_numeric(text: str, numeric: bool) -> None:
    assert only(text).numeric is numeric


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("10:30 The deploy began", "10:30"),
        ("[10:30] The", "10:30"),
        ("(10:30) The", "10:30"),
        ("~10:30: The", "~10:30"),
        ("**10:30 UTC** The", "10:30 UTC"),
        ("- `2023-05-04 10:30`: The", "2023-05-04 10:30"),
        ("### 2018-07-08 ca. 18:30", "2018-07-08 ca. 18:30"),
        ("At 4:00 PM UTC February 16, 2024 the", "4:00 PM UTC February 16, 2024"),
        ("On Thursday, 4 May 2023 we", "Thursday, 4 May 2023"),
        ("Around 10:30 we", "Around 10:30"),
        ("Sat 10:30", "Sat 10:30"),
        ("10:30–11:00 UTC: The", "10:30"),
        ("The deploy at 10:30", None),
        ("Resolved 2020-02-12 12:07", None),
        ("3 engineers at 10:30", None),
        ("", None),
        ("- ", None),
        ("https://a.example/10:30", None),
    ],
)
def test_leading(text: str, written: str | None) -> None:
    moment = leading(text)
    assert (moment.text if moment else None) == written


# --- settling ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("5/26/23 and 5/4/23", "MDY"),
        ("26/5/23 and 5/4/23", "DMY"),
        ("26/5/23 and 5/26/23", None),
        ("5/4/23 and 6/7/23", None),
        ("5/5/23", None),
        ("Thu 5/4/23", "MDY"),
        ("Wed 5/4/23", "DMY"),
        ("Fri 5/4/23", None),
        ("13/5 10:30", "DMY"),
        ("2023-05-26 and 4 May 2023", None),
        ("99/99/2023", None),
        ("", None),
        ("2023-05-04 and 5/4/23", "MDY"),
        ("5 April 2023 and 5/4/23", "DMY"),
        ("5 April 2023, 2023-05-04 and 5/4/23", None),
        ("2023-05-04, 5/4/23 and 26/5/23", "DMY"),
    ],
)
def test_document_order(text: str, order: str | None) -> None:
    assert document_order(moments(text)) == order
    assert may_be_numeric(text) or order is None


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("on 5/4", True),
        ("4.5.23", True),
        ("4. 5. 2023", True),
        ("05.11. 22:40", True),
        ("27-07-2023", True),
        ("27–07–2023", True),
        ("05-11 22:40", True),
        ("2023-05-04 22:40", False),
        ("3.2 % of https://logs.example.com/q/1", False),
        ("4 May 2023, 10:30-11:00", False),
    ],
)
def test_where_a_numeric_date_may_stand(text: str, possible: bool) -> None:
    assert may_be_numeric(text) == possible


@settings(max_examples=150)
@given(st.lists(st.sampled_from(["5", "12", "26", "2023", "/", "-", "–", ".", ". ", " ", "10:30", "Mon "]), max_size=9))
def test_no_numeric_date_is_passed_over(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert may_be_numeric(text) or not any(moment.numeric for moment in moments(text))


@pytest.mark.parametrize(
    ("text", "order", "readings"),
    [
        ("5/4/23", "MDY", ["2023-05-04"]),
        ("5/4/23", "DMY", ["2023-04-05"]),
        ("5/4/23", None, ["2023-04-05", "2023-05-04"]),
        ("5/4/2023", "YMD", ["2023-04-05", "2023-05-04"]),
        ("24/07/25", "YMD", ["2024-07-25"]),
        ("24/07/25", "DMY", ["2025-07-24"]),
        ("5/26/23", "DMY", ["2023-05-26"]),
        ("Thu 5/4/23", "DMY", ["2023-05-04"]),
        ("2023-05-04", "DMY", ["2023-05-04"]),
        ("5/4 10:30", "MDY", []),
        ("99/99/2023", "MDY", []),
    ],
)
def test_settle(text: str, order: str | None, readings: list[str]) -> None:
    assert [str(day) for day in settle(only(text), DateStyle(order))] == readings


@pytest.mark.parametrize(
    ("text", "order", "readings"),
    [
        ("5/4", None, [(4, 5), (5, 4)]),
        ("5/4", "MDY", [(5, 4)]),
        ("5/4", "DMY", [(4, 5)]),
        ("5/14", "DMY", [(5, 14)]),
        ("May 4", "DMY", [(5, 4)]),
    ],
)
def test_month_days(text: str, order: str | None, readings: list[tuple[int, int]]) -> None:
    (moment,) = moments(text, says_when=True)
    assert list(month_days(moment, DateStyle(order))) == readings


def test_plausible() -> None:
    april, may = days = (date(2023, 4, 5), date(2023, 5, 4))
    assert plausible(days, None) == days
    assert plausible(days, date(2023, 4, 24)) == (may,)
    assert plausible(days, may) == (may,)
    assert plausible(days, date(2023, 5, 5)) == days, "none is possible, so nothing is settled"
    assert plausible(days, april, within_days=28) == (april,)
    assert plausible(days, april, within_days=29) == days
    assert plausible(days, date(9999, 12, 31)) == days


def test_spell() -> None:
    assert spell(date(2023, 5, 4)) == "Thu 4 May 2023"
    assert spell(date(9999, 12, 31)) == "Fri 31 Dec 9999"
    assert spell_days([]) == ""
    assert spell_days([date(2023, 4, 29), date(2023, 4, 30)]) == "Sat 29, Sun 30 Apr 2023"
    assert spell_days([date(2023, 4, 30), date(2023, 5, 1)]) == "Sun 30 Apr, Mon 1 May 2023"
    assert spell_days([date(2023, 12, 31), date(2024, 1, 1)]) == "Sun 31 Dec 2023, Mon 1 Jan 2024"


# --- properties ----------------------------------------------------------------------------------------------------

MONTHS = [spell(date(2023, month, 1)).split()[2] for month in range(1, 13)]
DAY_FORMS = [
    "{y}-{m:02}-{d:02}",
    "{y}/{m:02}/{d:02}",
    "{y}{m:02}{d:02}",
    "{d} {month} {y}",
    "{d}th of {month}, {y}",
    "{month} {d}, {y}",
    "{short} {d} {y}",
    "{weekday}, {month} {d}, {y}",
    "{d:02}-{short}-{y}",
    "{m}/{d}/{y}",
    "{d}/{m}/{y}",
    "{m:02}-{d:02}-{y}",
    "{d}.{m}.{y}",
    "{m}/{d}/{yy:02}",
    "{weekday} {d}/{m}/{yy:02}",
    "{d}. {m}. {y}",
    "{iso[0]}-W{iso[1]:02}-{iso[2]}",
    "the {d}th of {month} {y}",
    "{weekday} {d} {short}, {y}",
    "{d}-{short}-{yy:02}",
    "{y} {month} {d}",
]
CLOCK_FORMS = ["{H:02}:{M:02}", "{H}:{M:02}", "{h}:{M:02} {half}", "{h}:{M:02}{half}", "{H:02}:{M:02}h"]
#: With the hours from UTC, where the zone as it is written says them.
ZONES = {
    "": None,
    " UTC": 0,
    "Z": 0,
    " (PT)": None,
    " UTC+2": 2,
    " (UTC-5:30)": -5.5,
    " GMT+0100": 1,
    "+05:30": 5.5,
    " -0700": -7,
    " Europe/Berlin": None,
    " CEST": None,
}
JOINS = ["{day} {clock}", "{day}, {clock}", "{day} at {clock}", "{day} - {clock}", "{clock} on {day}", "{clock}, {day}"]
days = st.dates(date(1970, 1, 1), date(2069, 12, 31))


def write_day(form: str, day: date) -> str:
    month = MONTHS[day.month - 1]
    weekday = spell(day).split()[0]
    parts = {"y": day.year, "yy": day.year % 100, "m": day.month, "d": day.day, "iso": day.isocalendar()}
    return form.format(**parts, month=month, short=month[:3], weekday=weekday)


def write_clock(form: str, clock: time) -> str:
    half = "pm" if clock.hour >= 12 else "am"
    return form.format(H=clock.hour, h=(clock.hour + 11) % 12 + 1, M=clock.minute, half=half)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    days, st.times(), st.sampled_from(DAY_FORMS), st.sampled_from(CLOCK_FORMS), st.sampled_from(list(ZONES)),
    st.sampled_from(JOINS),
)  # fmt: skip
def test_what_is_written_reads_back(
    day: date, clock: time, day_form: str, clock_form: str, zone: str, join: str
) -> None:
    if zone == "Z" and not clock_form.endswith("{M:02}"):
        zone = ""
    text = f"x {join.format(day=write_day(day_form, day), clock=write_clock(clock_form, clock) + zone)}."
    moment = only(text)
    assert day in moment.days
    assert len(moment.days) == 1 or moment.numeric
    assert moment.time == clock.replace(second=0, microsecond=0)
    assert (moment.zone or "") == zone.strip(" ()")
    hours = ZONES[zone]
    assert moment.offset == (None if hours is None else timedelta(hours=hours))


RANGES = [
    ("{d} {month} {y}", "{d} {month} {y}"),
    ("{month} {d}, {y}", "{month} {d}, {y}"),
    ("{y}-{m:02}-{d:02}", "{y}-{m:02}-{d:02}"),
    ("{d} {month}", "{d} {month} {y}"),
    ("{short} {d}", "{weekday}, {short} {d}, {y}"),
    ("{d}", "{d} {month} {y}"),
]
JOINED_BY = [" - ", "–", " – ", " to ", " until ", " through "]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(days, st.integers(1, 40), st.sampled_from(RANGES), st.sampled_from(JOINED_BY))
def test_a_range_reads_back(first: date, length: int, forms: tuple[str, str], join: str) -> None:
    last = first + timedelta(days=length)
    form, last_form = forms
    if form == "{d}" and first.month != last.month:
        form = "{d} {month}"
    text = f"x {write_day(form, first)}{join}{write_day(last_form, last)}, x"
    assert [moment.days for moment in moments(text)] == [(first,), (last,)], text


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789-/.: ,apmTZ+~()MayThu\u2013\u00a0\n", max_size=60))
def test_any_text_is_read_in_order_and_without_overlap(text: str) -> None:
    end = 0
    for moment in moments(text):
        assert end <= moment.start < moment.end <= len(text)
        assert moment.text == text[moment.start : moment.end]
        assert moment.days or moment.month_days or moment.time or moment.impossible
        end = moment.end
    leading(text)


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "1-", "1/2/", "10:30", "10:30 ", "10:30-", "May ", "May 4 ", "Mon, ", "](", "https://", "~", "(", " ",
     "2023-05-04 Mon ", "about ", "10:30 UTC-", "2023-05-04T10:30:15.123456Z ", "10:30 Asia/Aa_", "4\u2013"],
)  # fmt: skip
def test_long_hostile_text_is_read_to_its_end(unit: str) -> None:
    """200 KB each: a pattern that goes quadratic does not come back from here."""
    text = unit * (200_000 // len(unit))
    assert all(moment.end <= len(text) for moment in moments(text))
    leading(text)
