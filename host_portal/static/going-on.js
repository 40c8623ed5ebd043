// The next guests of a long list: the page's form sends the rest of it by itself.

document.querySelector("form[data-goes-on]").requestSubmit();
