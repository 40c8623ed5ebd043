/** The kiosk's one document: starts everything that runs in it all day. */

import { started } from "../web/product.js";
import { startCamera } from "./camera.js";
import { watchBattery } from "./device.js";
import "./hand_scanner.js";
import { beatSoon, startHeartbeat } from "./heartbeat.js";
import "./idle.js";
import "./keyboard.js";
import "./polling.js";
import { currentStep, enable, show } from "./steps.js";
import "./controls.js";
import "./speech.js";
import { stayAwake } from "./wake_lock.js";
import "./ways.js";

enable();
show(currentStep());
stayAwake();
startHeartbeat();
watchBattery(beatSoon);
startCamera();
started();
