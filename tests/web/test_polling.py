"""Live pages: nothing new costs one number, and a crowd is asked to come less often."""

from flask import Flask

from web.polling import LATEST_MS, NEXT, SOON_MS, PollingPace, live_page, not_modified


def test_a_page_that_has_seen_the_version_hears_so(app: Flask) -> None:
    with app.test_request_context():
        tag = live_page("board", 7).headers["ETag"]
    with app.test_request_context(headers={"If-None-Match": tag}):
        answer = not_modified(7)
        assert answer is not None
        assert answer.status_code == 304
        assert int(answer.headers[NEXT]) == SOON_MS
        assert not_modified(8) is None


def test_another_language_is_another_page(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        tag = live_page("board", 7).headers["ETag"]
    with app.test_request_context(
        headers={"Accept-Language": "id", "If-None-Match": tag}
    ):
        assert not_modified(7) is None


def test_a_crowd_is_asked_to_come_less_often() -> None:
    pace = PollingPace()
    pauses = [pace.next_in(now=second / 4000) for second in range(4000)]
    assert pauses[0] == SOON_MS
    assert SOON_MS < pauses[-1] <= LATEST_MS
    assert pace.next_in(now=10) == SOON_MS
