// A member's channels: looked at again while a test is on its way.

const PAUSE = 1500;

if (document.querySelector("[data-under-way]")) {
  setTimeout(() => location.reload(), PAUSE);
}
