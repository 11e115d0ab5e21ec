// What the setting `workerLens.rules` offers: each rule by its name. Imports the rules, so it needs tsx.
import { SEVERITIES } from '../../protocol/language';
import { RULES } from '../../rules/index';

/** @returns {Record<string, object>} JSON schemas by the rules' names */
export function ruleSettings() {
  const rows = RULES.map(({ name, severity, description }) => {
    const markdownDescription = `${description}. Its own: \`${severity}\`. [Read more](${pageOf(name)})`;
    return [name, { enum: [...SEVERITIES], default: severity, markdownDescription }];
  });
  return Object.fromEntries(rows);
}

/** @param {string} rule */
function pageOf(rule) {
  return `https://github.com/worker-lens/worker-lens/blob/main/docs/rules/${rule}.md`;
}
