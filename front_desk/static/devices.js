// Keeps the devices, or the page's one printer, up to date.

import { started } from "../web/product.js";
import { startPolling } from "./polling.js";

startPolling(document.querySelector("[data-from]"), () => {});
started();
