import type { Browser } from 'playwright-core';

export const CHROMIUM: string | null;
export function startChromium(path: string): Promise<Browser>;
