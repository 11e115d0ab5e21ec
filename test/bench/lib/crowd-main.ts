// A process beside VS Code: the crowd lives in it, or nothing does and its own event loop is watched for comparison. Its
// parent says by messages what it is to do.
import { Crowd, type CrowdManner, type CrowdOrder } from './crowd';
import { type Delays, delaysFor } from './loop-delays';

export type CrowdCommand =
  | { raise: CrowdOrder }
  | { behave: CrowdManner }
  /** Nothing else; each part is some ms long. */
  | { watch: { parts: number; part: number } };

/** Its answer. `changes`: how many the crowd told since it was raised. */
export type CrowdWord = 'raised' | { changes: number } | { delays: Delays[] };

let crowd: Crowd | undefined;

async function answer(command: CrowdCommand): Promise<CrowdWord> {
  if ('raise' in command) {
    crowd = await Crowd.raise(command.raise);
    return 'raised';
  }
  if ('behave' in command) {
    crowd?.behave(command.behave);
    return { changes: crowd?.changes ?? 0 };
  }
  const delays: Delays[] = [];
  while (delays.length < command.watch.parts) delays.push(await delaysFor(command.watch.part));
  return { delays };
}

process.on('message', async (command: CrowdCommand) => {
  const word = await answer(command);
  process.send?.(word);
});
process.on('disconnect', () => process.exit());
