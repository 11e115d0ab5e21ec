// The page of a timeline's webview: one script and one stylesheet, and nothing else that could run or be loaded.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What every timeline's webview may do; all that it needs stands in dist/. */
export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [distOf(extension)] };
}

/**
 * @param key kept by the webview in its state, and given back after the window was reloaded; empty where nothing need be
 */
export function timelinePage(webview: vscode.Webview, extension: vscode.Uri, key: string): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(distOf(extension), file));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${uri('timeline.css')}">
</head>
<body data-key="${escaped(key)}">
  <script nonce="${nonce}" src="${uri('timeline.js')}"></script>
</body>
</html>`;
}

/** A page in a timeline's place that says why there is none. */
export function sentencePage(sentence: string): string {
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'">
</head>
<body>
  <p role="status">${escaped(sentence)}</p>
</body>
</html>`;
}

function distOf(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
