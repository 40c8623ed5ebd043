// The board: kept up to date, searched, and acted upon without leaving it.

import { hear } from "./acts.js";
import { keepLive } from "./live.js";
import { search } from "./search.js";
import { dialogs } from "./dialogs.js";

const filter = search();
const show = keepLive(document.getElementById("board"), filter);
dialogs();
hear(show);
