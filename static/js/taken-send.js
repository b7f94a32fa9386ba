// Sends what waits in taken-store.js: one tab or worker at a time, each answer under its key, so that it counts once
// however often it arrives. Resolves to how it went: idle, sent, offline, ended (the session), other (somebody else).
(() => {
  const taken = self.portalTaken;
  const PATIENCE_MS = 20000;
  const TABS = new BroadcastChannel("portal:taken");

  const ask = (address, options) =>
    fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
  const refusal = (answer) => answer.type === "opaqueredirect" ? "ended" : answer.status === 404 ? "other" : "offline";

  async function sendOne(answers, mark, token) {
    const sent = answers.map(({ key, field, value, base }) => ({ key, field, value, base }));
    const answer = await ask(taken.at.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ owner: mark, assignment: answers[0].pk, answers: sent }),
    });
    if (answer.ok) {
      await taken.settle(answers, (await answer.json()).answers);
      return "sent";
    }
    if (answer.status !== 400) return refusal(answer);
    const { why } = await answer.json();
    await taken.settle(answers, answers.map(({ key }) => ({ key, how: "refused", why })));
    return "sent";
  }

  async function sendAll() {
    const waiting = (await taken.answers()).filter((each) => each.state === "waiting");
    if (!waiting.length) return "idle";
    const known = await taken.owner();
    const here = await ask(taken.at.state);
    if (!here.ok) return refusal(here);
    const { owner, token } = await here.json();
    if (owner !== known?.mark) return "other";
    const tasks = [...new Set(waiting.map((each) => each.pk))];
    const ends = await Promise.all(tasks.map((pk) => sendOne(waiting.filter((each) => each.pk === pk), owner, token)));
    return ends.find((end) => end !== "sent") ?? "sent";
  }

  taken.send = () => navigator.locks.request("portal:taken", async () => {
    let how = "offline";
    try {
      how = await sendAll();
    } catch {
      // No line, or one that is too slow: it waits.
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, which reaches this origin alone
    if (how === "sent") TABS.postMessage(how);
    return how;
  });
})();
