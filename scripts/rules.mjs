// npm run rules: writes into package.json what the setting `workerLens.rules` offers, after a rule came or changed its words.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './lib/ensure.mjs';
import { ruleSettings } from './lib/rule-settings.mjs';

const file = join(ROOT, 'package.json');
const manifest = JSON.parse(await readFile(file, 'utf8'));
manifest.contributes.configuration.properties['workerLens.rules'].properties = ruleSettings();
await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
