// Ends with 0 if the app answers, else with 1. A standby, and an app whose store is away, answer too: starting them again would not help.
const { PORT } = process.env;
const url = `http://127.0.0.1:${PORT || 3000}/health/live`;
try {
  const { ok } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
