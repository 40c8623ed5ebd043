// The devices, kept up to date.

import { keepLive } from "./live.js";

keepLive(document.getElementById("devices"), () => {});
