/** The kiosk: one document all day, and everything that listens in it. */

import { openCamera } from "./camera.js";
import "./hand_scanner.js";
import { startHeartbeat } from "./heartbeat.js";
import "./idle.js";
import "./keyboard.js";
import "./polling.js";
import { currentStep, listen, show } from "./stage.js";
import "./touches.js";
import { stayAwake } from "./wake_lock.js";

listen();
show(currentStep());
stayAwake();
startHeartbeat();
openCamera();
