import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, jest } from '@jest/globals';
import { describeInChromium } from '../support/describe-in-chromium.js';

jest.setTimeout(180_000);

const SCRIPT = fileURLToPath(new URL('../../scripts/watch-demo.mjs', import.meta.url));

describeInChromium('the page beside the demo', () => {
  it('tells of a crash and has the positions of the exchange at the end', async () => {
    const child = spawn(process.execPath, [SCRIPT, '--minutes', '0.2', '--crash-every', '5', '--seed', '7']);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (text += data.toString()));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    const figures = new Map(
      Array.from(text.matchAll(/^(.+?) {2,}(\S+)$/gm), ([, name, value]) => [name, value]),
    );
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(Number(figures.get('open positions compared'))).toBeGreaterThan(0);
    expect(Number(figures.get('crashes'))).toBeGreaterThan(0);
    expect(figures.get('gaps that the page told of')).toBe(figures.get('crashes'));
  });
});
