import type { Family } from './prometheus-text.js';

const MICROSECONDS = 1e6;

/** What the process uses, under the names that dashboards know. */
export function processFamilies(): readonly Family[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const startedAt = performance.timeOrigin / 1_000;
  return [
    single('counter', 'process_cpu_seconds_total', 'CPU time.', (user + system) / MICROSECONDS),
    single('gauge', 'process_resident_memory_bytes', 'Memory that is resident.', rss),
    single('gauge', 'nodejs_heap_size_used_bytes', 'Memory of the heap that is used.', heapUsed),
    single('gauge', 'process_start_time_seconds', 'When the process started.', startedAt),
  ];
}

function single(type: Family['type'], name: string, help: string, value: number): Family {
  return { name, help, type, samples: [{ labels: {}, value }] };
}
