/** How long a request waits for the store before it is answered with 503 (ms). */
export const STORE_TIMEOUT_MS = 5_000;
