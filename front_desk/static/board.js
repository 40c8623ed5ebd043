// The board: polled, searched, and used without leaving it.

import { started } from "../web/product.js";
import { sendFormsInPlace } from "./forms_in_place.js";
import { keepAround } from "./around.js";
import { startPolling } from "./polling.js";
import { startSearch } from "./search.js";
import { openDialogs } from "./dialogs.js";

const search = startSearch();
const show = startPolling(document.getElementById("board"), search.filter);
keepAround(document.getElementById("board").dataset.around);
openDialogs();
sendFormsInPlace(show, search.begin);
started();
