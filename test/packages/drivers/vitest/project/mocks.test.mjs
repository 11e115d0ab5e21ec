import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';

vi.mock('node:worker_threads', async (original) => ({ ...(await original()), Worker: class Mocked {} }));

test('mocks a module of Node', () => expect(new Worker('nothing').constructor.name).toBe('Mocked'));
