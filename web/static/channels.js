// A member's channels: this browser is made one, and the page is looked at again during a test.

const PAUSE = 1500;

if (document.querySelector("[data-under-way]")) {
  const look = setTimeout(() => location.reload(), PAUSE);
  // Who leaves the page is not called back.
  window.addEventListener("beforeunload", () => clearTimeout(look));
}

const form = document.querySelector("[data-push-key]");

// Made once: a page may have no second policy of the name.
const policy = form && window.trustedTypes?.createPolicy("lencana", {
  createScriptURL: () => form.dataset.worker,
});

/**
 * Have this browser's push service tell it of what we send.
 * @param {DOMStringMap} given - the worker's address and our public key
 * @returns {Promise<PushSubscription>} rejected if the person or the browser does not want it
 */
async function subscribe(given) {
  const worker = policy ? policy.createScriptURL("") : given.worker;
  const registration = await navigator.serviceWorker.register(worker);
  const starting = registration.installing;
  if (starting) {
    await new Promise((resolve) => {
      starting.addEventListener("statechange", resolve, { once: true });
    });
  }
  return registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: given.pushKey,
  });
}

if (form && "PushManager" in window && "serviceWorker" in navigator) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { endpoint, keys } = (await subscribe(form.dataset)).toJSON();
      form.elements.address.value = endpoint;
      form.elements.p256dh.value = keys.p256dh;
      form.elements.auth.value = keys.auth;
      form.submit();
    } catch {
      form.querySelector("[role=alert]").hidden = false;
    }
  });
}
