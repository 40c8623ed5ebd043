"""Each rule of pages, broken once."""

import pytest
from flask import Flask

from tests.house_rules import page_watch
from tests.web.page_rules import check_page

PAGE = """<!doctype html>
<html lang="en" dir="ltr">
<head><title>Board · Lencana</title></head>
<body><main><h1>Board</h1><a href="#guests">To the guests</a>
<label for="name">Name</label><input id="name" name="name">
<label>Day <select name="day"><option>Today</option></select></label>
<button><img src="/x.svg" alt="Send"></button><p id="guests">Nobody</p>
<template><h1>Later</h1></template></main></body>
</html>"""


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("<h1>Board</h1>", "", "0 h1"),
        ("<p id", "<h1>More</h1><p id", "2 h1"),
        (' lang="en"', "", "no language"),
        (' dir="ltr"', "", "no language or direction"),
        ("Board · Lencana</title>", "</title>", "no title"),
        ("main>", "div>", "not one main"),
        ('id="guests"', 'id="name"', "id name stands 2 times"),
        ("#guests", "#rooms", "a link leads to no rooms"),
        ('id="name"', 'id="name" aria-describedby="hint name"', "leads to no hint"),
        ('<label for="name">Name</label>', "", "input name has no label"),
        ("<label>Day", "<label></label>Day", "select day has no label"),
        ('alt="Send"', 'alt=""', "button without words"),
        ("To the guests", "", "a without words"),
        (' alt="Send"', "", "img /x.svg without alt"),
        ("<p id", '<p style="color: red" id', "an inline style"),
        ("</head>", "<style>p {}</style></head>", "an inline style"),
        ("<p id", "<script>1</script><p id", "an inline script"),
        ("<p id", '<p onclick="x()" id', "onclick on p"),
        ('"/x.svg"', '"//elsewhere.example/x.svg"', "img from outside"),
        ("</head>", '<link href="https://elsewhere.example/a.css"></head>', "outside"),
        ("</p>", "</b></p>", "line 7: "),
    ],
)
def test_a_page_that_breaks_a_rule_is_told_which(
    good: str, bad: str, told: str
) -> None:
    assert good in PAGE
    with pytest.raises(AssertionError, match=told):
        check_page(PAGE.replace(good, bad))


def test_a_page_that_keeps_every_rule_passes() -> None:
    check_page(PAGE)


def test_pages_that_differ_in_their_random_values_are_looked_at_once_and_doubles_are_seen() -> (
    None
):
    first, second = "Xk3-aB_9Xk3-aB_9Xk3-aB_9", "Zk3-aB_9Xk3-aB_9Xk3-aB_9"
    pages = {
        f"/{number}": PAGE.replace("Nobody", f'<b id="{one}"></b><b id="{two}"></b>')
        for number, (one, two) in enumerate([(first, second), (second, second)])
    }
    app = Flask("random")
    for path, page in pages.items():
        app.add_url_rule(path, path, lambda page=page: page)
    client = app.test_client()

    page_watch.open_and_look(client, "/0")

    with pytest.raises(AssertionError, match="stands 2 times"):
        page_watch.open_and_look(client, "/1")
