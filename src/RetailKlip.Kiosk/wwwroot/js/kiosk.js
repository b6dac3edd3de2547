import "./live-tray.js";
import "./page-dialog.js";

// The page belongs to the kiosk: when the circuit is lost, it tries twice a second, and when the kiosk has restarted
// (the old circuit is refused), or went before the circuit stood, it loads afresh and finds the same basket.
const retryMilliseconds = 500;
const startMilliseconds = 30_000;

const pause = () => new Promise(resolve => setTimeout(resolve, retryMilliseconds));
const notice = () => document.getElementById("connection-notice");

let waiting = false;

async function waitForKiosk() {
  if (waiting)
    return;
  waiting = true;
  notice().hidden = false;
  while (true) {
    try {
      const response = await fetch("/health/live", { cache: "no-store" });
      if (response.ok && await Blazor.reconnect?.().catch(() => false))
        break;
      if (response.ok) {
        location.reload();
        return;
      }
    } catch {
      // Not back yet.
    }
    await pause();
  }
  waiting = false;
  notice().hidden = true;
}

// Blazor tells of a circuit that is lost, not of one that never came about.
async function watchStart() {
  const end = Date.now() + startMilliseconds;
  while (document.getElementById("kiosk").dataset.interactive !== "yes") {
    const alive = await fetch("/health/live", { cache: "no-store" }).then(response => response.ok, () => false);
    if (!alive || Date.now() > end)
      return waitForKiosk();
    await pause();
  }
}

Blazor.start({
  circuit: {
    reconnectionHandler: {
      onConnectionDown() {
        waitForKiosk();
      },
      onConnectionUp() {
        notice().hidden = true;
      },
    },
  },
});
watchStart();
