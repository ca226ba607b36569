import type { Redis } from 'ioredis';
import { isOpenStatus } from '../src/orders/order.js';
import type { OrderStatus, OrderUpdate } from '../src/orders/order.js';

/**
 * A sync that does not know what changed: every order is written by a command of its own, which is waited for, and every index set is
 * deleted and filled again. Each set is filled by one command, as whoever wrote this carefully would do.
 */
export class OriginStore {
  private readonly orders = new Map<string, OrderUpdate>();
  private readonly sets = new Map<string, Set<string>>();

  constructor(private readonly redis: Redis) {}

  update(update: OrderUpdate): void {
    const id = update.id as string;
    this.orders.set(id, update);
    const isOpen = isOpenStatus(update.status as OrderStatus);
    this.set('orders').add(id);
    this.set(`orders:${update.symbol}`).add(id);
    for (const open of ['open', `open:${update.symbol}`]) {
      if (isOpen) this.set(open).add(id);
      else this.set(open).delete(id);
    }
  }

  async sync(): Promise<void> {
    for (const [id, order] of this.orders) await this.redis.hset('order', id, JSON.stringify(order));
    for (const [name, ids] of this.sets) {
      await this.redis.del(name);
      if (ids.size > 0) await this.redis.sadd(name, [...ids]);
    }
  }

  private set(name: string): Set<string> {
    let ids = this.sets.get(name);
    if (ids === undefined) this.sets.set(name, (ids = new Set()));
    return ids;
  }
}
