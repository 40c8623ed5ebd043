// The board: polled, searched, and used without leaving it.

import { started } from "../web/product.js";
import { keepAges } from "./ages.js";
import { startChime } from "./chime.js";
import { sendFormsInPlace } from "./forms_in_place.js";
import { keepAround } from "./around.js";
import { startPolling } from "./polling.js";
import { startSearch } from "./search.js";
import { openDialogs } from "./dialogs.js";

const board = document.getElementById("board");
const search = startSearch((ids) => polling.askWith(`?${ids.map((id) => `whole=${id}`).join("&")}`));
const updates = [search.filter, keepAges(board), startChime()];
const polling = startPolling(board, () => updates.forEach((update) => update()));
keepAround(board.dataset.around);
openDialogs();
sendFormsInPlace(polling.show, search.begin);
started();
