// The board: kept up to date, searched, and acted upon without leaving it.

import { hear } from "./acts.js";
import { keepLive } from "./live.js";
import { search } from "./search.js";
import { sheets } from "./sheets.js";

const filter = search();
const show = keepLive(document.getElementById("board"), filter);
sheets();
hear(show);
