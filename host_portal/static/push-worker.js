// Shows what a push service passes on, also while no page is open; a tap opens the answers.

self.addEventListener("push", (event) => {
  const { text, link } = event.data.json();
  const shown = self.registration.showNotification(text, {
    data: { link },
    requireInteraction: true,
    tag: link || "test",
  });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { link } = event.notification.data;
  if (link) {
    event.waitUntil(self.clients.openWindow(link));
  }
});
