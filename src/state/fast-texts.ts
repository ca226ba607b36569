/** Reads after which the engine takes a prototype for set up; it needs fewer. */
const READS = 16;

/**
 * Makes methods of texts fast, whichever modules are loaded. One that has a class which extends `String`, as ioredis 6 does, makes `String.prototype` a prototype that
 * is being set up, to V8, whose methods are looked up anew at each call: all code with texts in the process takes half as long again. That ends for good when objects
 * of such a class were read a few times, which that module itself may never do.
 */
export function makeTextsFast(): void {
  class Text extends String {}
  const text = new Text('text');
  for (let read = 0; read < READS; read++) firstCodeOf(text);
}

function firstCodeOf(text: Pick<string, 'charCodeAt'>): number {
  return text.charCodeAt(0);
}
