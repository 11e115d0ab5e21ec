// Requests to a cluster under test.
import { get } from 'node:http';

/** Sends a request on a connection of its own, and resolves to the answer's text. */
export function ask(port: number, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}
