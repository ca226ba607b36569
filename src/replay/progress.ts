/** Shows how far a replay has come. */
export interface Progress {
  begin(name: string, lines: number): void;
  step(): void;
  end(): void;
}

const SILENT: Progress = { begin: () => undefined, step: () => undefined, end: () => undefined };
/** Moves to the start of the line, and clears it. */
const CLEAR_LINE = '\r\u001B[K';
/** How many steps pass between two lines that are shown. */
const EVERY = 100;

/** A line that counts on a terminal; nothing elsewhere, so that logs stay clean. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return SILENT;
  let done = 0;
  let [name, total] = ['', 0];
  const show = (): boolean => stream.write(`${CLEAR_LINE}${done}/${total} ${name}`);
  return {
    begin(nameOfThis, lines) {
      [done, name, total] = [0, nameOfThis, lines];
      show();
    },
    step() {
      done += 1;
      if (done % EVERY === 0) show();
    },
    end() {
      stream.write(CLEAR_LINE);
    },
  };
}
