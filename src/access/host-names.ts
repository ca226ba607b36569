const LOOPBACK_NAME = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/;

/** The names that a request may call the app by, beside those of this machine. */
export class HostNames {
  private readonly names: ReadonlySet<string>;

  constructor(names: Iterable<string>) {
    this.names = new Set(Array.from(names, plain));
  }

  /** @param header `Host`, with or without a port. */
  has(header: string | undefined): boolean {
    const [, name] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(header ?? '') ?? [];
    if (name === undefined) return false;
    return LOOPBACK_NAME.test(plain(name)) || this.names.has(plain(name));
  }
}

/** As names are compared: a dot at the end says that a name is whole, which it is anyway. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
