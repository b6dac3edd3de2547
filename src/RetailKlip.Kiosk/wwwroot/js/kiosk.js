import "./live-tray.js";

// The page belongs to the kiosk: when the circuit is lost, it tries twice a second, and when the kiosk has restarted
// (the old circuit is refused), it loads afresh and finds the same basket.
const notice = () => document.getElementById("connection-notice");

let waiting = false;

async function waitForKiosk() {
  if (waiting)
    return;
  waiting = true;
  while (true) {
    try {
      const response = await fetch("/health/live", { cache: "no-store" });
      if (response.ok && await Blazor.reconnect().catch(() => false))
        break;
      if (response.ok) {
        location.reload();
        return;
      }
    } catch {
      // Not back yet.
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  waiting = false;
  notice().hidden = true;
}

Blazor.start({
  circuit: {
    reconnectionHandler: {
      onConnectionDown() {
        notice().hidden = false;
        waitForKiosk();
      },
      onConnectionUp() {
        notice().hidden = true;
      },
    },
  },
});
