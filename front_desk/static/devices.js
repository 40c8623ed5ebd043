// The devices, or the one printer of the page, kept up to date.

import { keepLive } from "./live.js";

keepLive(document.querySelector("[data-from]"), () => {});
