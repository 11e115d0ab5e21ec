// Which run a process belongs to that a shell started.
import assert from 'node:assert/strict';
import { World } from './world';

describe('hub model: shells', () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  const namesOf = () => [...world.runs.values()].map(({ name, state }) => `${name} ${state}`);

  /** A run whose command was typed into a shell, and its root. */
  function typed() {
    world.take(world.model.prepareRun('run', 'app.js', true));
    return world.hello('root', { pid: 100 });
  }

  it('begin a run of its own with what is typed after a run has ended', () => {
    const root = typed();
    root.tell({ type: 'ending', code: 0 });
    root.gone();
    world.take(world.model.gone(root.state.id));
    const second = world.hello('second', { pid: 101, argv: ['/usr/bin/node', '/app/other.js'] });
    assert.deepEqual(namesOf(), ['app.js ended', 'other.js running']);
    assert.deepEqual([second.state.kind, world.runs.get(second.state.run)?.root], ['root', second.state.id]);
    // What it starts names the first run too.
    assert.equal(second.child('child', 102, 1).state.run, second.state.run);
  });

  it('begin one each where the run that they name was forgotten', () => {
    for (const [name, pid] of [
      ['one', 100],
      ['two', 101],
    ] as const) {
      const root = world.hello(name, { pid, argv: ['/usr/bin/node', `/app/${name}.js`] });
      root.tell({ type: 'ending', code: 0 });
      root.gone();
      world.take(world.model.gone(root.state.id));
    }
    assert.deepEqual(namesOf(), ['one.js ended', 'two.js ended']);
  });

  it('begin none while the run goes on', () => {
    const root = typed();
    assert.equal(world.hello('second', { pid: 101 }).state.run, root.state.run);
  });

  it('keep what the run’s own processes left behind in it', () => {
    const root = typed();
    root.gone();
    world.take(world.model.gone(root.state.id));
    const late = world.hello('late', { pid: 101, spawner: { process: 'unknown', spawn: 1 } });
    assert.equal(late.state.run, 'run');
  });

  it('do not wait for a launcher’s word on how it ended', () => {
    const root = typed();
    root.gone();
    assert.deepEqual(
      world.model.unattended().map(({ teller }) => teller),
      [null],
    );
  });

  it('begin none for a command that its launcher waits for', () => {
    const root = world.root();
    root.gone();
    world.take(world.model.gone(root.state.id));
    assert.equal(world.hello('second', { pid: 101 }).state.run, 'run');
  });

  it('name a run of a package manager by the words that were typed', () => {
    const argv = ['/usr/bin/node', '/usr/lib/node_modules/npm/bin/npm-cli.js', 'run', 'dev'];
    world.hello('npm', { pid: 100, run: null, argv });
    world.hello('plain', { pid: 200, run: null, argv: ['/usr/bin/node', '/app/app.js', '--port', '1'] });
    assert.deepEqual(namesOf(), ['npm run dev running', 'app.js running']);
  });
});
