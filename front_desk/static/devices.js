// Keeps the devices, or the page's one printer, up to date.

import { started } from "../web/product.js";
import { keepAround } from "./around.js";
import { startPolling } from "./polling.js";

const place = document.querySelector("[data-from]");
startPolling(place, () => {});
keepAround(place.dataset.around);
started();
