// What people read who ask how the command is used.

const RUN_USAGE = `  worker-lens run [--record FILE] [--summary] [--] COMMAND [ARG…]
      Run COMMAND under the lens. Its streams, signals and exit status pass through.
        --record FILE          write a recording (.wlens.jsonl) that VS Code opens later
        --summary              print the tree of processes and threads to stderr at the end
`;

const LINT = `  worker-lens lint [OPTION…] PATH…
      Find mistakes with cluster and worker_threads in files and folders; - reads the standard input.
      In folders, what is installed, built, hidden or in a .gitignore is left out.
        --fix                  mend what can be mended for sure
        --format FORMAT        text, json or sarif (2.1.0); --json is short for --format json
        --rule NAME…           run only these rules
        --severity RULE=WHAT   error, warning, information, hint or off, in place of the rule's own
        --include GLOB         in folders, check only these files; --exclude GLOB leaves files out
        --node-version RANGE   versions of Node that the code runs on; else what engines.node, .nvmrc,
                               .node-version or volta.node say
        --stdin-name FILE      what the standard input is taken for (stdin.js)
      Status 0: nothing at warning or above; 1: something; 2: could not run.
`;

const RECORDINGS = `  worker-lens export RECORDING [--out FILE]
      Write a recording as a Chrome trace, which https://ui.perfetto.dev and chrome://tracing open;
      to the standard output without --out.
  worker-lens compare RECORDING RECORDING [--json]
      Print two recordings side by side: requests and tasks a second, response, memory, messages,
      latencies, restarts and crashes.
`;

export const USAGE = `Usage:\n${RUN_USAGE}${LINT}${RECORDINGS}`;
export const LINT_USAGE = `Usage:\n${LINT}`;
