import assert from 'node:assert/strict';
import { createMetrics } from '../../../src/runtime/metrics.js';

describe('metrics', () => {
  it('of two centres in one process do not mix', async () => {
    const [one, two] = [createMetrics(false), createMetrics(false)];
    one.counter('calls_total', 'Calls', ['queue']).inc({ queue: 'sales' }, 3);
    two.counter('calls_total', 'Calls', ['queue']).inc({ queue: 'sales' });
    assert.match(await one.text(), /ringmaster_calls_total\{queue="sales"\} 3\n/);
    assert.match(await two.text(), /ringmaster_calls_total\{queue="sales"\} 1\n/);
  });

  it('ask at each scrape for what is not tracked', async () => {
    const metrics = createMetrics(false);
    let waiting = 1;
    metrics.gauge('waiting', 'Callers in line', [], (gauge) => gauge.set(waiting));
    assert.match(await metrics.text(), /ringmaster_waiting 1\n/);
    waiting = 2;
    assert.match(await metrics.text(), /ringmaster_waiting 2\n/);
  });

  it('count times in the buckets given', async () => {
    const metrics = createMetrics(false);
    const pops = metrics.histogram('pop_seconds', 'Ring to painted pop', [0.5, 1]);
    pops.observe(0.7);
    const text = await metrics.text();
    assert.match(text, /pop_seconds_bucket\{le="0.5"\} 0\n/);
    assert.match(text, /pop_seconds_bucket\{le="1"\} 1\n/);
  });

  it('tell about the process unless told not to, and refuse a name taken twice', async () => {
    const metrics = createMetrics();
    assert.match(await metrics.text(), /process_resident_memory_bytes \d+/);
    metrics.counter('calls_total', 'Calls');
    assert.throws(() => metrics.counter('calls_total', 'Calls'), /already been registered/);
  });
});
