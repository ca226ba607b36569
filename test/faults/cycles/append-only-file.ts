import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisServer } from '../../support/redis-server.js';

/** The file that a server appends its commands to. */
export class AppendOnlyFile {
  private constructor(private readonly path: string) {}

  /** @param server is up; from now on it never rewrites the file. */
  static async of(server: RedisServer): Promise<AppendOnlyFile> {
    return server.ask(async (redis) => {
      await redis.config('SET', 'auto-aof-rewrite-percentage', 0);
      const [, folder = ''] = await redis.config('GET', 'dir');
      return new AppendOnlyFile(join(folder, 'appendonlydir', 'appendonly.aof.1.incr.aof'));
    });
  }

  get size(): number {
    return statSync(this.path).size;
  }

  /** Loses its end, as a machine does that lost power before it was on the disk. The server must be down. */
  cutTo(size: number): void {
    truncateSync(this.path, size);
  }
}
