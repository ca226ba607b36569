/** Shows how far a replay has come. */
export interface Progress {
  begin(name: string, lines: number): void;
  step(): void;
  end(): void;
}

const SILENT: Progress = { begin: () => undefined, step: () => undefined, end: () => undefined };

/** A progress bar on a terminal; nothing elsewhere, so that logs stay clean. */
export async function progressOn(stream: NodeJS.WriteStream): Promise<Progress> {
  if (!stream.isTTY) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar(
    { format: '{bar} {value}/{total} {name}', stream, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  return {
    begin: (name, lines) => bar.start(lines, 0, { name }),
    step: () => bar.increment(),
    end: () => bar.stop(),
  };
}
