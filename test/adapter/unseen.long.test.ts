// A program that no agent runs in. It takes the 15 seconds that the adapter waits.
import assert from 'node:assert/strict';
import { useAdapter } from './support/use-adapter';

describe('a program that is not seen', () => {
  const stage = useAdapter();

  it('is told of once, with what to do', async () => {
    const { adapter } = stage;
    await adapter.launch({ runtimeExecutable: 'sleep', runtimeArgs: ['60'], console: 'integratedTerminal' });
    await adapter.event('output', ({ category }: { category: string }) => category === 'important');
    const told = adapter.output('important');
    assert.match(told, /^Worker Lens has not heard from the program in 15 seconds\..*set "runtimeExecutable".*\n$/);
    adapter.closeTerminals();
  });
});
