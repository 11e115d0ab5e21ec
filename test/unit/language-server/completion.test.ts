import assert from 'node:assert/strict';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completionsFor } from '../../../language-server/completion';
import { cursorIn, samples } from './support';

const CLUSTER = "const cluster = require('cluster');\n";
const THREADS = "const { Worker, parentPort } = require('worker_threads');\n";

function complete(text: string): CompletionItem[] {
  const { document, offset } = cursorIn(text);
  return completionsFor(document.positionAt(offset), document);
}

function labels(text: string): string[] {
  return complete(text).map(({ label }) => label);
}

/** The text once an event was chosen, with the places to fill in still in it. */
function chosen(text: string, label: string): string {
  const { document } = cursorIn(text);
  const item = complete(text).find((each) => each.label === label);
  assert.ok(item, `${label} is offered`);
  return TextDocument.applyEdits(document, [item.textEdit as TextEdit]);
}

describe('completion', () => {
  it('offers the events of the cluster, with their parameters', () => {
    const items = complete(`${CLUSTER}cluster.on('|')`);
    assert.deepEqual(
      items.map(({ label, labelDetails }) => `${label}${labelDetails?.detail}`),
      [
        ...['disconnect (worker)', 'exit (worker, code, signal)', 'fork (worker)', 'listening (worker, address)'],
        ...['message (worker, message, handle)', 'online (worker)', 'setup (settings)'],
      ],
    );
    assert.equal(items[1]?.filterText, "'exit");
  });

  it('offers those of workers, threads, ports and process', () => {
    assert.ok(labels(`${CLUSTER}const w = cluster.fork();\nw.on('|`).includes('listening'));
    assert.deepEqual(labels(`${THREADS}const w = new Worker('a');\nw.once('|')`).sort(), [
      'error',
      'exit',
      'message',
      'messageerror',
      'online',
    ]);
    assert.deepEqual(labels(`${THREADS}parentPort.on('|')`), ['close', 'message', 'messageerror']);
    assert.ok(labels("process.on('|')").includes('disconnect'));
  });

  it('writes a listener around the cursor', () => {
    const listener = `cluster.on('exit', (\${1:worker}, \${2:code}, \${3:signal}) => {\n\t$0\n})`;
    assert.equal(chosen(`${CLUSTER}cluster.on('|')`, 'exit'), `${CLUSTER}${listener}`);
    assert.equal(chosen(`${CLUSTER}cluster.on('ex|')`, 'exit'), `${CLUSTER}${listener}`);
    assert.equal(chosen(`${CLUSTER}cluster.on("ex|it");`, 'exit'), `${CLUSTER}${listener.replaceAll("'", '"')};`);
    assert.equal(chosen(`${CLUSTER}cluster.on(|)`, 'exit'), `${CLUSTER}${listener}`);
  });

  it('closes a call that is open', () => {
    assert.equal(
      chosen(`${CLUSTER}cluster.fork().on('|`, 'online'),
      `${CLUSTER}cluster.fork().on('online', () => {\n\t$0\n});`,
    );
    assert.equal(
      chosen(`${CLUSTER}cluster.on(|\nfoo();`, 'setup'),
      `${CLUSTER}cluster.on('setup', (\${1:settings}) => {\n\t$0\n});\nfoo();`,
    );
  });

  it('changes only the name where there is a listener', () => {
    assert.equal(chosen(`${CLUSTER}cluster.on('ex|it', f);`, 'online'), `${CLUSTER}cluster.on('online', f);`);
    assert.equal(chosen(`${CLUSTER}cluster.off('|');`, 'online'), `${CLUSTER}cluster.off('online');`);
  });

  it('works in a file that is half typed around it', () => {
    assert.ok(labels(`${CLUSTER}if (cluster.isPrimary) {\n  cluster.on('|\n  cluster.fork();\n}\n`).includes('exit'));
    assert.ok(labels(`${CLUSTER}function start() {\n  const w = cluster.fork();\n  w.on('|')\n`).includes('exit'));
    assert.ok(labels(`${CLUSTER}cluster.fork()\n  .on('|')\n`).includes('exit'));
  });

  it('stays in its line at every place of the samples, each half typed there', () => {
    let offered = 0;
    for (const document of samples().filter((_, index) => index % 3 === 0)) {
      const text = document.getText();
      for (const { index } of text.matchAll(/\.(on|once)\('\w/g)) {
        const end = text.indexOf("'", index) + 2;
        const typed = TextDocument.create(document.uri, 'javascript', 1, text.slice(0, end));
        for (const { textEdit } of completionsFor(typed.positionAt(end), typed)) {
          assert.ok(textEdit && 'range' in textEdit);
          assert.equal(textEdit.range.start.line, textEdit.range.end.line);
          offered++;
        }
      }
    }
    assert.ok(offered > 30, `${offered} offered`);
  });

  it('offers nothing elsewhere', () => {
    for (const text of [
      "emitter.on('|')",
      `${CLUSTER}cluster.emit('|')`,
      `${CLUSTER}'|'`,
      `${CLUSTER}cluster.on('exit', '|')`,
      '|',
    ]) {
      assert.deepEqual(labels(text), [], text);
    }
  });
});
